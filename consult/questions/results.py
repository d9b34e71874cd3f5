"""What was answered, in figures: counts in, shares and means out. No database, no request."""

from collections.abc import Mapping
from dataclasses import dataclass

from consult.questions.models import Kind, Question

PEOPLE = -1  # beside the choices, where one comment may have several: how many comments


@dataclass(frozen=True, slots=True)
class Bar:
    """A choice: how many chose it, and how many of those who answered that is, from 0 to 1."""

    label: str
    count: int
    share: float


@dataclass(frozen=True, slots=True)
class Result:
    """A question with what was answered; `mean` of a scale that someone answered."""

    id: int
    kind: str
    text: str
    is_open: bool
    people: int
    bars: tuple[Bar, ...]
    mean: float | None

    @property
    def is_shown(self) -> bool:
        """In public: one that was closed before anyone answered is as if it had not been asked."""
        return self.is_open or self.people > 0


def result(question: Question, counts: Mapping[int, int]) -> Result:
    people = counts.get(PEOPLE, sum(counts.values()))
    bars = tuple(
        Bar(label, counts.get(choice, 0), counts.get(choice, 0) / people if people else 0.0)
        for choice, label in question.choices.items()
    )
    mean = None
    if question.kind == Kind.SCALE and people:
        mean = sum(choice * counts.get(choice, 0) for choice in question.choices) / people
    return Result(
        question.id, question.kind, question.text, question.is_open, people, bars, mean
    )
