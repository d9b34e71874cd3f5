"""Texts that say the same: how long it takes to group them, how many copies with other words are
found, and what one new comment costs among 20,000.

`python -m tests.bench.grouping`; reads the real consultations beside the project.
"""

import gzip
import json
import random
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from consult.comments.duplicates import groups
from consult.comments.grouping import put_in_group
from consult.comments.models import Status
from consult.comments.service import receive
from consult.extensions import db
from tests.bench.measuring.databases import application, homes
from tests.bench.measuring.figures import at_most, milliseconds, show
from tests.bench.measuring.population import CHUNK, a_comment, places, populate

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
COUNT, COPIES = 20_000, 500


def main() -> None:
    if not DATA.is_dir():
        print(f"the real data is not here: {DATA}")
        return
    chance = random.Random(5)
    texts = many(chance)
    begun = time.perf_counter()
    groups(texts)
    at_most(f"seconds for {COUNT} comments", time.perf_counter() - begun, 30)
    for kind in ("replaced", "replaced, left out or put in"):
        found = sum(recall(random.Random(seed), kind) for seed in range(4)) / 4
        show(f"copies with 0-15 % of the words {kind}", f"{found:.3f}", ">= 0.98", found >= 0.98)
    with tempfile.TemporaryDirectory() as folder, homes(Path(folder)) as found_homes:
        for home in found_homes:
            with application(home.new(), Path(folder)):
                print(f"One new comment among {COUNT} on {home.name}")
                one_new(texts)


def read(name: str) -> list[str]:
    with gzip.open(DATA / f"{name}.jsonl.gz", "rt") as file:
        return [json.loads(line)["texto"] or "" for line in file]


def many(chance: random.Random) -> list[str]:
    """Real texts, and mixed sentences of theirs up to COUNT."""
    texts = read("pam/comentarios") + read("pam/propuestas") + read("madrid/comentarios")
    sentences = [part for text in texts for part in text.split(". ") if part]
    while len(texts) < COUNT:
        texts.append(". ".join(chance.sample(sentences, 3)))
    return texts[:COUNT]


def recall(chance: random.Random, kind: str) -> float:
    real = [text for text in read("pam/comentarios") if len(text.split()) >= 8][:2_000]
    vocabulary = " ".join(real[:300]).split()
    originals = chance.sample(range(len(real)), COPIES)
    copies = [changed(chance, real[place], vocabulary, kind) for place in originals]
    found = groups([*real, *copies])
    pairs = zip(originals, found[len(real) :], strict=True)
    return sum(number is not None and found[place] == number for place, number in pairs) / COPIES


def changed(chance: random.Random, text: str, vocabulary: list[str], kind: str) -> str:
    words = text.split()
    count = int(chance.uniform(0, 0.15) * len(words))
    for place in sorted(chance.sample(range(len(words)), count), reverse=True):
        act = 0 if kind == "replaced" else chance.randrange(3)
        words[place : place + (act != 2)] = [] if act == 1 else [chance.choice(vocabulary)]
    return " ".join(words)


def one_new(texts: list[str]) -> None:
    """Every text keeps its marks in one consultation; then some come again, changed a little."""
    consultation = populate(0)
    assert consultation.current_version_id is not None
    here, _elsewhere = places(consultation.current_version_id)
    for start in range(0, COUNT, CHUNK):
        some = texts[start : start + CHUNK]
        new = [replace(a_comment(here[0], 0), body=text, status=Status.PENDING) for text in some]
        ids = receive(None, consultation, new)
        for comment_id, text in zip(ids, some, strict=True):
            put_in_group(comment_id, consultation.id, text)
        db.session.commit()
    took = []
    for text in random.Random(6).sample(texts, 200):
        (comment_id,) = receive(None, consultation, [replace(a_comment(here[0], 0), body=text)])
        begun = time.perf_counter()
        put_in_group(comment_id, consultation.id, f"{text} Gracias.")
        took.append(time.perf_counter() - begun)
    db.session.commit()
    milliseconds("a new comment put in its group", took)
    at_most("the slowest of 200, in milliseconds", max(took) * 1000, 50)


if __name__ == "__main__":
    main()
