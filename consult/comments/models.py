"""Comments, revisions, anchors, points, and the tallies that pages show."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Person
from consult.drafts.models import Block, Section, SectionText, Version
from consult.extensions import Model, UtcDateTime, utc_now
from consult.organizations.models import Organization


class Kind(StrEnum):
    COMMENT = "comment"
    WORDING = "wording"
    QUESTION = "question"


class Stance(StrEnum):
    FOR = "for"
    FOR_WITH_CHANGES = "for_with_changes"
    AGAINST = "against"
    NEUTRAL = "neutral"


class Source(StrEnum):
    WEB = "web"
    WORKSHOP = "workshop"
    PAPER = "paper"
    EMAIL = "email"


class Status(StrEnum):
    UNSIGNED = "unsigned"  # waits for another delegate of its organization
    PENDING = "pending"
    PUBLISHED = "published"
    RETURNED = "returned"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


# Of the comments that may still be seen it is told what a new version does to them.
COUNTED = (Status.UNSIGNED, Status.PENDING, Status.PUBLISHED, Status.RETURNED)


class Held(StrEnum):
    """Why a comment waits behind the others; none of these is a reason to refuse it."""

    TRAP = "trap"  # filled in what people do not see
    QUICK = "quick"  # sent in less time than it takes to write
    FLOOD = "flood"  # one of very many from one place
    COPY = "copy"  # says what another said before


class Exposure(StrEnum):
    """How much of who wrote it everybody sees, staff included."""

    NAME = "name"
    ORGANIZATION = "organization"
    CODED = "coded"


class CarryOver(StrEnum):
    KEPT = "kept"
    MOVED = "moved"
    CHANGED = "changed"
    REMOVED = "removed"


class Review(StrEnum):
    """Whether a person has to say, or has said, where a comment stands in a new version."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    CORRECTED = "corrected"


TRANSITIONS = frozenset(
    {
        (Status.UNSIGNED, Status.PENDING),
        (Status.UNSIGNED, Status.WITHDRAWN),
        (Status.PENDING, Status.PUBLISHED),
        (Status.PENDING, Status.REJECTED),
        (Status.PENDING, Status.RETURNED),
        (Status.PENDING, Status.WITHDRAWN),
        (Status.RETURNED, Status.PENDING),
        (Status.RETURNED, Status.WITHDRAWN),
        (Status.REJECTED, Status.PUBLISHED),  # by an appeal
        (Status.REJECTED, Status.PENDING),  # undone at once, as others may be
        (Status.PUBLISHED, Status.PENDING),  # corrected by its author
        (Status.PENDING, Status.UNSIGNED),  # the same, in the name of an organization
        (Status.RETURNED, Status.UNSIGNED),
        (Status.PUBLISHED, Status.UNSIGNED),
        (Status.PUBLISHED, Status.REJECTED),
        (Status.PUBLISHED, Status.WITHDRAWN),
    }
)
LONGEST_BODY = 10_000
# As it stands in a condition: an index over what waits is not used for a value that is not there.
WAITING = "status = 'pending'"


def _where(condition: str) -> dict[str, Any]:
    """An index over the rows that meet `condition` alone: the others cost it nothing."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


class Comment(Model):
    """A contribution. Its words are in its revisions; its place in its anchors.

    `version_id` is the version it was written on; `receipt_hash` the SHA-256 of the key that
    both names its receipt page and makes sending the same form twice harmless;
    `replies_elsewhere` the id, in its source, of a comment it answers that was not imported.

    Who wrote it: `author_id` only where the name is shown. `author_key` says, to who has the key
    of the site, by which account it is (see authorship); `follow_hash` is
    that of the words with which someone without an account comes back to it. `held` is why it
    waits behind the others (a code), `group_id` the first comment of those that say the same.
    `language` is what it seems to be written in (see language.detect); `is_unreviewed` says that
    it was published as it came, and that no moderator has looked at it yet.
    """

    __tablename__ = "comment"
    __table_args__ = (
        UniqueConstraint("consultation_id", "folio"),
        UniqueConstraint("consultation_id", "external_id"),
        Index("ix_comment_queue", "consultation_id", "status", "id"),
        Index("ix_comment_reply_to_id", "reply_to_id", "status", "id"),
        Index("ix_comment_author_key", "author_key"),
        Index("ix_comment_follow_hash", "follow_hash", unique=True),
        Index("ix_comment_group_id", "group_id", "status", "held", "id"),
        Index("ix_comment_held", "consultation_id", "status", "held", "id"),
        *(
            Index(f"ix_comment_waiting_{name}", "consultation_id", name, "id", **_where(WAITING))
            for name in ("kind", "language", "organization_kind")
        ),
        Index(
            "ix_comment_corrected", "consultation_id", "id",
            **_where(f"{WAITING} AND revision > 1"),
        ),
        Index("ix_comment_unreviewed", "consultation_id", "id", **_where("is_unreviewed")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"))
    folio: Mapped[str] = mapped_column(String(24))
    external_id: Mapped[str | None] = mapped_column(String(120))
    receipt_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    reply_to_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"))
    replies_elsewhere: Mapped[str | None] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(12), default=Kind.COMMENT)
    stance: Mapped[str | None] = mapped_column(String(20))
    source: Mapped[str] = mapped_column(String(12), default=Source.WEB)
    status: Mapped[str] = mapped_column(String(12), default=Status.PENDING)
    status_reason: Mapped[str | None] = mapped_column(String(30))
    revision: Mapped[int] = mapped_column(default=1)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"))
    author_name: Mapped[str] = mapped_column(String(120), default="")
    organization_name: Mapped[str] = mapped_column(String(160), default="")
    organization_kind: Mapped[str | None] = mapped_column(String(20))
    exposure: Mapped[str] = mapped_column(
        String(12), default=Exposure.NAME, server_default=Exposure.NAME
    )
    is_institutional: Mapped[bool] = mapped_column(default=False, server_default=false())
    author_key: Mapped[str | None] = mapped_column(String(32))
    follow_hash: Mapped[str | None] = mapped_column(String(64))
    held: Mapped[str | None] = mapped_column(String(20))
    group_id: Mapped[int | None]
    supports: Mapped[int] = mapped_column(default=0, server_default="0")
    language: Mapped[str | None] = mapped_column(String(3))
    is_unreviewed: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)

    @property
    def is_verified(self) -> bool:
        """Whether the organization that it shows is."""
        return self.organization is not None and self.organization.is_verified

    version: Mapped[Version] = relationship()
    author: Mapped[Person | None] = relationship()
    organization: Mapped[Organization | None] = relationship()


class Identity(Model):
    """Which account wrote a comment whose author is not named: sealed, apart from the comment,
    and opened to send its author word, or by two people with a reason."""

    __tablename__ = "identity"

    comment_id: Mapped[int] = mapped_column(
        ForeignKey("comment.id"), primary_key=True, autoincrement=False
    )
    sealed: Mapped[str] = mapped_column(Text)


class Participant(Model):
    """The code under which an author appears in one consultation, and in no other."""

    __tablename__ = "participant"
    __table_args__ = (UniqueConstraint("consultation_id", "code"),)

    consultation_id: Mapped[int] = mapped_column(
        ForeignKey("consultation.id"), primary_key=True
    )
    author_key: Mapped[str] = mapped_column(String(32), primary_key=True)
    code: Mapped[str] = mapped_column(String(4))


class ShingleBand(Model):
    """A mark of a comment's words (see duplicates.marks), for the first of those that say the same:
    the next one that shares it is compared with it."""

    __tablename__ = "shingle_band"
    __table_args__ = (Index("ix_shingle_band_comment_id", "comment_id"),)

    consultation_id: Mapped[int] = mapped_column(
        ForeignKey("consultation.id"), primary_key=True, autoincrement=False
    )
    band: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    comment_id: Mapped[int] = mapped_column(
        ForeignKey("comment.id"), primary_key=True, autoincrement=False
    )


class SignOff(Model):
    """What another delegate of its organization said of a comment that waits for them: that it may
    go (`is_signed`), or what should change first (`note`, for delegates alone)."""

    __tablename__ = "sign_off"
    __table_args__ = (Index("ix_sign_off_comment_id", "comment_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"))
    revision: Mapped[int]
    is_signed: Mapped[bool]
    note: Mapped[str] = mapped_column(Text, default="")
    signed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)


class CommentRevision(Model):
    """What the author wrote, sealed: normalised text, its safe HTML, its searchable form.

    `proposed_html` is the proposed wording as a difference to the words it was written about;
    `stance` the one that was taken with these words. Where words were covered since, `received` is
    the digest of what was received, keyed: a digest alone would tell a covered number to who tries
    them all.
    """

    __tablename__ = "comment_revision"
    __table_args__ = (UniqueConstraint("comment_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"))
    number: Mapped[int] = mapped_column(default=1)
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    proposed_text: Mapped[str] = mapped_column(Text, default="")
    proposed_html: Mapped[str] = mapped_column(Text, default="", server_default="")
    search: Mapped[str] = mapped_column(Text)
    stance: Mapped[str | None] = mapped_column(String(20))
    received: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)


class Anchor(Model):
    """Where a comment stands in one version, and what happened to its place since the last one.

    No section: the whole draft. A section without a block: the section. `quote` with its
    context (32 characters before and after) and position (code points in the block's text,
    end exclusive) when it is about exact words. `public` says that pages show the comment, whole
    or as a stub, so that a page reads its comments from one index.

    `review` is null where its place was certain. While it is waiting the comment stands at its
    section, or at the draft, and `suggested_*` is where its words probably went, with a
    `certainty` from 0 to 1; null where there is nothing to suggest.
    """

    __tablename__ = "anchor"
    __table_args__ = (
        UniqueConstraint("comment_id", "version_id"),
        Index("ix_anchor_version_id", "version_id", "public", "comment_id"),
        Index("ix_anchor_page_id", "page_id", "public", "comment_id"),
        Index("ix_anchor_section_text_id", "section_text_id", "public", "comment_id"),
        Index("ix_anchor_block_id", "block_id", "public", "comment_id"),
        Index("ix_anchor_review", "version_id", "comment_id", **_where("review = 'waiting'")),
        Index(
            "ix_anchor_quoted", "page_id", "block_id", "start", "end",
            **_where("public AND start IS NOT NULL"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"))
    section_id: Mapped[int | None] = mapped_column(ForeignKey("section.id"))
    section_text_id: Mapped[int | None] = mapped_column(ForeignKey("section_text.id"))
    page_id: Mapped[int | None] = mapped_column(ForeignKey("section_text.id"))
    block_id: Mapped[int | None] = mapped_column(ForeignKey("block.id"))
    state: Mapped[str] = mapped_column(String(12), default=CarryOver.KEPT)
    public: Mapped[bool] = mapped_column(default=False)
    quote: Mapped[str] = mapped_column(Text, default="")
    prefix: Mapped[str] = mapped_column(String(64), default="")
    suffix: Mapped[str] = mapped_column(String(64), default="")
    start: Mapped[int | None]
    end: Mapped[int | None]
    review: Mapped[str | None] = mapped_column(String(12))
    certainty: Mapped[float | None]
    suggested_block_id: Mapped[int | None] = mapped_column(ForeignKey("block.id"))
    suggested_start: Mapped[int | None]
    suggested_end: Mapped[int | None]

    section: Mapped[Section | None] = relationship()
    section_text: Mapped[SectionText | None] = relationship(foreign_keys=[section_text_id])
    block: Mapped[Block | None] = relationship(foreign_keys=[block_id])


class Point(Model):
    """An excerpt of a comment that topics and answers attach to; by default all of it.

    `start` and `end` are code points in the revision's body; null covers everything.
    """

    __tablename__ = "point"
    __table_args__ = (UniqueConstraint("comment_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"))
    number: Mapped[int] = mapped_column(default=1)
    start: Mapped[int | None]
    end: Mapped[int | None]


class Tally(Model):
    """How many published comments stand at a place of a version: kept up as they change.

    Block 0 counts all of a section's own comments, those on its blocks included; section 0
    those on the draft as a whole (0 and not null, because they are part of the key).
    """

    __tablename__ = "tally"

    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), primary_key=True)
    section_text_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    block_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    published: Mapped[int]


class Support(Model):
    """Someone who stands behind a comment as well: a person, or an organization they speak for.

    Of the person there is only what stands for them in this consultation (see
    supporting.supporter_key), and nothing once their account is erased.
    """

    __tablename__ = "support"
    __table_args__ = (
        UniqueConstraint("comment_id", "supporter_key"),
        UniqueConstraint("comment_id", "organization_id"),
        Index("ix_support_supporter_key", "supporter_key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"))
    supporter_key: Mapped[str | None] = mapped_column(String(32))
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)

    organization: Mapped[Organization | None] = relationship()
