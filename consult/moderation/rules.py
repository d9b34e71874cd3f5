"""The rules of a consultation: what a comment may be refused for. Published, in editions.

A consultation begins with the standard list (see labels), in the first edition; whoever administers
it makes another. An edition is never changed, and decisions name theirs.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from flask_babel import force_locale, get_locale, gettext
from sqlalchemy import and_, func, insert, select

from consult.audit.service import record
from consult.comments.models import Comment
from consult.consultations.models import Consultation
from consult.consultations.service import hold, mark_changed
from consult.drafts.events import version_published
from consult.drafts.models import Version
from consult.extensions import db, utc_now
from consult.moderation.labels import REASONS, TEXTS
from consult.moderation.models import Decision, Reason, Rule
from consult.permissions import Actor

SPANISH = "es_HN"


class OvertakenRulesError(Exception):
    """Another made an edition since this one was begun."""


class Words(NamedTuple):
    """What a rule says to a reader; `is_spanish` where they read in another language and it has no
    words of theirs."""

    label: str
    text: str
    is_spanish: bool = False


class NewRule(NamedTuple):
    """A rule of an edition that is to come; without a `code` it is a new one."""

    code: str
    label: str
    text: str
    label_en: str = ""
    text_en: str = ""
    leaves_stub: bool = True


def words(rule: Rule) -> Words:
    """In the language of the page. What the catalogue knows is a standard rule's own words."""
    if str(get_locale() or SPANISH).startswith("es"):
        return Words(rule.label, rule.text)
    label = rule.label_en or gettext(rule.label)
    text = rule.text_en or gettext(rule.text)
    return Words(label, text, label == rule.label)


def newest(consultation_id: int) -> int:
    """The number of the edition that holds; 0 if there is none yet."""
    query = select(func.max(Rule.edition)).where(Rule.consultation_id == consultation_id)
    return db.session.scalar(query) or 0


def of_edition(consultation_id: int, edition: int) -> Sequence[Rule]:
    query = select(Rule).where(Rule.consultation_id == consultation_id, Rule.edition == edition)
    return db.session.scalars(query.order_by(Rule.position)).all()


def current(consultation_id: int) -> Sequence[Rule]:
    """The rules that hold, in order."""
    return of_edition(consultation_id, newest(consultation_id))


def editions(consultation_id: int) -> Sequence[tuple[int, datetime]]:
    """Their numbers and when each was made, the newest first."""
    query = (
        select(Rule.edition, func.min(Rule.created_at))
        .where(Rule.consultation_id == consultation_id)
        .group_by(Rule.edition)
        .order_by(Rule.edition.desc())
    )
    return [(number, made) for number, made in db.session.execute(query)]


def one(consultation_id: int, code: str | None, edition: int | None = None) -> Rule | None:
    """The rule of that code, in that edition or in the last that has it."""
    if code is None:
        return None
    query = select(Rule).where(Rule.consultation_id == consultation_id, Rule.code == code)
    if edition is not None:
        query = query.where(Rule.edition == edition)
    return db.session.scalar(query.order_by(Rule.edition.desc()).limit(1))


class Based(Protocol):
    """What is based on a rule: the code, and the edition that it is in."""

    @property
    def reason(self) -> str | None: ...

    @property
    def rules(self) -> int | None: ...


def told(consultation_id: int) -> Callable[[Based], str]:
    """What gives the label of the rule that a decision of this consultation is based on."""
    query = select(Rule).where(Rule.consultation_id == consultation_id).order_by(Rule.edition)
    found = list(db.session.scalars(query))
    labels: dict[tuple[str, int | None], str] = {
        (rule.code, rule.edition): words(rule).label for rule in found
    }
    labels |= {(rule.code, None): words(rule).label for rule in found}
    return lambda decision: labels.get((decision.reason or "", decision.rules), "")


def broken(decision: Decision, consultation_id: int) -> Rule | None:
    """The rule that a decision is based on, as it read then."""
    return one(consultation_id, decision.reason, decision.rules)


def reasons(comment_ids: Collection[int]) -> Mapping[int, Rule]:
    """Why each of these comments was refused, as the rule read when it was decided; of one that was
    refused without a decision (an import) as it reads now."""
    if not comment_ids:
        return {}
    latest = (
        select(func.max(Decision.id))
        .where(Decision.comment_id == Comment.id, Decision.reason == Comment.status_reason)
        .correlate(Comment)
        .scalar_subquery()
    )
    query = (
        select(Comment.id, Rule)
        .outerjoin(Decision, Decision.id == latest)
        .join(Rule, and_(
            Rule.consultation_id == Comment.consultation_id,
            Rule.code == Comment.status_reason,
            (Decision.rules == Rule.edition) | Decision.rules.is_(None),
        ))
        .where(Comment.id.in_(comment_ids))
        .order_by(Rule.edition)
    )  # fmt: skip
    return {number: rule for number, rule in db.session.execute(query)}


@version_published.connect
def adopt(version: Version, **_prepared: object) -> None:
    """No consultation opens without rules: it begins with the standard ones."""
    if newest(version.consultation_id) == 0:
        _store(version.consultation_id, 1, standard(), version.published_at)


def standard() -> list[NewRule]:
    with force_locale(SPANISH):
        return [
            NewRule(code, str(REASONS[code]), str(TEXTS[code]), leaves_stub=code != Reason.SPAM)
            for code in Reason
        ]


def change(
    actor: Actor, consultation: Consultation, rules: Sequence[NewRule], *, seen: int
) -> int:
    """Make the next edition; its number. `seen` is the one that it was begun from: of two who do it
    at once one succeeds, and the other gets OvertakenRulesError."""
    if not rules:
        raise ValueError("a consultation has rules")
    hold(consultation.id)
    if newest(consultation.id) != seen:
        raise OvertakenRulesError
    _store(consultation.id, seen + 1, _coded(consultation.id, rules))
    mark_changed(consultation.id)
    record(
        actor, "rules.change", "consultation", consultation.id, edition=seen + 1, count=len(rules)
    )
    return seen + 1


def _coded(consultation_id: int, rules: Sequence[NewRule]) -> list[NewRule]:
    """New ones get a code that no edition has used."""
    query = select(Rule.code).where(Rule.consultation_id == consultation_id)
    known = set(db.session.scalars(query))
    free = (code for number in range(1, 1000) if (code := f"own_{number}") not in known)
    return [
        rule if rule.code in known else rule._replace(code=next(free)) for rule in rules
    ]


def _store(
    consultation_id: int, edition: int, rules: Sequence[NewRule], made: datetime | None = None
) -> None:
    rows = [
        {
            "consultation_id": consultation_id, "edition": edition, "position": position,
            "created_at": made or utc_now(), **rule._asdict(),
        }
        for position, rule in enumerate(rules, 1)
    ]  # fmt: skip
    db.session.execute(insert(Rule), rows)


def require_second(actor: Actor, consultation: Consultation, *, required: bool) -> None:
    """Whether a rejection waits until another moderator confirms it."""
    consultation.second_moderator = required
    record(
        actor, "moderation.second", "consultation", consultation.id, after="on" if required else
        "off",
    )  # fmt: skip
