"""The language of the command line: English where LANG asks for it, Spanish otherwise."""

import os

from babel.support import NullTranslations, Translations

from consult.config import resource

_language = "en" if os.environ.get("LANG", "").startswith("en") else "es"
_catalogue: NullTranslations = Translations.load(str(resource("translations")), [_language])


def _(message: str, **values: object) -> str:
    """`message` in that language, its named placeholders filled."""
    translated = _catalogue.gettext(message)
    return translated % values if values else translated
