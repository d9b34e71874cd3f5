"""What is asked of those who keep the topics, and the filters of feedback."""

import io
import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, NamedTuple

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from werkzeug.datastructures import MultiDict
from wtforms import Form, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import AnyOf, InputRequired, Length, NumberRange, ValidationError

from consult.topics import labels
from consult.topics.figures import NONE, ORGANIZED, Selection
from consult.topics.models import Reply
from consult.topics.sections import Section, Sections
from consult.topics.service import LONGEST_NAME, LONGEST_TEXT, Pair, TopicError
from consult.topics.suggested import LIMITS
from consult.topics.tree import Node, Tree

# A point and the topics it had; a point and a topic that is checked: "12-3-4", "12-3".
SHOWN = re.compile(r"([0-9]{1,9})((?:-[0-9]{1,9})*)")
PUT = re.compile(r"([0-9]{1,9})-([0-9]{1,9})")
NUMBER = re.compile(r"[0-9]{1,9}")
LARGEST = 2**31 - 1
ANY = ("", _l("Cualquiera"))
MOST_SECTIONS = 200
TREES = Path(__file__).parent / "data"
NO_TREE = ("", _l("Ninguno"))
READY = {"migracion": _l("Política migratoria")}


def _choices(words: Mapping[Any, Any]) -> list[tuple[str, Any]]:
    return [ANY, *((str(value), label) for value, label in words.items())]


class FilterForm(Form):
    """A value that is not offered filters nothing: a mistyped address still shows a list."""

    seccion = SelectField(_l("Parte del borrador"), validate_choice=False)
    postura = SelectField(_l("Postura"), validate_choice=False)
    clase = SelectField(_l("Clase de organización"), validate_choice=False)
    fuente = SelectField(_l("Vía"), validate_choice=False)

    def offer(self, sections: Sections) -> None:
        self.seccion.choices = _places(sections, self.seccion.data)
        self.postura.choices = _choices(labels.STANCES)
        self.clase.choices = _choices(labels.ANY_ORGANIZATION | labels.GROUPS)
        self.fuente.choices = _choices(labels.SOURCES)

    def selection(self, sections: Sections, topics: frozenset[int] | None) -> Selection:
        return Selection(
            topics=topics,
            place=_place(sections, self.seccion.data),
            stance=_known(self.postura.data, labels.STANCES),
            group=_known(self.clase.data, [*labels.GROUPS, ORGANIZED]),
            source=_known(self.fuente.data, labels.SOURCES),
        )

    def asked(self) -> dict[str, str]:
        """What was asked for, as it stands in an address."""
        return {field.name: field.data for field in self if field.data}


def _known(value: str | None, among: Iterable[str]) -> str | None:
    return value if value in list(among) else None


def _place(sections: Sections, key: str | None) -> Section | str | None:
    return NONE if key == NONE else sections.by_key(key or "")


def _places(sections: Sections, asked: str | None) -> list[tuple[str, Any]]:
    """The chapters, and another section that was asked for."""
    offered = sections.chapters()[:MOST_SECTIONS]
    section = sections.by_key(asked or "")
    if section is not None and section not in offered:
        offered.append(section)
    return [ANY, (NONE, _l("Todo el borrador")), *((each.key, each.title) for each in offered)]


class ReadingForm(Form):
    """Which comments to put topics on."""

    seccion = SelectField(_l("Parte del borrador"), validate_choice=False)

    def offer(self, sections: Sections) -> None:
        self.seccion.choices = _places(sections, self.seccion.data)

    def place(self, sections: Sections) -> Section | str | None:
        return _place(sections, self.seccion.data)


class TopicForm(FlaskForm):
    """A topic's name and place; `below` must be filled with `offer`."""

    name = StringField(
        _l("Nombre"),
        validators=[
            InputRequired(_l("Escriba el nombre del tema.")),
            Length(max=LONGEST_NAME, message=_l("El nombre es demasiado largo.")),
        ],
    )
    parent = SelectField(_l("Dentro de"))

    def offer(self, tree: Tree, without: Node | None = None) -> None:
        """Let it hang from any topic but itself and those below it."""
        barred = {node.id for node in tree.below(without)} if without else set()
        self.parent.choices = [
            ("", _l("Ninguno: es un tema principal")),
            *((node.key, " › ".join(node.path)) for node in tree if node.id not in barred),
        ]

    def refuse(self, error: TopicError) -> None:
        """Show what the service refused beside its field."""
        field = self[error.field]
        field.errors = [*field.errors, error.reason]


class WholeTopicForm(TopicForm):
    description = TextAreaField(
        _l("Descripción"),
        validators=[Length(max=LONGEST_TEXT, message=_l("La descripción es demasiado larga."))],
    )
    words = TextAreaField(
        _l("Palabras del tema"),
        validators=[Length(max=LONGEST_TEXT, message=_l("Las palabras son demasiadas."))],
    )


class ImportForm(FlaskForm):
    """A file, or one of the trees that are ready."""

    ready = SelectField(_l("Usar un árbol listo"))
    file = FileField(_l("Archivo CSV"))

    def __init__(self) -> None:
        super().__init__()
        self.ready.choices = [NO_TREE, *READY.items()]

    def validate_file(self, field: FileField) -> None:
        if bool(field.data) == bool(self.ready.data):
            raise ValidationError(_l("Elija un archivo o un árbol listo, uno de los dos."))

    @property
    def opened(self) -> IO[bytes]:
        """What was chosen, to be read."""
        if self.file.data:
            stream: IO[bytes] = self.file.data.stream
            return stream
        return io.BytesIO((TREES / f"{self.ready.data}.csv").read_bytes())


@dataclass(frozen=True, slots=True)
class Picks:
    """The checked topics of a page of comments: `shown` had been put on each point when the page
    was made, so that only what was changed here changes, whatever others did meanwhile."""

    shown: Mapping[int, frozenset[int]]
    put: frozenset[Pair]

    @classmethod
    def read(cls, form: MultiDict[str, str], most: int) -> "Picks | None":
        """Out of a submitted form; None if it is not such a form."""
        shown = [SHOWN.fullmatch(text) for text in form.getlist("shown")]
        put = [PUT.fullmatch(text) for text in form.getlist("put")]
        if not 1 <= len(shown) <= most or not all([*shown, *put]):
            return None
        before = {
            int(match[1]): frozenset(map(int, match[2].split("-")[1:]))
            for match in shown
            if match
        }
        after = frozenset((int(match[1]), int(match[2])) for match in put if match)
        if not {point for point, _topic in after} <= before.keys():
            return None
        return cls(before, after)

    @property
    def _before(self) -> frozenset[Pair]:
        return frozenset((point, topic) for point, had in self.shown.items() for topic in had)

    @property
    def added(self) -> frozenset[Pair]:
        return self.put - self._before

    @property
    def removed(self) -> frozenset[Pair]:
        return self._before - self.put

    def checked(self, point_id: int, now: Iterable[int]) -> frozenset[int]:
        """What is to be checked when the page is shown again: what a point has now, with the
        changes made here."""
        added = {topic for point, topic in self.added if point == point_id}
        removed = {topic for point, topic in self.removed if point == point_id}
        return frozenset(now) - removed | added


class Act(NamedTuple):
    """What was decided on the suggestions for one point: a topic, or a reply."""

    point_id: int
    topic_id: int | None = None
    reply: Reply | None = None

    @classmethod
    def read(cls, form: MultiDict[str, str], among: Container[int]) -> "Act | None":
        """Out of a submitted form; None if it decides nothing on these points."""
        found = None
        if match := PUT.fullmatch(form.get("accept", "")):
            found = cls(int(match[1]), topic_id=int(match[2]))
        for reply in Reply:
            if match := NUMBER.fullmatch(form.get(reply, "")):
                found = cls(int(match[0]), reply=reply)
        return found if found is not None and found.point_id in among else None


class AcceptForm(FlaskForm):
    """How sure suggestions must be that are accepted together, and how many the person saw."""

    least = StringField(validators=[AnyOf([str(limit) for limit in LIMITS])])
    shown = IntegerField(validators=[InputRequired()])


class GroupForm(FlaskForm):
    """A group as a new topic, or into one that is there (its key); `offer` before use."""

    group = IntegerField(validators=[InputRequired(), NumberRange(1, LARGEST)])
    name = StringField(_l("Nombre del tema nuevo"))
    into = SelectField(_l("O agregar a un tema que ya existe"))

    def offer(self, tree: Tree) -> None:
        self.into.choices = [
            ("", _l("No: será un tema nuevo")),
            *((node.key, " › ".join(node.path)) for node in tree),
        ]
