"""Reading, as gunicorn serves it, against the least that Flask can do on the same machine.

Floors and pages take turns, so that whatever else the machine does falls on both alike.
"""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from tests.bench.measuring.databases import Home, application, homes
from tests.bench.measuring.figures import at_least, at_most, ratio, show
from tests.bench.measuring.load import UNIQUE, Answer, Round, ask, ceiling, drive, get
from tests.bench.measuring.population import CHAPTER, populate
from tests.bench.measuring.servers import Server, environ, gunicorn
from tests.bench.measuring.weight import first_visit

FEW, SOME, MANY = 1_000, 10_000, 100_000
TURNS = 7
SLOT = 1.0  # seconds that one thing is asked for in one turn
CLIENTS = 4
ZIPPED = {"Accept-Encoding": "gzip"}
# Nobody has ever asked for this address, so no cache holds the page: it is made anew.
NEVER_ASKED = f"{CHAPTER}?bench={UNIQUE}"


@dataclass(slots=True)
class Target:
    """One thing to ask for; `rounds` and `processor` (seconds an answer) hold one value a turn."""

    what: str
    server: Server
    request: bytes
    expect: int = 200
    rounds: list[Round] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)

    def take_a_turn(self, clients: int) -> None:
        before = self.server.cpu()
        taken = drive(
            self.server.address, self.request, seconds=SLOT, expect=self.expect, clients=clients
        )
        self.rounds.append(taken)
        self.processor.append((self.server.cpu() - before) / taken.requests)

    @property
    def rates(self) -> list[float]:
        """Answers a second."""
        return [taken.rate for taken in self.rounds]

    @property
    def latencies(self) -> list[float]:
        """Median of each turn, in milliseconds."""
        return [taken.median * 1000 for taken in self.rounds]


def main() -> None:
    show("what the generator itself can ask a second", f"{ceiling(SLOT, CLIENTS).rate:.0f}")
    with tempfile.TemporaryDirectory() as folder, homes(Path(folder)) as found:
        for home in found:
            print(f"\nA chapter with 50 comments, on {home.name}", flush=True)
            with sites(home, Path(folder)) as (few, some, many):
                throughput(some)
                growth(few, many)
                weight(some)


@contextmanager
def sites(home: Home, folder: Path) -> Iterator[Sequence[Server]]:
    """The application with few, some and many comments in its database."""
    urls: list[str] = []
    for count in (FEW, SOME, MANY):
        urls.append(home.copy(urls[-1]) if urls else home.new())
        with application(urls[-1], folder):
            populate(count)
    with ExitStack() as running:
        yield [running.enter_context(gunicorn("wsgi:app", environ(url, folder))) for url in urls]


def throughput(site: Server) -> None:
    tag = Answer(ask(site.address, get(CHAPTER, ZIPPED))).header("ETag")
    with gunicorn("tests.bench.measuring.floors:app") as bare:
        hello = Target("bare Flask: hello", bare, get("/"))
        page = Target("bare Flask: a page of 50 KB", bare, get("/page"))
        unchanged = Target(
            "the chapter, unchanged since it was read",
            site,
            get(CHAPTER, {**ZIPPED, "If-None-Match": tag}),
            expect=304,
        )
        read = Target("the chapter", site, get(CHAPTER, ZIPPED))
        made = Target("the chapter, made anew each time", site, get(NEVER_ASKED, ZIPPED))
        targets = (hello, unchanged, page, read, made)
        take_turns(targets, CLIENTS)
    for target in targets:
        figure = f"{median(target.rates):.0f} a second"
        show(target.what, figure, f"{median(target.processor) * 1000:.2f} ms of processor each")
    at_least("unchanged / hello", ratio(unchanged.rates, hello.rates), 0.5)
    at_least("chapter / page of 50 KB", ratio(read.rates, page.rates), 0.35)
    show("chapter made anew / page of 50 KB", f"{ratio(made.rates, page.rates):.2f}")


def growth(few: Server, many: Server) -> None:
    """One request at a time, each for a page that has to be made."""
    small = Target(f"a page made anew, {FEW:,} comments", few, get(NEVER_ASKED, ZIPPED))
    large = Target(f"a page made anew, {MANY:,} comments", many, get(NEVER_ASKED, ZIPPED))
    take_turns((small, large), clients=1)
    for target in (small, large):
        show(target.what, f"{median(target.latencies):.2f} ms")
    at_most(f"{MANY:,} / {FEW:,} comments", ratio(large.latencies, small.latencies), 1.25)


def take_turns(targets: Sequence[Target], clients: int) -> None:
    for _turn in range(TURNS):
        for target in targets:
            target.take_a_turn(clients)


def weight(site: Server) -> None:
    visit = first_visit(site.address, CHAPTER)
    for path, size in visit.files.items():
        show(path, f"{size / 1024:.1f} KiB")
    at_most("a first visit", sum(visit.files.values()) / 1024, 45, " KiB")
    at_most("other hosts asked", len(visit.other_hosts), 0)


if __name__ == "__main__":
    main()
