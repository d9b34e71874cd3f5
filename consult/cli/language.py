"""The language of the command line: English where LANG asks for it, Spanish otherwise."""

import gettext
import os

from babel.support import NullTranslations, Translations

from consult.config import resource

_language = "en" if os.environ.get("LANG", "").startswith("en") else "es"
_folder = str(resource("translations"))
_catalogue: NullTranslations = Translations.load(_folder, [_language])

if _language == "es":
    # click asks the standard library's gettext, which asks LANGUAGE first.
    os.environ["LANGUAGE"] = "es"
    gettext.bindtextdomain("click", _folder)
    gettext.textdomain("click")


def _(message: str, **values: object) -> str:
    """`message` in that language, its named placeholders filled."""
    translated = _catalogue.gettext(message)
    return translated % values if values else translated
