"""Forms that only read: the filters of the list of contributions, the choice of two versions."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Form, SelectField

from consult.comments.forms import KINDS, STANCES
from consult.comments.speaking import ORGANIZATION_KINDS
from consult.drafts.models import Version
from consult.reading.contents import Contents
from consult.reading.queries import Filters

ANY = ("", _l("Cualquiera"))


class FilterForm(Form):
    """A value that is not offered filters nothing: a mistyped address still shows a list."""

    seccion = SelectField(_l("Parte"), validate_choice=False)
    tipo = SelectField(_l("Tipo"), validate_choice=False)
    postura = SelectField(_l("Postura"), validate_choice=False)
    clase = SelectField(_l("Organización"), validate_choice=False)

    def offer(self, outline: Contents) -> None:
        """Let the reader choose among the chapters, and keep another section that was asked for."""
        self.tipo.choices = _known(KINDS)
        self.postura.choices = _known(STANCES)
        self.clase.choices = _known(ORGANIZATION_KINDS)
        sections = list(outline.chapters)
        asked = outline.by_key(self.seccion.data or "")
        if asked is not None and asked not in sections:
            sections.append(asked)
        self.seccion.choices = [
            ("", _l("Todas")),
            *((section.key, section.title) for section in sections),
        ]

    def filters(self, outline: Contents) -> Filters:
        return Filters(
            kind=_chosen(self.tipo),
            stance=_chosen(self.postura),
            organization_kind=_chosen(self.clase),
            section=outline.by_key(self.seccion.data or ""),
        )


class VersionsForm(Form):
    """Two versions to compare, by number; what is not offered counts as not chosen."""

    antes = SelectField(_l("Versión anterior"), validate_choice=False)
    despues = SelectField(_l("Versión más nueva"), validate_choice=False)

    def offer(self, versions: Sequence[Version], current_id: int | None) -> None:
        """Choose among `versions`, the newest first; at first that one, and what it comes after:
        the current version, or the one before."""
        choices = [(str(version.number), _name(version)) for version in versions]
        self.antes.choices = self.despues.choices = choices
        if not _chosen(self.despues):
            self.despues.data = choices[0][0]
        if not _chosen(self.antes):
            older = [each for each in versions if each.number < int(self.despues.data)]
            current = [each for each in older if each.id == current_id]
            self.antes.data = str([*current, *older, *versions][0].number)

    @property
    def pair(self) -> tuple[int, int]:
        return int(self.antes.data), int(self.despues.data)


def _name(version: Version) -> str:
    number = _("Versión %(number)s", number=version.number)
    return f"{number} · {version.label}" if version.label else number


def _known(choices: Iterable[tuple[Any, Any]]) -> list[tuple[str, Any]]:
    return [ANY, *((str(value), label) for value, label in choices if value)]


def _chosen(field: SelectField) -> str | None:
    """What the field was set to, if that is among its choices."""
    offered = [choice[0] for choice in field.choices or ()]
    return field.data if field.data and field.data in offered else None
