"""A small world to ask for: one's own consultation, another, a hidden one, and what is in them.

`values` of a set gives the parts of an address. A part is named as in the rule; the same name
means different things in different features, so "topics.key" goes before "key".
"""

from dataclasses import dataclass
from typing import Any

from werkzeug.routing import Rule

from consult.accounts.queries import person_by_email
from consult.comments.models import Comment
from consult.consultations.models import Consultation
from consult.drafts.preparing.staging import stage
from consult.drafts.queries import section_by_key
from consult.drafts.raw import RawDraft, RawSection
from consult.drafts.service import publish
from consult.extensions import db
from consult.moderation.models import Appeal
from consult.questions.service import add as add_question
from consult.topics.service import create as create_topic
from tests.factories import DRAFT, a_comment, a_consultation, a_version
from tests.site.sites import Site

OTHER_DRAFT = DRAFT.replace("#eje-", "#parte-") + "\n## Eje 3\n\nFin.\n"
WAITING = "Este aporte espera y nadie más debe leerlo."
Values = dict[str, Any]


@dataclass(frozen=True)
class World:
    """`own`: all there and public; `unpublished`: a consultation without a published version;
    `other`: own consultation, objects of another; `hidden`: own consultation, objects that wait."""

    site: Site
    own: Values
    unknown: Values
    unpublished: Values
    other: Values
    hidden: Values


def address(rule: Rule, values: Values) -> str:
    """Where `rule` answers for these values; a part that has none is a KeyError."""
    feature = rule.endpoint.split(".")[0]
    parts = {
        name: values.get(f"{feature}.{name}", values.get(name, KeyError))
        for name in rule.arguments
    }
    unplaced = [name for name, value in parts.items() if value is KeyError]
    if unplaced:
        raise KeyError(f"{rule.endpoint}: give {unplaced} a value in tests/site/world.py")
    built = rule.build(parts, append_unknown=False)
    assert built is not None
    return built[1]


def a_world(site: Site) -> World:
    with site.context():
        own = a_consultation("propia")
        own_values = _values(own, block="2.1", key="eje-1", versions=2)
        other = a_consultation("ajena", draft=OTHER_DRAFT)
        other_values = _values(other, block="3.1", key="parte-1", versions=4)
        waiting = an_appealed(a_comment(own, WAITING, status="pending"))
        a_version(own)
        hidden = a_consultation("oculta", draft=None)
        a_version(hidden)
    return World(
        site,
        own=own_values,
        unknown=own_values | {"slug": "no-existe"},
        unpublished=own_values | {"slug": "oculta", "number": 1},
        other=other_values | {"slug": "propia"},
        hidden=own_values | {"folio": waiting, "comments.folio": waiting, "number": 3}
        | {"moderation.folio": waiting},
    )


def a_question(consultation: Consultation, key: str) -> int:
    assert consultation.current_version_id is not None
    text = section_by_key(consultation.current_version_id, key)
    assert text is not None
    return add_question(
        None, text.section, kind="one", text="¿Está de acuerdo?", options=["Sí", "No"]
    ).id


def an_appealed(comment: Comment) -> str:
    """Its folio, once its author has appealed."""
    db.session.add(Appeal(comment_id=comment.id, text="Mire otra vez."))
    db.session.flush()
    return comment.folio


def _values(consultation: Consultation, *, block: str, key: str, versions: int) -> Values:
    """Make what an address can name, and name it; `block` and `key` stand in its draft."""
    receipt = (consultation.slug * 43)[:43]
    drafter, author = map(person_by_email, ("drafter@ejemplo.hn", "participant@ejemplo.hn"))
    assert drafter is not None and author is not None
    waiting = a_comment(
        consultation, WAITING, status="pending", receipt_key=receipt, author_id=author.id
    )
    values = {
        "slug": consultation.slug,
        "number": versions,
        "old": 1,
        "key": key,
        "block_number": block,
        "folio": a_comment(consultation, block=block).folio,
        "moderation.folio": an_appealed(waiting),
        "comments.folio": a_comment(consultation, block=block, author_id=author.id).folio,
        "comments.key": receipt,
        "kind": "csv",
        "position": 1,
        "questions.question": a_question(consultation, key),
        "pending": stage(drafter, consultation, RawDraft([RawSection("Título", 1)])).id,
        "place": 0,
        "topics.key": create_topic(None, consultation, name=f"Tema {consultation.slug}").key,
    }
    for _number in range(1, versions):
        draft = OTHER_DRAFT if block == "3.1" else DRAFT
        publish(None, a_version(consultation, draft))
    return values
