"""Showing where the words of a search stand in a text: plain text in, safe Markup out."""

from functools import lru_cache

from markupsafe import Markup, escape

from consult.search import WORD, fold, singular, words

LENGTH = 320
LEAD = 80


def excerpt(text: str, query: str) -> Markup:
    """About LENGTH characters of `text` around the first word of `query`, its words marked."""
    wanted = set(words(query).split())
    first = next((m.start() for m in WORD.finditer(text) if _is(m.group(), wanted)), 0)
    start = _after_blank(text, first - LEAD) if first > LEAD else 0
    end = _before_blank(text, start + LENGTH) if start + LENGTH < len(text) else len(text)
    marked = mark(text[start:end], wanted)
    return Markup("{}{}{}").format("… " if start else "", marked, " …" if end < len(text) else "")


def mark(text: str, wanted: set[str]) -> Markup:
    """`text`, escaped, with every word whose searchable form is in `wanted` in a mark element."""
    parts, done = [], 0
    for match in WORD.finditer(text):
        if _is(match.group(), wanted):
            parts.append(escape(text[done : match.start()]))
            parts.append(Markup("<mark>{}</mark>").format(match.group()))
            done = match.end()
    parts.append(escape(text[done:]))
    return Markup().join(parts)


def _is(word: str, wanted: set[str]) -> bool:
    return _searchable(word) in wanted


@lru_cache(maxsize=8192)
def _searchable(word: str) -> str:
    return singular(fold(word))


def _after_blank(text: str, start: int) -> int:
    blank = text.find(" ", start, start + 30)
    return start if blank < 0 else blank + 1


def _before_blank(text: str, end: int) -> int:
    blank = text.rfind(" ", end - 30, end)
    return end if blank < 0 else blank
