"""Answers that come with an imported row, brought to the questions beside its section."""

from collections import defaultdict
from collections.abc import Sequence

from flask_babel import lazy_gettext as _l

from consult.consultations.models import Consultation
from consult.markup import is_blank
from consult.questions.models import WORDS, Kind, NewAnswer, Question
from consult.questions.queries import Given, of_consultation
from consult.reports.rows import NewRow

NAMED_ROWS = 10


class NothingSaidError(Exception):
    """A row that only answers questions that are not there; its field and a lazy sentence."""

    field = "answers"
    reason = _l("Solo trae respuestas, y su sección no tiene esas preguntas.")


class Answers:
    """The questions of a consultation by section; `lost` are the rows that answered others."""

    def __init__(self, consultation: Consultation) -> None:
        self.lost: list[int] = []
        self._asked: defaultdict[int, list[Question]] = defaultdict(list)
        for question in of_consultation(consultation):
            self._asked[question.section_id].append(question)

    def find(self, row: NewRow, section_id: int | None) -> tuple[NewAnswer, ...]:
        """What a row answers here. Raises NothingSaidError if that was all it had to say."""
        asked = self._asked.get(section_id or 0, ())
        answers = [answer for given in row.answers for answer in _matched(given, asked)]
        if len({answer.question_id for answer in answers}) < len(row.answers):
            self.lost.append(row.number)
        if not answers and is_blank(row.body + row.proposed_text):
            raise NothingSaidError
        return tuple(dict.fromkeys(answers))

    @property
    def warning(self) -> object:
        return _l(
            "Las respuestas a preguntas que su sección no tiene no se leyeron. "
            "Filas (%(count)s): %(rows)s.",
            count=len(self.lost),
            rows=", ".join(map(str, self.lost[:NAMED_ROWS]))
            + ("…" if len(self.lost) > NAMED_ROWS else ""),
        )


def _matched(given: Given, asked: Sequence[Question]) -> list[NewAnswer]:
    """As answers to the first question that says the same and offers all that was chosen."""
    for question in asked:
        if (question.text, question.kind) != (given.question, given.kind):
            continue
        if question.kind == Kind.OPEN:
            return [NewAnswer(question.id, WORDS, given.text)]
        values = {words: value for value, words in question.choices.items()}
        if values.keys() >= set(given.choices):
            return [NewAnswer(question.id, values[words]) for words in given.choices]
    return []
