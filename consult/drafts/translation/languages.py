"""Languages a text can be in: their BCP 47 tags, their names, the direction they are written in.

What CLDR does not know (`cab`, `miq`) has its name here, and is never given to Babel to parse,
which would raise.
"""

import re
from collections.abc import Iterable

from babel import Locale, localedata
from babel.core import get_global
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l

from consult.search import fold

SPANISH = "es"
LONGEST_TAG = 35
TAG = re.compile(
    r"(?P<language>[A-Za-z]{2,3})(?:-(?P<script>[A-Za-z]{4}))?"
    r"(?:-(?P<region>[A-Za-z]{2}|[0-9]{3}))?"
    r"(?P<variants>(?:-(?:[A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*)"
)
# Tags for what is in several languages, in none, or in one that is not known.
NO_LANGUAGE = frozenset({"mis", "mul", "und", "zxx"})
RIGHT_TO_LEFT = frozenset(
    "Adlm Arab Aran Hebr Mand Mend Nkoo Rohg Samr Syrc Thaa Yezi".split()
)


# Spoken in Honduras, and not in CLDR.
OWN_NAMES = {
    "cab": _l("garífuna"),
    "miq": _l("miskito"),
    "yan": _l("mayangna o tawahka"),
    "pay": _l("pech"),
    "jic": _l("tol o jicaque"),
    "caa": _l("chortí"),
}
# What a translator is offered first: spoken in Honduras, then by people who come through it.
OFFERED = (*OWN_NAMES, "en", "ht", "fr", "pt", "ar", "zh")


def canonical(typed: str) -> str | None:
    """A tag as it is kept (`zh-Hant-TW`), or None if it is not one of a language.

    A code of three letters gives way to the one of two that means the same.
    """
    match = TAG.fullmatch(typed.strip())
    if match is None or len(match[0]) > LONGEST_TAG:
        return None
    language = match["language"].lower()
    shorter = get_global("language_aliases").get(language, "")
    if len(language) == 3 and len(shorter) == 2:
        language = shorter
    variants = match["variants"].lower().split("-")[1:]
    if language in NO_LANGUAGE or len(set(variants)) < len(variants):
        return None
    script, region = (match["script"] or "").title(), (match["region"] or "").upper()
    return "-".join(filter(None, [language, script, region, *variants]))


def is_spanish(tag: str) -> bool:
    return _language(tag) == SPANISH


def name(tag: str) -> str:
    """What the language of a canonical tag is called in that of the page; the tag itself where
    nobody has told."""
    locale = get_locale()
    whole = locale.languages.get(tag.replace("-", "_"))
    if whole:
        return whole
    language, *rest = tag.split("-")
    known = OWN_NAMES.get(language) or locale.languages.get(language)
    if known is None:
        return tag
    spoken = {**locale.scripts, **locale.territories}
    details = [spoken.get(part, part) for part in rest]
    return f"{known} ({', '.join(details)})" if details else str(known)


def native_name(tag: str) -> str | None:
    """What its speakers call it, where CLDR knows."""
    language = _language(tag)
    if not localedata.exists(language):
        return None
    names = Locale(language).languages
    return names.get(tag.replace("-", "_"))


def named(tags: Iterable[str]) -> list[tuple[str, str]]:
    """Tags with their names, in the order of the names, whatever their accents."""
    return sorted(((tag, name(tag)) for tag in tags), key=lambda each: fold(each[1]))


def direction(tag: str) -> str:
    """The value of `dir`: by the tag's script, or the one its language is likely written in."""
    language, *rest = tag.split("-")
    script = next((part for part in rest if len(part) == 4 and part.isalpha()), None)
    if script is None:
        likely = get_global("likely_subtags")
        region = next((part for part in rest if len(part) in (2, 3)), "")
        whole = likely.get(f"{language}_{region}") or likely.get(language) or ""
        script = next(iter(whole.split("_")[1:]), "")
    return "rtl" if script in RIGHT_TO_LEFT else "ltr"


def _language(tag: str) -> str:
    return tag.partition("-")[0]
