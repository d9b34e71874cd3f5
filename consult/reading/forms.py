"""The filters of the list of contributions: a form that only reads."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from wtforms import Form, SelectField

from consult.comments.models import Kind, Stance
from consult.organizations.models import OrganizationKind
from consult.reading.contents import Contents
from consult.reading.queries import Filters

ANY = ("", _l("Cualquiera"))


class FilterForm(Form):
    """A value that is not offered filters nothing: a mistyped address still shows a list."""

    seccion = SelectField(_l("Parte"), validate_choice=False)
    tipo = SelectField(
        _l("Tipo"),
        choices=[
            ANY,
            (Kind.COMMENT, _l("Comentario")),
            (Kind.WORDING, _l("Propuesta de redacción")),
            (Kind.QUESTION, _l("Pregunta")),
        ],
        validate_choice=False,
    )
    postura = SelectField(
        _l("Postura"),
        choices=[
            ANY,
            (Stance.FOR, _l("A favor")),
            (Stance.FOR_WITH_CHANGES, _l("A favor con cambios")),
            (Stance.AGAINST, _l("En contra")),
            (Stance.NEUTRAL, _l("Neutral")),
        ],
        validate_choice=False,
    )
    clase = SelectField(
        _l("Organización"),
        choices=[
            ANY,
            (OrganizationKind.NGO, _l("Organización de sociedad civil")),
            (OrganizationKind.ACADEMIA, _l("Academia")),
            (OrganizationKind.GOVERNMENT, _l("Institución pública")),
            (OrganizationKind.INTERNATIONAL, _l("Organismo internacional")),
            (OrganizationKind.PRIVATE, _l("Sector privado")),
            (OrganizationKind.COMMUNITY, _l("Organización comunitaria")),
            (OrganizationKind.INDIGENOUS, _l("Pueblo indígena o afrohondureño")),
            (OrganizationKind.FAITH, _l("Organización religiosa")),
            (OrganizationKind.MEDIA, _l("Medio de comunicación")),
            (OrganizationKind.OTHER, _l("Otra organización")),
        ],
        validate_choice=False,
    )

    def offer(self, outline: Contents) -> None:
        """Let the reader choose among the chapters, and keep another section that was asked for."""
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
            kind=_known(self.tipo.data, Kind),
            stance=_known(self.postura.data, Stance),
            organization_kind=_known(self.clase.data, OrganizationKind),
            section=outline.by_key(self.seccion.data or ""),
        )


def _known(value: str | None, among: Iterable[str]) -> str | None:
    return value if value in list(among) else None
