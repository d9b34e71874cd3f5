"""Identity numbers (DNI, RTN) and telephones of Honduras, however their digits are grouped.

Digits that stand together make a chain of groups; from each group on, the few that follow are
tried as one of the three. A number that is written like something else (a year, a file, an amount)
is that, unless the words beside it say what it is.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

GROUP = re.compile(r"\d{1,40}")
JOIN = re.compile(r"[ \t.\-/_()*|~+:']{1,4}")
PHONE_WORD = (
    r"tel(?:s|f|efon\w*)?|fono|cel(?:s|ular\w*)?|movil\w*|whats?\s?app?\w*|w(?:sp|ats|asap)\w*|"
    r"guasap\w*|llam\w*|marc(?:ar|a|ame|ando|en|ue|arme)|contact\w*|comuni\w*|sms|"
    r"mensaj\w*|escrib\w*|telegram|fax|ext|extension|call|phone|mobile|tigo|claro|localiza\w*|"
    r"ubica\w*|habl\w*|avis\w*|pregunt\w*|timbr\w*|telefonear\w*|responde\w*"
)
IDENTITY_WORD = r"dni|identidad\w*|cedula\w*|identificacion\w*|identificad\w*|id|carne\w*|rnp"
TAX_WORD = r"r\.?t\.?n|tributari\w*"
OTHER_WORD = (
    r"exp(?:edientes?|tes?|te)?|leye?s?|decretos?|acuerdos?|resolucion(?:es)?|oficios?|circular|"
    r"sentencias?|articulos?|art|arts|facturas?|isbn|issn|doi|boe|gaceta|reglamentos?|convenios?|"
    r"directivas?|ordenanzas?|dictamen|causa|juicio|folios?|contratos?|licitacion\w*|cuenta|lote|"
    r"matricula|registro|catastral|clave|codigo|ref|referencia|presupuesto\w*|partida|tomo|inciso|"
    r"coordenadas?|utm|lat|latitud|long|longitud|anos?|entre|periodo|fecha"
)
WORD = re.compile(
    rf"(?<![a-z])(?:(?P<phone>{PHONE_WORD})|(?P<dni>{IDENTITY_WORD})|(?P<rtn>{TAX_WORD})"
    rf"|(?P<other>{OTHER_WORD})|(?P<weak>numeros?|num|nro))(?![a-z])"
)
# What may stand between "expediente" and its number; after more than that it is of another thing.
NUMBERED = re.compile(
    r"[\s.:#ºo°,\"«(-]*(?:(?:n|num|numero|nro|no|de|del|la|el|judicial|administrativ[oa]|penal|"
    r"fiscal|legislativ[oa]|ejecutiv[oa]|bancaria|catastral|postal)(?![a-z])[\s.:#ºo°,\"«(-]*){0,4}"
)
BEFORE, AFTER = 60, 35
UNIT = re.compile(
    r"\s?(?:%|euros?|€|\$|lempiras?|lps?|dolares|usd|personas|habitantes|millones|mil\b|km|m2|"
    r"metros|hectareas|toneladas|votos|anos|firmas|viviendas)"
)
MONEY = re.compile(r"(?:\b(?:l|lps?|hnl|usd|us|eur)\.?|[$€])\s?$")
FILE_MARK = re.compile(r"-[a-z]{2,5}\b")
YEAR = re.compile(r"(?:19|20)\d\d")
DATE = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])")
DATE_BACKWARDS = re.compile(r"(?:[0-2]\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)\d\d")
PERSON = re.compile(r"(?:0[1-9]|1[0-8])(?:0[1-9]|1\d|2[0-8])(?:19\d\d|20[0-3]\d)\d{5}")
TAXPAYER = re.compile(r"(?:0[1-9]|1[0-8])(?:0[1-9]|1\d|2[0-8])(?:19\d\d|20[0-3]\d|9\d{3})\d{6}")
PHONE = re.compile(r"[23789]\d{7}")
COUNTRY = re.compile(r"(?:00)?504([23789]\d{7})")
TOTALS = (14, 13, 11, 8)
TELEPHONE = r"|(?:00)?504[23789]\d{7}|[23789]\d{7}"
LIKELY = re.compile(f"{TAXPAYER.pattern}|{PERSON.pattern}{TELEPHONE}")
# Where a word says so, whatever has the right length is one.
POSSIBLE = re.compile(r"\d{13,14}" + TELEPHONE)
WEB = re.compile(r"(?:https?:|www\.)\S*$")


class Words:
    """The words of a text that say what a number is, found once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._found = list(WORD.finditer(text))
        self._ends = [word.end() for word in self._found]
        is_named = any(word.lastgroup in ("dni", "rtn") for word in self._found)
        self.likely = POSSIBLE if is_named else LIKELY

    def name(self, start: int, end: int) -> str:
        """What the nearest word says of the number at this place: phone, dni, rtn, other, or
        nothing. "Expediente número" says other; "número" alone, a telephone."""
        behind = bisect_right(self._ends, start)
        name = ""
        for word in reversed(self._found[max(0, behind - 8) : behind]):
            if word.start() < start - BEFORE:
                break
            if word.lastgroup == "weak":
                name = "phone"
            elif word.lastgroup != "other":
                return word.lastgroup or ""
            elif NUMBERED.fullmatch(self._text, word.end(), start):
                return "other"
        return name or self._after(behind, end)

    def _after(self, behind: int, end: int) -> str:
        for word in self._found[behind : behind + 1]:
            if word.start() >= end and word.end() <= end + AFTER and word.lastgroup != "other":
                return "phone" if word.lastgroup == "weak" else word.lastgroup or ""
        return ""


@dataclass(frozen=True, slots=True)
class Groups:
    """Some groups of a chain in a row: their digits, how they are joined, and what is around."""

    text: str
    words: Words
    digits: str
    spans: Sequence[tuple[int, int]]
    before: str
    after: str

    @property
    def start(self) -> int:
        return self.spans[0][0]

    @property
    def end(self) -> int:
        return self.spans[-1][1]

    @property
    def lengths(self) -> tuple[int, ...]:
        return tuple(end - start for start, end in self.spans)

    @property
    def joins(self) -> set[str]:
        """What stands between them, without its blanks."""
        pairs = zip(self.spans, self.spans[1:], strict=False)
        return {self.text[one[1] : other[0]].strip() for one, other in pairs}

    @property
    def goes_on(self) -> bool:
        """Whether a longer number is joined in the same way, or a decimal follows."""
        inner = self.joins or {".", "-", "/", "_"}
        return any(join and join in inner for join in (self.before, self.after))

    def named(self) -> str:
        return self.words.name(self.start, self.end)


def numbers(text: str) -> Iterator[tuple[str, int, int]]:
    """Kind and place of each in a plain text."""
    words = Words(text)
    for chain in _chains(text):
        fitting = list(chain.fitting(words.likely))
        # What has a structure first: a year before a DNI is not the beginning of a telephone.
        for kind_of in (_with_structure, _as_telephone):
            for place, count, digits in fitting:
                kind = _kind(text, words, chain, place, count, digits, kind_of)
                if kind:
                    chain.take(place, count)
                    start, end = chain.spans[place][0], chain.spans[place + count - 1][1]
                    yield kind, _from_sign(text, start, kind), end


def _from_sign(text: str, start: int, kind: str) -> int:
    """A "+" or a bracket before a country's number belongs to it."""
    while kind == "phone" and start and text[start - 1] in "+(":
        start -= 1
    return start


class Chain:
    """Groups of digits that stand together, from the first on."""

    def __init__(self, text: str, spans: Sequence[tuple[int, int]]) -> None:
        self.spans = spans
        self.digits = "".join(text[start:end] for start, end in spans)
        lengths = [end - start for start, end in spans]
        self._begins = list(accumulate(lengths, initial=0))
        self._ends = {total: count for count, total in enumerate(self._begins)}
        self._taken = [False] * len(spans)

    def fitting(self, likely: re.Pattern[str]) -> Iterator[tuple[int, int, str]]:
        """Digits that begin and end with a group and look like one of ours: the first group, how
        many, the digits. The longest first."""
        for place, begin in enumerate(self._begins):
            for total in TOTALS:
                last = self._ends.get(begin + total)
                if last is not None and likely.fullmatch(self.digits, begin, begin + total):
                    yield place, last - place, self.digits[begin : begin + total]

    def is_free(self, place: int, count: int) -> bool:
        return not any(self._taken[place : place + count])

    def take(self, place: int, count: int) -> None:
        self._taken[place : place + count] = [True] * count


def _chains(text: str) -> Iterator[Chain]:
    spans: list[tuple[int, int]] = []
    for group in GROUP.finditer(text):
        if spans and not JOIN.fullmatch(text, spans[-1][1], group.start()):
            yield Chain(text, spans)
            spans = []
        spans.append(group.span())
    if spans:
        yield Chain(text, spans)


def _kind(
    text: str,
    words: Words,
    chain: Chain,
    place: int,
    count: int,
    digits: str,
    kind_of: Callable[[Groups], str],
) -> str:
    """What some groups of a chain are; nothing where they are part of something longer."""
    spans = chain.spans[place : place + count]
    around = _around(text, chain.spans, place, count)
    join = text[spans[0][1] : spans[1][0]].strip() if count > 1 else ""
    if (join and join in around) or not chain.is_free(place, count):
        return ""
    return kind_of(Groups(text, words, digits, spans, *around))


def _around(
    text: str, spans: Sequence[tuple[int, int]], place: int, count: int
) -> tuple[str, str]:
    """What joins some groups to the one before and the one after, if no blank is there."""
    behind = place + count
    before = text[spans[place - 1][1] : spans[place][0]] if place else ""
    after = text[spans[behind - 1][1] : spans[behind][0]] if behind < len(spans) else ""
    return "" if " " in before else before, "" if " " in after else after


def _with_structure(groups: Groups) -> str:
    digits = groups.digits
    if len(digits) == 14:
        return "rtn" if _is_taxpayer(groups, digits) else ""
    if COUNTRY.fullmatch(digits):
        return "phone" if _has_country(groups) else ""
    return "dni" if len(digits) == 13 and _is_person(groups, digits) else ""


def _as_telephone(groups: Groups) -> str:
    digits = groups.digits
    return "phone" if PHONE.fullmatch(digits) and _is_phone(groups, digits) else ""


def _is_taxpayer(groups: Groups, digits: str) -> bool:
    named = groups.named()
    if named == "rtn":
        return not groups.goes_on
    last = groups.text[groups.spans[-2][1] : groups.spans[-1][0]] if len(groups.spans) > 1 else "-"
    is_apart = groups.lengths[-1] == 1 and len(groups.lengths) < 14 and not last.strip()
    return bool(TAXPAYER.fullmatch(digits)) and named != "other" and not is_apart


def _is_person(groups: Groups, digits: str) -> bool:
    named = groups.named()
    if named == "dni":
        return True
    if named == "other" or groups.goes_on or not PERSON.fullmatch(digits):
        return False
    is_dated = groups.lengths == (2, 2, 4, 5) and "" in groups.joins and groups.joins != {""}
    return not (is_dated or FILE_MARK.match(groups.text, groups.end))


def _has_country(groups: Groups) -> bool:
    """Written with the number of the country, as a group of its own or in one with the rest."""
    first = groups.digits[: groups.lengths[0]]
    if "+" in groups.text[max(0, groups.start - 3) : groups.start]:
        return True
    is_prefix = first in ("504", "00504") or len(first) >= 7 or set(groups.lengths) == {1}
    return is_prefix and groups.named() != "other"


def _is_phone(groups: Groups, digits: str) -> bool:
    if groups.goes_on:
        return False
    named, lengths = groups.named(), groups.lengths
    years = [group for group in (digits[:4], digits[4:]) if YEAR.fullmatch(group)]
    if named == "other" or _is_date(digits, lengths) or len(years) == 2 or _is_counted(groups):
        return False
    if named == "phone":
        return True
    if lengths == (8,) or (lengths == (2, 2, 2, 2) and groups.joins == {""}):
        return _is_aside(groups)
    if lengths == (4, 4):
        return groups.joins != {"/"} or not years
    regular = lengths in ((4, 2, 2), (2, 2, 2, 2), (1,) * 8)
    return regular and len(groups.joins) == 1 and groups.joins != {"/"}


def _is_aside(groups: Groups) -> bool:
    """Between commas or in brackets, as who signs gives it; a round number is an amount."""
    before = groups.text[max(0, groups.start - 2) : groups.start].strip()
    after = groups.text[groups.end : groups.end + 1]
    return before in (",", "(") and after in (",", ")") and not groups.digits.endswith("000")


def _is_date(digits: str, lengths: Sequence[int]) -> bool:
    if tuple(lengths) in ((4, 2, 2), (8,)) and DATE.fullmatch(digits):
        return True
    return tuple(lengths) == (2, 2, 4) and bool(DATE_BACKWARDS.fullmatch(digits))


def _is_counted(groups: Groups) -> bool:
    """An amount, a quantity, or a piece of a name or an address on the web."""
    before = groups.text[max(0, groups.start - BEFORE) : groups.start]
    is_amount = MONEY.search(before) or UNIT.match(groups.text, groups.end)
    is_piece = re.search(r"[a-z][-/_]$|\d,$|-$", before) or WEB.search(before)
    return bool(is_amount or is_piece)
