"""E-mail addresses, also spelled out ("ana arroba correo punto hn") or set apart by blanks.

Around each sign or word for "at" the address is read to the left and to the right, a bounded
way: the time grows with the length of the text alone.
"""

import re
from collections.abc import Iterator

PROVIDER = re.compile(
    r"(?:(?P<sure>gmail|hotmail|yahoo|outlook|icloud|protonmail|googlemail)|live|msn|proton|aol|"
    r"zoho|gmx|ymail|unah|hondutel|correo)(?![^\W_])"
)
ENDINGS = frozenset(
    "com hn org net es edu gob gov info mx gt sv ni cr us eu co io cat int mil biz me tv ca ar cl "
    "pe uk de fr it br pa".split()
)
OPEN, CLOSE = r"[(\[{<*_~|'\"-]", r"[)\]}>*_~|'\"-]"
AT = re.compile(
    rf"[ \t]{{0,3}}(?:{OPEN}{{1,2}} ?(?P<set_apart>@|at|ar+oba|a) ?{CLOSE}{{1,2}}"
    r"|(?P<sign>@|&#64;|&commat;|%40)"
    r"|(?<![^\W_])(?P<word>ar+oba|at)(?![^\W_]))[ \t]{0,3}"
)
# What stands before the sign is read from its end: "zerep.nauj", "zerep otnup nauj".
SPELLED_NAME = re.compile(
    r"(?:\w(?: \w){2,30}(?!\w)|[\w+%'-]{1,64})"
    r"(?:(?: ?[)\]}>*-]? ?(?:otnup|tod) ?[(\[{<*-]? ?|[)\]}]?\.[(\[{]?| \. | (?:ojab )?noiug )"
    r"[\w+%'-]{1,40}){0,5}"
)
SPELLED = re.compile(r"\b(?:punto|dot|pto)\b")
NAME = re.compile(r"[\w.+%'-]{1,64}")
DOT = re.compile(r" {0,2}[(\[{<*_-]? ?(?:punto|dot|pto) ?[)\]}>*_-]? {0,2}| ?[(\[{]?\.[)\]}]? ?")
LABEL = r"[^\W_](?:(?![-_]+(?:punto|dot|pto)[-_])[\w-]){0,41}"
DOMAIN = re.compile(rf"{LABEL}(?:(?:{DOT.pattern}){LABEL}){{0,4}}")
PLAIN_DOMAIN = re.compile(r"[^\W_](?:[\w-]{0,40}\.)+[a-z]{2,24}")
SPACED_DOMAIN = re.compile(r"[a-z](?: [a-z]){2,24} ?\. ?[a-z](?: [a-z]){1,3}(?! ?\w)")


def addresses(text: str) -> Iterator[tuple[int, int]]:
    """Where addresses stand in a plain text."""
    backwards, size, last = text[::-1], len(text), 0
    for at in AT.finditer(text):
        tight = at["sign"] is not None and at.end() - at.start() == len(at["sign"])
        end = _end(text, at, tight)
        is_plain = tight and end and not SPELLED.search(text, at.end(), end)
        name = (NAME if is_plain else SPELLED_NAME).match(backwards, size - at.start())
        start = max(size - name.end(), last) if name else at.start()
        # What stands between "https://" and the host of an address on the web is none.
        if end and start < at.start() and text[max(0, start - 2) : start] != "//":
            last = end
            yield start, end


def _end(text: str, at: re.Match[str], tight: bool) -> int | None:
    """Where the domain ends, if what follows the sign is one."""
    place = at.end()
    spaced = SPACED_DOMAIN.match(text, place)
    if spaced:
        return spaced.end()
    found = DOMAIN.match(text, place)
    if found is None:
        return None
    provider = PROVIDER.match(text, place)
    end = _known_end(text, place, found.end(), bool(provider or at[0].endswith(" ")))
    if end is None and tight:
        plain = PLAIN_DOMAIN.match(text, place)
        end = plain.end() if plain else None
    if end is None and provider and provider["sure"] and at["set_apart"] != "a":
        return provider.end()
    return end


def _known_end(text: str, place: int, end: int, is_loose: bool) -> int | None:
    """The end of the longest part that closes with a known ending, as "com" or "hn"; behind a full
    stop and a blank a sentence begins, unless what comes before shows such blanks (`is_loose`)."""
    known, start = None, place
    for dot in DOT.finditer(text, place, end):
        if start > place and text[start : dot.start()] in ENDINGS:
            known = dot.start()
        stops = dot[0][:1] == "." and dot[0] != "."
        if stops and (known or not is_loose):
            return known
        start = dot.end()
    return end if start > place and text[start:end] in ENDINGS else known
