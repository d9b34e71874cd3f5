"""The filters of the log, in the address."""

from datetime import datetime, time, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, Form, SelectField, StringField, ValidationError
from wtforms.validators import Optional

from consult.consultations.models import HONDURAS
from consult.trail.labels import ACTS, GROUPS, SUBJECTS
from consult.trail.queries import Filters

NAMED, UNNAMED = "con-nombre", "sin-nombre"
OF_SITE = ("cuentas", "organizaciones", "sitio")
SITE_SUBJECTS = ("person", "organization", "job", "notice")
LONGEST = 120
WRONG_DAY = _l("Escriba un día que exista, como 2027-01-15.")


def _plain(value: str | None) -> str:
    return (value or "").replace("\0", "").strip()[:LONGEST]


class Day(DateField):
    """An empty one is left open; the message of a wrong one is ours."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata([each for each in valuelist if each.strip()])
        except ValueError:
            raise ValueError(WRONG_DAY) from None


class TrailForm(Form):
    """A choice that is not offered filters nothing."""

    persona = StringField(_l("Persona"), filters=[_plain])
    quien = SelectField(_l("Quién"), validate_choice=False)
    accion = SelectField(_l("Qué hizo"), validate_choice=False)
    folio = StringField(_l("Folio"), filters=[_plain])
    asunto = SelectField(_l("Sobre qué"), validate_choice=False)
    desde = Day(_l("Desde"), [Optional()])
    hasta = Day(_l("Hasta"), [Optional()])

    def offer(self, *, of_site: bool) -> None:
        """Choose among the acts of the whole site, or among those that a consultation has."""
        groups = {key: each for key, each in GROUPS.items() if of_site or key not in OF_SITE}
        self.quien.choices = [
            ("", _("Cualquiera")), (NAMED, _("Con nombre")), (UNNAMED, _("Sin nombre")),
        ]  # fmt: skip
        self.accion.choices = {
            _("Todos"): [("", _("Cualquier acto"))],
            **{
                str(group.name): [(key, _("Todo: %(group)s", group=group.name))]
                + [(action, _label(action)) for action in group.acts]
                for key, group in groups.items()
            },
        }
        self.asunto.choices = [("", _("Cualquier cosa"))] + [
            (key, _capital(str(name))) for key, name in SUBJECTS.items()
            if of_site or key not in SITE_SUBJECTS
        ]  # fmt: skip

    def validate_hasta(self, field: Day) -> None:
        if field.data and self.desde.data and field.data < self.desde.data:
            raise ValidationError(_("El último día es anterior al primero."))

    def filters(self) -> Filters:
        asked = self.accion.data or ""
        actions = list(GROUPS[asked].acts) if asked in GROUPS else [asked]
        return Filters(
            person=self.persona.data or "",
            named={NAMED: True, UNNAMED: False}.get(self.quien.data),
            actions=[each for each in actions if each in ACTS],
            folio=(self.folio.data or "").upper(),
            subject=self.asunto.data if self.asunto.data in SUBJECTS else "",
            since=_start(self.desde.data),
            until=_start(self.hasta.data, days=1),
        )

    @property
    def args(self) -> dict[str, str]:
        """What of the address is set."""
        raw = {field.short_name: "".join(field.raw_data[:1]) for field in self if field.raw_data}
        return {name: value for name, value in raw.items() if value.strip()}


def _label(action: str) -> str:
    act = ACTS[action]
    return _capital(str(act.says) % {"what": SUBJECTS[act.subject]})


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _start(day: Any, *, days: int = 0) -> datetime | None:
    """The first moment of a day in Honduras, or so many days later; the last day there is has
    none after it."""
    if day is None:
        return None
    try:
        return datetime.combine(day + timedelta(days=days), time(), HONDURAS)
    except OverflowError:
        return None
