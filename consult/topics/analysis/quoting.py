"""Sentences of texts, as they stand: what is quoted is always a stretch of somebody's own text."""

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from consult.topics.analysis.words import STEM, WORD, without_accents

# A sentence ends at its mark, if a blank follows, or at the end of a line.
SENTENCE = re.compile(r"[^.!?…\n]+(?:[.!?…]+(?=\s|\Z|[\"»”)])[\"»”)]*|[.!?…]+(?=\S)[^.!?…\n]*)*")
LONGEST = 320  # characters


class Quote(NamedTuple):
    """`text` is what stands in text number `place` from `start`, up to, not including, `end`."""

    place: int
    start: int
    end: int
    text: str


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Spans of the sentences, without blanks around them; of long ones the first words."""
    for found in SENTENCE.finditer(text):
        said = found[0]
        start = found.start() + len(said) - len(said.lstrip())
        end = found.start() + len(said.rstrip())
        if end - start > LONGEST:
            cut = text.rfind(" ", start, start + LONGEST)
            end = cut if cut > start else start + LONGEST
        if end > start:
            yield start, end


def excerpt(place: int, text: str, stems: Collection[str]) -> Quote:
    """A text that is short whole, otherwise its sentence with most of the stems."""
    whole = text.strip()
    start = text.index(whole[0]) if whole else 0
    if len(whole) <= LONGEST:
        return Quote(place, start, start + len(whole), whole)
    spans = list(sentences(text)) or [(start, start + LONGEST)]
    best = max(spans, key=lambda span: (_held(text[span[0] : span[1]], stems), -span[0]))
    return Quote(place, *best, text[best[0] : best[1]])


def _held(said: str, stems: Collection[str]) -> int:
    present = {without_accents(word)[:STEM] for word in WORD.findall(said.lower())}
    return len(present.intersection(stems))
