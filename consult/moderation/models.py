"""Rules, decisions by them, who is at work on what, and what may follow a decision: appeals,
reports, covered words."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, text, true
from sqlalchemy.orm import Mapped, mapped_column

from consult.extensions import Model, UtcDateTime, utc_now


class Reason(StrEnum):
    """The codes of the standard rules, which a consultation has until it writes its own."""

    OFF_TOPIC = "off_topic"
    INSULT = "insult"
    PERSONAL_DATA = "personal_data"
    SPAM = "spam"
    UNCLEAR = "unclear"
    DUPLICATE = "duplicate"


class Resolution(StrEnum):
    """Why a comment is published with what looks like personal data; kept in the log."""

    NONE = "none"
    PUBLIC = "public"
    WISHED = "wished"


class Rule(Model):
    """One rule of one edition of the rules of a consultation; editions are never changed.

    `code` stays with a rule from one edition to the next. `label` completes "Motivo: …", so it
    begins in lower case and has no full stop; `text` is what it means. Both are in Spanish, with
    an English form where the catalogue has none. Without `leaves_stub` nothing is shown in place of
    what it refuses, and one moderator is enough: it is for advertising and machines.
    """

    __tablename__ = "rule"
    __table_args__ = (UniqueConstraint("consultation_id", "edition", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    edition: Mapped[int]
    position: Mapped[int]
    code: Mapped[str] = mapped_column(String(30))
    label: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    label_en: Mapped[str] = mapped_column(Text, default="", server_default="")
    text_en: Mapped[str] = mapped_column(Text, default="", server_default="")
    leaves_stub: Mapped[bool] = mapped_column(default=True, server_default=true())
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)


class Decision(Model):
    """One decision on one revision of one comment. Append-only.

    `reason` is the code of a rule and `rules` the edition it is in; `explanation` goes to the
    author, `note` to other staff; `version_id` is the version of the draft it was decided on.
    One that was taken with others belongs to their batch. One whose `after` is pending takes the
    one before it back.
    """

    __tablename__ = "decision"
    __table_args__ = (
        Index("ix_decision_comment_id", "comment_id", "id"),
        Index("ix_decision_decided_by", "decided_by", "id"),
        Index("ix_decision_batch_id", "batch_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"))
    revision: Mapped[int]
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"))
    before: Mapped[str] = mapped_column(String(12))
    after: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str | None] = mapped_column(String(30))
    rules: Mapped[int | None]
    explanation: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(Text, default="", server_default="")
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("moderation_batch.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)


class Claim(Model):
    """Who is at work on a comment, until when: whoever asks then may have it."""

    __tablename__ = "claim"
    __table_args__ = (Index("ix_claim_holder_id", "holder_id"),)

    comment_id: Mapped[int] = mapped_column(
        ForeignKey("comment.id"), primary_key=True, autoincrement=False
    )
    holder_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    until: Mapped[datetime] = mapped_column(UtcDateTime)


class Hint(StrEnum):
    """What a moderator should look at in a comment."""

    PERSONAL_DATA = "personal_data"
    LINK = "link"
    WATCHED = "watched"


class CommentHint(Model):
    """That a comment, as it stands, has something to look at; what it is, is found in its words."""

    __tablename__ = "comment_hint"
    __table_args__ = (Index("ix_comment_hint_code", "consultation_id", "code", "comment_id"),)

    comment_id: Mapped[int] = mapped_column(
        ForeignKey("comment.id"), primary_key=True, autoincrement=False
    )
    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))


class Batch(Model):
    """Comments that are decided on together: prepared, looked at, then decided.

    `items` are pairs of a comment's number and the revision that was shown; `results` says what
    became of each (see bulk.Result), by the comment's number; null until it was decided.
    """

    __tablename__ = "moderation_batch"

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    made_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    items: Mapped[list[list[int]]] = mapped_column(JSON)
    after: Mapped[str | None] = mapped_column(String(12))
    reason: Mapped[str | None] = mapped_column(String(30))
    explanation: Mapped[str] = mapped_column(Text, default="")
    results: Mapped[dict[str, str] | None] = mapped_column(JSON(none_as_null=True))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)


class Opinion(StrEnum):
    """What came of a rejection that waited for a second person."""

    CONFIRMED = "confirmed"
    OTHERWISE = "otherwise"  # the second person decided something else
    WITHDRAWN = "withdrawn"  # who proposed it did


class Proposal(Model):
    """A rejection that one moderator decided on and another has to confirm, kept with what came
    of it. Of a comment one waits at a time."""

    __tablename__ = "proposal"
    __table_args__ = (
        Index(
            "ix_proposal_comment_id", "comment_id", unique=True,
            sqlite_where=text("outcome IS NULL"), postgresql_where=text("outcome IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"))
    revision: Mapped[int]
    reason: Mapped[str] = mapped_column(String(30))
    rules: Mapped[int]
    explanation: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(Text, default="")
    proposed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    outcome: Mapped[str | None] = mapped_column(String(12))
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Outcome(StrEnum):
    """What an appeal leads to: the decision stands, or the comment is published after all."""

    UPHELD = "upheld"
    OVERTURNED = "overturned"


class Appeal(Model):
    """Why an author asks that the rejection of a comment be looked at again, once.

    `explanation` goes to the author.
    """

    __tablename__ = "appeal"

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), unique=True)
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    outcome: Mapped[str | None] = mapped_column(String(12))
    explanation: Mapped[str] = mapped_column(Text, default="")
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Kept(StrEnum):
    """What reports of a published comment lead to."""

    KEPT = "kept"
    REJECTED = "rejected"
    COVERED = "covered"
    LAPSED = "lapsed"  # its author corrected or withdrew it before anybody decided


class Report(Model):
    """A reader says that a published comment breaks a rule; nothing is stored of who says it.

    `held` says that a machine seems to have sent it: it is read all the same, and moves nothing up.
    `outcome` is null while it waits; `explanation` says why the comment stays.
    """

    __tablename__ = "report"
    __table_args__ = (Index("ix_report_waiting", "comment_id", "outcome"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"))
    reason: Mapped[str] = mapped_column(String(30))
    rules: Mapped[int]
    text: Mapped[str] = mapped_column(Text, default="")
    held: Mapped[str | None] = mapped_column(String(20))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    outcome: Mapped[str | None] = mapped_column(String(12))
    explanation: Mapped[str] = mapped_column(Text, default="")
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Redaction(Model):
    """Words of a comment that were covered, why and by whom.

    `spans` are [where, start, end]: `where` as in covering.Texts, code points in the text as it was
    before; that text is in `sealed` (see sealing), and read by two people with a reason.
    """

    __tablename__ = "redaction"
    __table_args__ = (Index("ix_redaction_comment_id", "comment_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"))
    reason: Mapped[str] = mapped_column(String(30))
    rules: Mapped[int]
    spans: Mapped[list[list[Any]]] = mapped_column(JSON)
    sealed: Mapped[str] = mapped_column(Text)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
