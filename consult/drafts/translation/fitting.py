"""Translations of sections: which Spanish text one was made from, whether it still stands, and how
a translated file fits the sections of a version. Pure; `translations` keeps them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from consult.drafts.messages import N_, DraftError
from consult.drafts.parsing import ParsedBlock, ParsedDraft, ParsedSection, digest, parse_markdown
from consult.drafts.translation.writing import Written, heading, markdown
from consult.markup import one_line

MOST_NAMED = 5
MESSAGES = {
    "headings_inside": N_(
        "El texto tiene títulos («#»). Cada sección se traduce por separado: deje aquí solo el "
        "texto de esta."
    ),
    "unknown_keys": N_("Estas claves no están en la versión en español: %(keys)s."),
    "without_key": N_(
        "El título «%(heading)s» no lleva su clave, y otros sí. Copie la clave del texto en "
        "español, por ejemplo «{#%(example)s}»."
    ),
    "text_before": N_("Hay texto antes del primer título: póngalo debajo del suyo."),
    "other_number": N_(
        "Títulos en el archivo: %(found)s; en el texto en español: %(wanted)s. Sin claves deben "
        "ser los mismos, en el mismo orden; descargue el texto con claves y traduzca sobre él."
    ),
    "other_level": N_(
        "El título número %(number)s, «%(heading)s», no tiene el mismo nivel que «%(spanish)s», "
        "que le toca en el texto en español. Descargue el texto con claves y traduzca sobre él."
    ),
}


class TranslationError(DraftError):
    """What cannot be taken as a translation; `code` is a key of MESSAGES, here."""


class State(StrEnum):
    """Of a translation, beside the Spanish text of a version."""

    CURRENT = "current"
    OUTDATED = "outdated"
    MISSING = "missing"


class Outcome(StrEnum):
    """What becomes of a section of a translated file."""

    NEW = "new"
    REPLACES = "replaces"
    SAME = "same"
    SPANISH = "spanish"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Source:
    """A section in Spanish, as it is paired with its translation."""

    section_id: int
    key: str
    title: str
    level: int
    digest: str
    is_empty: bool


Pair = tuple[ParsedSection, Source]


def source_digest(title: str, digests: Iterable[str]) -> str:
    """Names the Spanish text of a section: equal where its title and its blocks are."""
    return digest(" ".join([digest(title), *digests]))


def read_blocks(text: str) -> tuple[ParsedBlock, ...]:
    """The text of one section, typed in Markdown. Raises TranslationError or DraftError."""
    if not text.strip():
        return ()
    sections = parse_markdown(f"# X\n\n{text}".encode()).sections
    if len(sections) > 1:
        raise TranslationError("headings_inside")
    return sections[0].blocks


def changed_in(source: str, history: Sequence[tuple[int, str]]) -> int | None:
    """The version in which the text stopped being the one translated (`source`), None if it is.

    `history` has the number and the digest of each later version up to the one that is read.
    """
    since = None
    for number, found in history:
        if found == source:
            since = None
        elif since is None:
            since = number
    return since


def pair(draft: ParsedDraft, sources: Sequence[Source]) -> list[Pair]:
    """Each section of a translated file with the Spanish one it translates.

    By its explicit key, for some or all of them; a file without keys must have the same headings
    at the same levels. Raises TranslationError.
    """
    if any(section.explicit_key for section in draft.sections):
        return _pair_by_key(draft, sources)
    if len(draft.sections) != len(sources):
        if any(warning.code == "preamble" for warning in draft.warnings):
            raise TranslationError("text_before")
        found, wanted = len(draft.sections), len(sources)
        raise TranslationError("other_number", found=found, wanted=wanted)
    pairs = list(zip(draft.sections, sources, strict=True))
    for number, (section, source) in enumerate(pairs, 1):
        if section.level != source.level:
            raise TranslationError(
                "other_level", number=number, heading=section.heading, spanish=source.title
            )
    return pairs


def _pair_by_key(draft: ParsedDraft, sources: Sequence[Source]) -> list[Pair]:
    by_key = {source.key: source for source in sources}
    for section in draft.sections:
        if not section.explicit_key:
            if any(warning.code == "preamble" for warning in draft.warnings):
                raise TranslationError("text_before")
            raise TranslationError(
                "without_key", heading=section.heading, example=sources[0].key
            )
    unknown = [section.key for section in draft.sections if section.key not in by_key]
    if unknown:
        named = ", ".join(unknown[:MOST_NAMED]) + (" …" if unknown[MOST_NAMED:] else "")
        raise TranslationError("unknown_keys", keys=named)
    return [(section, by_key[section.key]) for section in draft.sections]


def outcome(section: ParsedSection, source: Source, stored: tuple[str, str] | None) -> Outcome:
    """`stored` is the title and text in Markdown that this version has of it already."""
    if source_digest(section.heading, (b.digest for b in section.blocks)) == source.digest:
        return Outcome.SPANISH
    if not section.heading or (not section.blocks and not source.is_empty):
        return Outcome.EMPTY
    if stored is None:
        return Outcome.NEW
    is_same = stored == (one_line(section.heading), markdown(section.blocks))
    return Outcome.SAME if is_same else Outcome.REPLACES


def file_of(sections: Iterable[tuple[int, str, str, Sequence[Written]]]) -> str:
    """A whole text as a file for translators, from (level, title, key, blocks): each heading has
    its key, by which the file is read back whatever the language."""
    parts = []
    for level, title, key, blocks in sections:
        parts.append(heading(level, title, key))
        if blocks:
            parts.append(markdown(blocks))
    return "\n\n".join(parts) + "\n"
