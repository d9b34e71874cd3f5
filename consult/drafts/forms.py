"""What is asked of the drafting team."""

from pathlib import PurePath

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import Field, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import Length, ValidationError

from consult.drafts.identity import Match, Matches
from consult.drafts.messages import MESSAGES, DraftError
from consult.drafts.models import SectionText
from consult.drafts.parsing import ParsedDraft, parse_markdown
from consult.drafts.service import LONGEST_LABEL
from consult.markup import normalise, one_line

SUFFIXES = (".md", ".markdown")
LONGEST_NOTE = 5_000
TOO_LONG = _l("Use %(max)d caracteres como máximo.")


def normalised(text: str | None) -> str:
    return normalise(text or "")


def in_one_line(text: str | None) -> str:
    return one_line(text or "")


class ImportForm(FlaskForm):
    """A draft in Markdown, as a file or pasted. Once valid, `parsed` is the draft.

    `after` is the number of the newest version when the page was opened, so that a form sent
    twice does not make two versions.
    """

    file = FileField(_l("Archivo en Markdown"), render_kw={"accept": ",".join(SUFFIXES)})
    text = TextAreaField(_l("O pegue aquí el texto"), filters=[normalised])
    label = StringField(
        _l("Nombre de la versión"), [Length(max=LONGEST_LABEL, message=TOO_LONG)], [in_one_line]
    )
    note = TextAreaField(
        _l("Qué cambió y por qué"), [Length(max=LONGEST_NOTE, message=TOO_LONG)], [normalised]
    )
    after = HiddenField()

    parsed: ParsedDraft

    def validate_file(self, field: Field) -> None:
        if not field.data and not self.text.data:
            raise ValidationError(_("Elija un archivo, o pegue el texto del borrador."))
        if not field.data:
            return
        if self.text.data:
            raise ValidationError(_("Hay un archivo y también un texto pegado: deje solo uno."))
        if PurePath(field.data.filename).suffix.lower() not in SUFFIXES:
            raise ValidationError(_("El archivo debe ser de Markdown y terminar en .md."))
        self._parse(field.data.read())

    def validate_text(self, field: Field) -> None:
        if field.data and not self.file.data:
            self._parse(field.data.encode())

    def _parse(self, data: bytes) -> None:
        try:
            self.parsed = parse_markdown(data)
        except DraftError as error:
            raise ValidationError(_(MESSAGES[error.code], **error.values)) from None

    def comes_after(self, number: int) -> bool:
        """Whether `number` is still the newest version, as it was when the page was opened."""
        if self.after.data == str(number):
            return True
        self.after.data = str(number)
        self.form_errors.append(
            _(
                "Mientras tanto se importó la versión %(number)s. Si la suya es otra más, "
                "envíela de nuevo.",
                number=number,
            )
        )
        return False

    def version_label(self) -> str:
        """As typed, else as the draft's own front matter says."""
        return self.label.data or one_line(self.parsed.metadata.get("label", ""))[:LONGEST_LABEL]


class MatchForm(FlaskForm):
    """Which section of the earlier version a section continues. `continues` is what it was seen
    to continue when the page was opened."""

    section = SelectField(_l("Es la continuación de"), validate_choice=False)
    continues = HiddenField()

    def __init__(self, found: Matches, row: Match) -> None:
        seen = str(row.before.section_id) if row.before else ""
        super().__init__(data={"section": seen, "continues": seen})
        self._seen = seen
        used = {each.text.section_id: each.text for each in found.rows if each.before}
        gone = [(str(text.section_id), text.title) for text in found.gone]
        taken = [
            (str(each.before.section_id), self._taken(each.before, used, row))
            for each in found.rows
            if each.before
        ]
        self._offered = {"": _("Ninguna: es una sección nueva"), **dict(gone), **dict(taken)}
        self.section.choices = list(self._offered.items())

    @staticmethod
    def _taken(before: SectionText, used: dict[int, SectionText], row: Match) -> str:
        other = used[before.section_id]
        if other is row.text:
            return before.title
        return _("%(title)s (hoy: %(other)s)", title=before.title, other=other.title)

    @property
    def section_id(self) -> int | None:
        return int(self.section.data) if self.section.data else None

    def validate_section(self, field: Field) -> None:
        if self.continues.data != self._seen:
            self.continues.data = self._seen
            raise ValidationError(
                _("Mientras tanto otra persona la cambió. Revise cómo quedó y envíela de nuevo.")
            )
        if field.data not in self._offered:
            raise ValidationError(_("Elija una de las secciones."))
