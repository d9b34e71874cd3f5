"""What is asked of those who translate."""

from collections.abc import Iterable, Sequence
from pathlib import PurePath

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import Field, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from consult.drafts import messages
from consult.drafts.formats import SUFFIXES
from consult.drafts.formats.text import read_text, split_front_matter
from consult.drafts.forms import TOO_LONG, in_one_line, normalised
from consult.drafts.messages import DraftError
from consult.drafts.models import SectionTranslation
from consult.drafts.parsing import ParsedBlock, ParsedDraft, parse_markdown
from consult.drafts.translation import fitting, languages
from consult.drafts.translation.stored import LONGEST_TEXT, LONGEST_TITLE, Translation, fingerprint

SENTENCES = messages.MESSAGES | fitting.MESSAGES
# What is read goes back to the page to be confirmed, and a form holds 256 KiB.
MOST_KB = 240
MARKDOWN = [suffix for suffix, kind in SUFFIXES.items() if kind == "markdown"]


class LanguageForm(FlaskForm):
    """Which language: from the list, or by its tag. Once valid, `tag` is its canonical tag.

    `seen` names what was stored when the page was opened. `offer` must be called first.
    """

    language = SelectField(_l("Lengua"), validate_choice=False)
    other = StringField(_l("Etiqueta de otra lengua"), filters=[in_one_line])
    seen = HiddenField()

    tag: str

    def offer(self, used: Iterable[str]) -> None:
        """The languages in use, those that are spoken here, and the one that is asked for."""
        asked = languages.canonical(self.language.data or "")
        tags = {*used, *languages.OFFERED, *([asked] if asked else [])}
        offered = languages.named(tag for tag in tags if not languages.is_spanish(tag))
        self.language.choices = [("", _("Elija una lengua")), *offered]
        self.language.data = asked or ""

    def validate_language(self, field: Field) -> None:
        if not field.data and not self.other.data:
            raise ValidationError(_("Elija una lengua de la lista, o escriba su etiqueta."))
        if field.data and self.other.data:
            raise ValidationError(
                _("Elija una lengua de la lista o escriba su etiqueta, pero no ambas cosas.")
            )
        self.tag = languages.canonical(field.data or self.other.data or "") or ""
        if field.data and languages.is_spanish(self.tag):
            raise ValidationError(_("El texto ya está en español."))

    def validate_other(self, field: Field) -> None:
        if not field.data or self.language.data:
            return
        if languages.canonical(field.data) is None:
            raise ValidationError(
                _("«%(tag)s» no es una etiqueta de lengua. Las hay como «quc» o «zh-Hant».",
                  tag=field.data[:60])
            )  # fmt: skip
        if languages.is_spanish(self.tag):
            raise ValidationError(_("El texto ya está en español."))

    def _refuse(self, error: DraftError) -> ValidationError:
        return ValidationError(_(SENTENCES[error.code], **error.values))


class TranslationForm(LanguageForm):
    """One section in another language. Once valid, `blocks` is its text."""

    title = StringField(
        _l("Título traducido"),
        [DataRequired(_l("Escriba el título traducido.")),
         Length(max=LONGEST_TITLE, message=TOO_LONG)],
        [in_one_line],
    )  # fmt: skip
    text = TextAreaField(
        _l("Texto traducido"), [Length(max=LONGEST_TEXT, message=TOO_LONG)], [normalised]
    )

    blocks: tuple[ParsedBlock, ...]

    def validate_text(self, field: Field) -> None:
        try:
            self.blocks = fitting.read_blocks(field.data)
        except DraftError as error:
            raise self._refuse(error) from None

    def require_text(self) -> None:
        """For a section that has text in Spanish."""
        self.text.validators = [DataRequired(_l("Escriba el texto traducido.")),
                                *self.text.validators]  # fmt: skip

    def translation(self, source: fitting.Source) -> Translation:
        return Translation(source, self.title.data or "", self.text.data or "", self.blocks)

    def stands(self, now: SectionTranslation | None) -> bool:
        """Whether what is stored is still what was seen, or just what is being sent."""
        if now is None or (now.title, now.text) == (self.title.data, self.text.data):
            return True
        current = fingerprint(now)
        if self.seen.data == current:
            return True
        self.seen.data = current
        self.form_errors.append(
            _(
                "Mientras tanto otra persona guardó esta traducción. Compare la suya con la "
                "guardada, que está al final; si guarda de nuevo, queda la suya."
            )
        )
        return False


class TranslatedFileForm(LanguageForm):
    """A whole translated file, or some sections of one. Once valid, `parsed` is the text."""

    file = FileField(
        _l("Archivo traducido, en Markdown"), render_kw={"accept": ",".join(MARKDOWN)}
    )
    text = TextAreaField(_l("O pegue aquí el texto traducido"), filters=[normalised])
    confirm = HiddenField()

    parsed: ParsedDraft

    def validate_file(self, field: Field) -> None:
        if not field.data:
            if not self.text.data:
                raise ValidationError(_("Elija un archivo, o pegue el texto traducido."))
            return
        if self.text.data:
            raise ValidationError(_("Hay un archivo y también un texto pegado: deje solo uno."))
        if PurePath(field.data.filename).suffix.lower() not in MARKDOWN:
            raise ValidationError(_("El archivo debe ser de Markdown y terminar en .md."))
        try:
            text, _legacy = read_text(field.data.read())
            self.text.data = normalised(split_front_matter(text)[1])
        except DraftError as error:
            raise self._refuse(error) from None
        self._parse()

    def validate_text(self, field: Field) -> None:
        if field.data and not self.file.data:
            self._parse()

    def _parse(self) -> None:
        data = (self.text.data or "").encode()
        if len(data) > MOST_KB * 1000:
            raise ValidationError(
                _("El texto pasa de %(limit)s KB. Impórtelo por partes: cada título con su clave.",
                  limit=MOST_KB)
            )  # fmt: skip
        try:
            self.parsed = parse_markdown(data)
        except DraftError as error:
            raise self._refuse(error) from None

    def pairs(self, sources: Sequence[fitting.Source]) -> list[fitting.Pair] | None:
        """The sections of the file with those they translate, unless they do not fit."""
        try:
            return fitting.pair(self.parsed, sources)
        except fitting.TranslationError as error:
            wrong = self.file if self.file.data else self.text
            wrong.errors = [*wrong.errors, _(SENTENCES[error.code], **error.values)]
            return None

    def stands(self, now: Iterable[SectionTranslation]) -> bool:
        """Whether what is stored in that language is what the pairing was shown with."""
        current = fingerprint(*now)
        stands = self.seen.data == current
        self.seen.data = current
        return stands
