"""One consultation with a tree of topics and comments of every kind, for tests of pages."""

import re
from dataclasses import dataclass

from consult.consultations.models import Consultation
from consult.extensions import db
from consult.topics.models import Topic
from tests.factories import a_comment, a_consultation
from tests.people import Page, Visitor
from tests.topics.factories import a_topic, put

HOME = "/consultas/politica/temas/"
NUMBER = re.compile(r"[0-9][0-9,]*")


@dataclass(frozen=True)
class Talk:
    consultation: Consultation
    childhood: Topic
    school: Topic
    return_: Topic


def a_talk() -> Talk:
    """Nine published comments (one without a topic) and three that nobody may count."""
    consultation = a_consultation()
    childhood = a_topic(consultation, "Niñez")
    school = a_topic(consultation, "Escuela", parent=childhood)
    return_ = a_topic(consultation, "Retorno")
    everything = (childhood, school, return_)
    for topics, said in (
        ((childhood, school), {"section": "eje-1", "stance": "for", "organization_name": "Red",
                               "organization_kind": "ngo"}),
        ((school,), {"block": "1.1", "stance": "against", "source": "workshop"}),
        ((school,), {"section": "linea-1-1", "stance": "for", "author_name": "Ana"}),
        ((childhood,), {"section": "eje-2", "organization_name": "Sin clase"}),
        ((return_,), {"block": "2.1", "stance": "neutral", "organization_name": "Red",
                      "organization_kind": "ngo"}),
        ((return_,), {"stance": "for_with_changes", "author_name": "Ana", "source": "email"}),
        ((return_, school), {"section": "eje-2", "stance": "for", "organization_name": "U",
                             "organization_kind": "academia"}),
        ((return_,), {"section": "politica-migratoria-de-ejemplo"}),
        ((), {"section": "eje-1", "stance": "against", "source": "paper"}),
        (everything, {"section": "eje-1", "status": "pending"}),
        (everything, {"section": "eje-1", "status": "rejected", "stance": "for"}),
        (everything, {"section": "eje-1", "status": "withdrawn"}),
    ):  # fmt: skip
        put(a_comment(consultation, **said), *topics)
    return Talk(consultation, childhood, school, return_)


def writing() -> None:
    """Let the test change something again after a page was read in its context."""
    db.session.rollback()
    db.session().info["read_only"] = False


def folios(page: Page) -> list[str]:
    """The comments that a page shows, in order."""
    return [
        article.get("id", "")
        for article in page.all(".//article")
        if "aporte" in (article.get("class") or "").split()
    ]


def every_folio(reader: Visitor, address: str) -> list[str]:
    """The comments of a list, over all its pages."""
    found: list[str] = []
    following: str | None = address
    while following is not None:
        page = reader.get(following)
        found += folios(page)
        following = next(
            (a.get("href") for a in page.all(".//main//a[@rel='next']")), None
        )
    return found


def counted_links(page: Page) -> list[tuple[str, int]]:
    """(address, number) of every link in the page's content whose words end in a number."""
    found = []
    for link in page.all(".//main//a"):
        for hidden in link.findall(".//span[@class='hidden']"):
            hidden.text = ""
        words = "".join(link.itertext()).split()
        if words and NUMBER.fullmatch(words[-1]):
            found.append((link.get("href", ""), int(words[-1].replace(",", ""))))
    return found
