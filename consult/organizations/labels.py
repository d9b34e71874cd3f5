"""The words for what is stored of organizations; the one place where they stand."""

from flask_babel import lazy_gettext as _l

from consult.organizations.models import Check, OrganizationKind, Outcome

KINDS = {
    OrganizationKind.NGO: _l("Organización de sociedad civil"),
    OrganizationKind.ACADEMIA: _l("Academia"),
    OrganizationKind.GOVERNMENT: _l("Institución pública"),
    OrganizationKind.INTERNATIONAL: _l("Organismo internacional"),
    OrganizationKind.PRIVATE: _l("Sector privado"),
    OrganizationKind.COMMUNITY: _l("Organización comunitaria"),
    OrganizationKind.INDIGENOUS: _l("Pueblo indígena o afrohondureño"),
    OrganizationKind.FAITH: _l("Organización religiosa"),
    OrganizationKind.MEDIA: _l("Medio de comunicación"),
    OrganizationKind.OTHER: _l("Otra organización"),
}
CHECKS = {
    Check.LEGAL: _l("Personería jurídica"),
    Check.SITE: _l("Sitio oficial"),
    Check.LETTER: _l("Carta de la organización"),
    Check.KNOWN: _l("Conocimiento directo"),
    Check.OTHER: _l("Otra comprobación"),
}
OUTCOMES = {
    Outcome.VERIFIED: _l("Verificada"),
    Outcome.REFUSED: _l("No verificada"),
    Outcome.REVOKED: _l("Verificación retirada"),
    Outcome.CHANGED: _l("Cambió su nombre o su tipo: hay que verificarla otra vez"),
}
