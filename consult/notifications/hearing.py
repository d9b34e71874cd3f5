"""What happens below, heard in the transaction that it happens in: who is told of it.

A receiver stores notices and no more; a rollback takes them away with what they tell.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from consult.accounts.events import data_asked, link_made, person_erased
from consult.accounts.models import Person
from consult.comments.authorship import author_of
from consult.comments.events import comment_corrected, comments_received, status_changed
from consult.comments.models import Comment, Source, Status
from consult.comments.service import NewComment
from consult.consultations.models import Consultation
from consult.drafts.events import version_published
from consult.drafts.models import Version
from consult.extensions import db
from consult.jobs import enqueue
from consult.moderation.events import appeal_decided, comment_covered, decisions_undone
from consult.moderation.models import Appeal, Outcome, Redaction
from consult.moderation.rules import newest
from consult.moderation.undoing import TIME_TO_UNDO
from consult.notifications.daily import PASSAGES
from consult.notifications.models import Group
from consult.notifications.queries import frequency, preference
from consult.notifications.service import forget, remember_language, take_back, tell, write_to
from consult.organizations.events import delegate_invited
from consult.organizations.models import Organization

# The kind of mail for the purpose of a link; where there is no link, by whether somebody is meant.
LINKS = {
    "confirm": "confirm", "reset": "reset", "change_email": "change_email", "invite": "invitation",
}  # fmt: skip
WITHOUT_LINK = {
    ("confirm", True): "account_exists",
    ("confirm", False): "account_exists",
    ("reset", True): "password_changed",
    ("reset", False): "no_account",
    ("change_email", True): "email_changed",
    ("change_email", False): "account_exists",
}
# What of a notice names the comment that was decided on.
UNDONE = {"decision": "folio", "reply": "reply"}
DECISIONS = {Status.PUBLISHED, Status.RETURNED, Status.REJECTED}


@link_made.connect
def hear_of_link(
    address: str,
    *,
    purpose: str,
    token: str | None,
    person: Person | None = None,
    consultation: str = "",
    **_more: Any,
) -> None:
    """`consultation` is the title of that whose team somebody is invited to."""
    kind = LINKS[purpose] if token else WITHOUT_LINK[purpose, person is not None]
    if person is not None:
        remember_language(person)
    facts = {"token": token} if token else {}
    if kind == "invitation":
        facts["consultation"] = consultation
    write_to(address, kind, person=person, **facts)


@person_erased.connect
def hear_of_erasure(person: Person) -> None:
    forget(person)


@data_asked.connect
def how_told(person: Person) -> dict[str, Any]:
    """How they want their mail."""
    chosen = preference(person.id)
    groups = {group.value: frequency(chosen, group) for group in Group if group != Group.ACCOUNT}
    return {"mail": {"language": chosen.language} | groups}


@delegate_invited.connect
def hear_of_delegate(
    address: str, *, organization: Organization, token: str, **_more: Any
) -> None:
    """Whom an organization asks to speak for it."""
    write_to(address, "delegate", organization=organization.name, token=token)


@comments_received.connect
def hear_of_received(
    ids: Sequence[int], *, new: Sequence[NewComment], **_more: Any
) -> None:
    """Who sent a form from their account; nobody is told of an import."""
    if len(ids) == 1 and new[0].source == Source.WEB and new[0].author_id is not None:
        _tell_author(db.session.get_one(Comment, ids[0]), "received", corrected=False)


@comment_corrected.connect
def hear_of_correction(comment: Comment, **_more: Any) -> None:
    _tell_author(comment, "received", corrected=True)


@status_changed.connect
def hear_of_decision(comment: Comment, *, before: str, after: str) -> None:
    if after in DECISIONS:
        reason = comment.status_reason
        facts = {
            "status": after,
            "reason": reason,
            "rules": newest(comment.consultation_id) if reason else None,
        }
        _tell_author(comment, "decision", later=TIME_TO_UNDO, **facts)
    if after == Status.PUBLISHED:
        _tell_who_is_replied_to(comment)


@decisions_undone.connect
def hear_of_undone(comments: Sequence[Comment], *, since: datetime) -> None:
    """What nobody has been told yet is told to nobody."""
    undone = {(_facts(each)["slug"], each.folio) for each in comments}
    take_back(
        lambda kind, facts: (facts.get("slug"), facts.get(UNDONE.get(kind, ""))) in undone,
        since=since,
    )


@appeal_decided.connect
def hear_of_appeal(comment: Comment, *, appeal: Appeal) -> None:
    """Of one that is granted its author hears when it is published."""
    if appeal.outcome == Outcome.UPHELD:
        _tell_author(comment, "decision", status=Outcome.UPHELD, reason=None)


@comment_covered.connect
def hear_of_covering(comment: Comment, *, redaction: Redaction) -> None:
    """Its author hears it of a published one; of one that waits, with what is decided."""
    if comment.status == Status.PUBLISHED:
        _tell_author(
            comment, "decision", status="covered", reason=redaction.reason, rules=redaction.rules
        )


def hear_of_answer(comment: Comment, **_more: Any) -> None:
    """For the feature with which a drafting team answers."""
    _tell_author(comment, "answered")


@version_published.connect
def hear_of_version(
    version: Version, *, previous: Version | None, **_prepared: object
) -> None:
    """Many may have written about words that changed: they are told by a job, afterwards."""
    if previous is not None:
        enqueue(PASSAGES, version_id=version.id)


def _tell_author(
    comment: Comment, kind: str, later: timedelta = timedelta(), **facts: Any
) -> None:
    author = author_of(comment)
    if author is not None:
        tell(author, kind, later=later, **_facts(comment), **facts)


def _tell_who_is_replied_to(reply: Comment) -> None:
    """Unless they reply to themselves, under whatever name."""
    parent = db.session.get(Comment, reply.reply_to_id) if reply.reply_to_id else None
    if parent is None:
        return
    author, replier = author_of(parent), author_of(reply)
    if author is not None and author is not replier:
        facts = _facts(parent) | {"reply": reply.folio}
        tell(author, "reply", later=TIME_TO_UNDO, **facts)


def _facts(comment: Comment) -> dict[str, Any]:
    consultation = db.session.get_one(Consultation, comment.consultation_id)
    return {"slug": consultation.slug, "title": consultation.title, "folio": comment.folio}
