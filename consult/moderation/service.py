"""Decisions on comments."""

from dataclasses import dataclass
from datetime import datetime

from consult.audit.service import record
from consult.comments.models import Comment, Status
from consult.comments.service import transition
from consult.consultations.models import Consultation
from consult.consultations.service import hold
from consult.extensions import db, utc_now
from consult.markup import is_blank, normalise
from consult.moderation import claims, rules
from consult.moderation.decisions import in_force, keep
from consult.moderation.models import Resolution, Rule
from consult.moderation.queries import is_own
from consult.moderation.seconding import close, is_only_proposed, proposal_of, propose
from consult.moderation.written import kinds_in, written_in
from consult.permissions import Actor


class OwnCommentError(Exception):
    """The comment is the moderator's own, or of an organization that they speak for, or about a
    draft that they write."""


class StaleDecisionError(Exception):
    """The comment was decided on or corrected since the moderator saw it, or the draft has a new
    version."""


class PersonalDataError(Exception):
    """It has personal data, and nobody said why it may be published with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Choice:
    """What a moderator decided, with the rule that it is based on."""

    revision: int
    before: str
    after: str
    rule: Rule | None
    explanation: str
    note: str
    batch_id: int | None
    now: datetime


def decide(
    actor: Actor,
    comment: Comment,
    *,
    revision: int,
    after: str,
    before: str = Status.PENDING,
    reason: str | None = None,
    explanation: str = "",
    note: str = "",
    resolution: str | None = None,
    version: int | None = None,
    batch_id: int | None = None,
) -> str:
    """Publish a comment, return it to its author or reject it, as seen at `revision` and while
    `version` of the draft was in force (None: whichever is). The status that it has then: where a
    second moderator has to confirm a rejection, the one it had.

    Of several who decide on one comment at once one succeeds; the others get StaleDecisionError. A
    rejection names a rule, and what is returned says what to change. Nobody decides on their own
    words (OwnCommentError), or on what another has taken (ClaimedError). `resolution`: why personal
    data is published; else PersonalDataError. WaitsForAnotherError: see seconding.
    """
    rule = rules.one(comment.consultation_id, reason, rules.newest(comment.consultation_id))
    _check_words(after, rule, explanation)
    if is_own(actor, comment):
        raise OwnCommentError
    now = utc_now()
    if before == Status.PENDING:  # only what waits is taken
        claims.check(actor, comment, now)
    _check_version(comment, version)
    if after == Status.PUBLISHED:
        check_personal_data(actor, comment, resolution)
    choice = _Choice(
        revision=revision, before=before, after=after,
        rule=rule if after != Status.PUBLISHED else None, explanation=normalise(explanation),
        note=normalise(note), batch_id=batch_id, now=now,
    )  # fmt: skip
    claims.free(comment)
    return after if _took(actor, comment, choice) else before


def _check_words(after: str, rule: Rule | None, explanation: str) -> None:
    if after == Status.REJECTED and rule is None:
        raise ValueError("a rejection names a rule")
    if after == Status.RETURNED and is_blank(explanation):
        raise ValueError("what is returned says what to change")


def _check_version(comment: Comment, version: int | None) -> None:
    """A version that is being published makes this wait, or waits itself."""
    hold(comment.consultation_id)
    db.session.refresh(comment)
    db.session.refresh(db.session.get_one(Consultation, comment.consultation_id))
    if version is not None and version != in_force(comment):
        raise StaleDecisionError


def check_personal_data(actor: Actor, comment: Comment, resolution: str | None) -> None:
    """Before a comment is published: why it may be with the personal data in it is written down.
    Raises PersonalDataError where nobody said so."""
    if resolution in list(Resolution):
        step, revision = "comment.personal_data.publish", comment.revision
        record(actor, step, "comment", comment.id, reason=resolution or "", revision=revision)
    elif kinds_in(written_in(comment)):
        raise PersonalDataError


def _took(actor: Actor, comment: Comment, choice: _Choice) -> bool:
    """Whether it was decided; else it was proposed to another."""
    rule, proposal = choice.rule, proposal_of(comment)
    if choice.after == Status.REJECTED and rule is not None:
        if comment.status != choice.before or comment.revision != choice.revision:
            raise StaleDecisionError
        if is_only_proposed(actor, comment, rule, proposal):
            propose(actor, comment, rule, explanation=choice.explanation, note=choice.note)
            return False
    done = transition(
        actor, comment, revision=choice.revision, before=choice.before, after=choice.after,
        reason=rule.code if rule else None, leaves_stub=rule is None or rule.leaves_stub,
    )  # fmt: skip
    if not done:
        db.session.expire(comment)
        raise StaleDecisionError
    keep(
        actor, comment, revision=choice.revision, before=choice.before, after=choice.after,
        rule=rule, explanation=choice.explanation, note=choice.note, batch_id=choice.batch_id,
        now=choice.now,
    )  # fmt: skip
    close(proposal, actor, choice.after)
    return True


def show_personal_data(actor: Actor, comment: Comment) -> None:
    """Write down that somebody looks at what is covered in a comment."""
    record(actor, "comment.personal_data.show", "comment", comment.id, revision=comment.revision)
