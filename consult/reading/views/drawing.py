"""Pieces of a page that are drawn once and used again.

A page is made anew after every public change, but nearly all that it shows is as it was: a card
or a paragraph with the same values gives the same HTML. Drawing fifty cards costs more than
everything else on a page together.
"""

from functools import lru_cache
from typing import Any

from flask import get_template_attribute
from flask_babel import get_locale
from markupsafe import Markup

from consult.reading.views.draft import blueprint

KEPT = 1024


@blueprint.app_template_filter()
def drawn(piece: Any, name: str, **options: Any) -> Markup:
    """`piece` through the macro `name` of reading/NAME.html; it must be hashable, and the macro
    must depend on nothing but its arguments and the language."""
    return _drawn(get_locale().language, name, piece, **options)


@lru_cache(maxsize=KEPT)
def _drawn(_language: str, name: str, piece: Any, **options: Any) -> Markup:
    macro = get_template_attribute(f"reading/{name}.html", name)
    return Markup(macro(piece, **options))
