"""Headings without a heading's style: known by their label ("Artículo 5.") and its bold type.

Pure. Their level comes from the kind of label, beside what the styled headings of the text say.
"""

from collections.abc import Mapping, Sequence

from consult.drafts.formats.runs import Run, bold_lead, plain
from consult.drafts.outline import label, slug

LONGEST_HEADING = 300
QUOTATION_MARKS = ("\"", "'", "«", "“", "‘", "„")
RANKS = {
    "libro": 1, "parte": 1, "anexo": 1, "titulo": 2, "eje": 2, "disposicion": 2, "capitulo": 3,
    "linea": 3, "seccion": 4, "subseccion": 5, "articulo": 6,
}  # fmt: skip


def split_heading(marker: str, runs: Sequence[Run]) -> tuple[str, list[Run]] | None:
    """The heading that a paragraph begins with, and the text behind it; None if it has none.

    `marker` is the number that the list around it gives the paragraph. A label in capitals that
    stands alone needs no bold.
    """
    lead, rest = bold_lead(runs)
    heading = f"{marker} {plain(lead)}".strip()
    # What begins with a quotation mark is an article of another law.
    if heading.startswith(QUOTATION_MARKS):
        return None
    if (lead or kind_of(marker)) and kind_of(heading) and len(heading) <= LONGEST_HEADING:
        return heading, rest
    whole = f"{marker} {plain(runs)}".strip()
    return (whole, []) if whole.isupper() and is_bare(whole) else None


def is_bare(heading: str) -> bool:
    """Whether a heading is nothing but its label: "TÍTULO I", whose words often stand below."""
    return bool(label(heading)) and label(heading) == slug(heading)


def kind_of(heading: str) -> str:
    """The kind of label a heading begins with, or ""."""
    return label(heading).partition("-")[0] if heading else ""


def level_of(kind: str, styled: Mapping[str, int]) -> int:
    """The level of an unstyled heading; `styled` holds that of each kind that has a style."""
    if kind in styled:
        return styled[kind]
    below = [level - 1 for other, level in styled.items() if RANKS[other] > RANKS[kind]]
    return max(1, min([RANKS[kind], *below]))
