"""Questions beside a section, and what was answered."""

import hashlib
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.drafts.models import Section
from consult.extensions import Model, UtcDateTime, utc_now

SCALE = range(1, 6)
WORDS = 0
LONGEST_ANSWER = 2_000


class Kind(StrEnum):
    ONE = "one"
    SEVERAL = "several"
    SCALE = "scale"
    OPEN = "open"


class Question(Model):
    """A question beside a section, in every version that has it.

    `options` are one a line; those of a scale are the names of its ends, 1 and 5; an open question
    has none. A closed question takes no more answers, and is counted for ever.
    """

    __tablename__ = "question"
    __table_args__ = (Index("ix_question_section_id", "section_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"))
    position: Mapped[int] = mapped_column(default=0)
    kind: Mapped[str] = mapped_column(String(12))
    text: Mapped[str] = mapped_column(Text)
    options: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    section: Mapped[Section] = relationship()

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def choices(self) -> dict[int, str]:
        """The words of each choice, in order."""
        lines = self.options.splitlines()
        if self.kind == Kind.SCALE:
            ends = {SCALE[0]: lines[0], SCALE[-1]: lines[-1]}
            return {value: f"{value} · {ends[value]}" if value in ends else str(value)
                    for value in SCALE}  # fmt: skip
        return dict(enumerate(lines, 1))

    @property
    def mark(self) -> str:
        """Names what is asked: a question that was changed has another."""
        said = f"{self.text}\n{self.options}".encode()
        return f"{self.id}-{hashlib.sha256(said).hexdigest()[:12]}"


class Answer(Model):
    """One choice of a comment's author (from 1; a scale's value), or words (choice 0)."""

    __tablename__ = "answer"
    __table_args__ = (Index("ix_answer_question_id", "question_id", "choice", "comment_id"),)

    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), primary_key=True)
    choice: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[str] = mapped_column(Text, default="")


class NewAnswer(NamedTuple):
    """An answer that is to come with a comment."""

    question_id: int
    choice: int
    text: str = ""
