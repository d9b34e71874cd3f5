"""How a person wants to be told."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import RadioField
from wtforms.validators import AnyOf

from consult.notifications.kinds import GROUPS
from consult.notifications.models import Frequency, Group, Language

FREQUENCIES = {
    Frequency.IMMEDIATE: _l("Enseguida"),
    Frequency.DAILY: _l("Todo junto, una vez al día"),
    Frequency.NONE: _l("Nunca"),
}
# Each in its own words, which a screen reader has to know.
LANGUAGES = {
    Language.SPANISH: Markup('<span lang="es">Español</span>'),
    Language.ENGLISH: Markup('<span lang="en">English</span>'),
}
CHOOSE = _l("Elija una de las opciones.")


def _group(group: Group) -> RadioField:
    return RadioField(
        GROUPS[group], [AnyOf(list(Frequency), CHOOSE)],
        choices=lambda: list(FREQUENCIES.items()),
        validate_choice=False,
    )  # fmt: skip


class PreferencesForm(FlaskForm):
    """A choice for each group; that of work is left out for who has none."""

    contributions = _group(Group.CONTRIBUTIONS)
    replies = _group(Group.REPLIES)
    news = _group(Group.NEWS)
    work = _group(Group.WORK)
    language = RadioField(
        _l("Idioma de los correos"), [AnyOf(list(Language), CHOOSE)],
        choices=lambda: list(LANGUAGES.items()), validate_choice=False,
    )  # fmt: skip

    def wanted(self) -> dict[str, str]:
        """The frequency of each group that is asked about."""
        return {field.name: field.data for field in self if field.name in list(Group)}
