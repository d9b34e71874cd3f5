"""Questions beside a section, and what was answered."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from consult.extensions import Model, UtcDateTime, utc_now


class Kind(StrEnum):
    ONE = "one"
    SEVERAL = "several"
    SCALE = "scale"
    OPEN = "open"


class Question(Model):
    """A question beside a section, in every version that has it.

    `options` are one a line; a scale has five, from its first line (1) to its last (5), and an
    open question none. A closed question takes no more answers, and is counted for ever.
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


class Answer(Model):
    """One choice of a comment's author (from 1; a scale's value), or words (choice 0)."""

    __tablename__ = "answer"
    __table_args__ = (Index("ix_answer_question_id", "question_id", "choice", "comment_id"),)

    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), primary_key=True)
    choice: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[str] = mapped_column(Text, default="")
