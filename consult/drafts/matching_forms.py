"""What is asked of the drafting team about which section continues which."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, SelectField
from wtforms.validators import ValidationError

from consult.drafts.identity import Match, Matches
from consult.drafts.models import SectionText


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
        if other is row.text or other.title == before.title:
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
