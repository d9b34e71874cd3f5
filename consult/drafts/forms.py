"""What is asked of the drafting team."""

import re
from collections.abc import Sequence
from pathlib import PurePath

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import Field, HiddenField, StringField, TextAreaField
from wtforms.validators import Length, ValidationError

from consult.drafts.formats import SUFFIXES
from consult.drafts.formats.html import is_html
from consult.drafts.formats.limited import read_limited
from consult.drafts.messages import MESSAGES, DraftError
from consult.drafts.parsing import assemble, headings_of
from consult.drafts.preparing import editing
from consult.drafts.raw import RawDraft, RawSection
from consult.drafts.service import LONGEST_LABEL
from consult.markup import normalise, one_line

LONGEST_NOTE = 5_000
WRONG_SUFFIX = _l("El archivo debe ser de Word (.docx), HTML (.html) o Markdown (.md).")
# What Word opens and can save as .docx.
FOR_WORD = frozenset({".doc", ".odt", ".rtf"})
TOO_LONG = _l("Use %(max)d caracteres como máximo.")
FEW_DIGITS = re.compile("[0-9]{1,6}")
# What a button of the preview does, where, and with which paragraph.
ACT = re.compile(r"(promote|demote|join|split|cut|rename)-([0-9]{1,9})(?:-([0-9]{1,9}))?")


def normalised(text: str | None) -> str:
    return normalise(text or "")


def in_one_line(text: str | None) -> str:
    return one_line(text or "")


class DescribeForm(FlaskForm):
    """What a version is called, and what changed in it."""

    label = StringField(
        _l("Nombre de la versión"), [Length(max=LONGEST_LABEL, message=TOO_LONG)], [in_one_line]
    )
    note = TextAreaField(
        _l("Qué cambió y por qué"), [Length(max=LONGEST_NOTE, message=TOO_LONG)], [normalised]
    )


class ImportForm(DescribeForm):
    """A draft as a file or pasted. Once valid, `draft` is what was read of it."""

    file = FileField(_l("Archivo"), render_kw={"accept": ",".join(SUFFIXES)})
    text = TextAreaField(
        _l("O pegue aquí el texto"), filters=[normalised], render_kw={"data-rich": True}
    )
    draft: RawDraft

    def validate_file(self, field: Field) -> None:
        if not field.data and not self.text.data:
            raise ValidationError(_("Elija un archivo, o pegue el texto del borrador."))
        if not field.data:
            return
        if self.text.data:
            raise ValidationError(_("Hay un archivo y también un texto pegado: deje solo uno."))
        suffix = PurePath(field.data.filename).suffix.lower()
        kind = SUFFIXES.get(suffix)
        if kind is None:
            remedy = _("Ábralo en Word y guárdelo como .docx.") if suffix in FOR_WORD else ""
            raise ValidationError(f"{WRONG_SUFFIX} {remedy}".strip())
        self._read(field.data.read(), kind)

    def validate_text(self, field: Field) -> None:
        if field.data and not self.file.data:
            self._read(field.data.encode(), "html" if is_html(field.data) else "markdown")

    def _read(self, data: bytes, kind: str) -> None:
        try:
            self.draft = read_limited(data, kind)
            assemble(self.draft)
        except DraftError as error:
            raise ValidationError(_(MESSAGES[error.code], **error.values)) from None

    def file_name(self) -> str:
        return one_line(PurePath(self.file.data.filename).name) if self.file.data else ""

    def version_label(self) -> str:
        """As typed, else as the draft's own front matter says."""
        return self.label.data or one_line(self.draft.metadata.get("label", ""))[:LONGEST_LABEL]


class StagedForm(FlaskForm):
    """Importing what was read. `revision` is the state of it that the page showed; `after` the
    number of the newest version then, so that nobody imports beside another unawares."""

    revision = HiddenField()
    after = HiddenField()

    def is_about(self, revision: int) -> bool:
        """Whether the page showed this state of what was read."""
        if self.revision.data == str(revision):
            return True
        self.form_errors.append(
            _(
                "Lo leído cambió mientras tanto, quizá en otra ventana. Así está ahora; "
                "haga de nuevo su cambio."
            )
        )
        return False

    def comes_after(self, number: int) -> bool:
        """Whether `number` is still the newest version, as it was when the page was opened."""
        if self.after.data == str(number):
            return True
        self.form_errors.append(
            _(
                "Mientras tanto se importó la versión %(number)s. Si la suya es otra más, "
                "impórtela de nuevo.",
                number=number,
            )
        )
        return False

    def with_errors(self, other: "StagedForm") -> "StagedForm":
        """This form, fresh, with what was wrong with one that was sent."""
        self.form_errors.extend(other.form_errors)
        return self


class EditForm(StagedForm):
    """One change to the headings of what was read."""

    act = HiddenField()
    solo = HiddenField()
    words = HiddenField()
    heading = TextAreaField(_l("Título"), filters=[in_one_line])

    def is_about(self, revision: int) -> bool:
        same = super().is_about(revision)
        if not same and self.heading.data:
            self.form_errors.append(_("El título que escribió: %(text)s", text=self.heading.data))
        return same

    def place(self) -> int:
        match = ACT.fullmatch(self.act.data or "")
        return int(match[2]) if match else 0

    def alone(self) -> bool:
        """Whether promoting and demoting leave what is below where it is."""
        return self.solo.data == "1"

    def stays(self) -> bool:
        """Whether the drafter goes on with the section that was changed."""
        return (self.act.data or "").partition("-")[0] in ("split", "cut", "rename")

    def refusal(self) -> str:
        """Why the change could not be made."""
        if (self.act.data or "").startswith("rename") and not self.heading.data:
            return _("Escriba el título.")
        return _(
            "Ese cambio no se puede hacer ahí: no hay dónde, o quedaría a más de 6 niveles."
        )

    def applied(self, draft: RawDraft) -> tuple[list[RawSection], int]:
        """The sections after the change, and the place to look at. Raises CannotEditError."""
        match = ACT.fullmatch(self.act.data or "")
        sections = draft.sections
        if match is None or int(match[2]) >= len(sections):
            raise editing.CannotEditError
        act, place = match[1], int(match[2])
        if act == "split":
            return editing.split(sections, place, int(match[3] or 0)), place + 1
        if act == "join":
            return editing.join(sections, place), place - 1
        if act == "demote" and not sections[place].level:
            # As a section it keeps the title that it was shown with.
            sections = editing.rename(sections, place, headings_of(draft)[place])
        return self._changed(act, sections, place), place

    def _changed(self, act: str, sections: Sequence[RawSection], place: int) -> list[RawSection]:
        if act == "cut":
            words = FEW_DIGITS.fullmatch(self.words.data or "")
            return editing.cut(sections, place, int(words[0]) if words else 0)
        if act == "rename":
            return editing.rename(sections, place, self.heading.data or "")
        move = editing.promote if act == "promote" else editing.demote
        return move(sections, place, with_below=not self.alone())
