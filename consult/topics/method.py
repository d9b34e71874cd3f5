"""The public page on how suggestions, groups and summaries are made: the text beside the analysis
that it describes, as safe HTML."""

import functools
from pathlib import Path

from markdown_it import MarkdownIt

FOLDER = Path(__file__).parent / "analysis"
FILES = {"es": "method.md", "en": "method.en.md"}


@functools.cache
def page(language: str) -> str:
    """The text without its title, which the page gives; in Spanish for a language it is not in.
    Marks of HTML in it would be shown as they are typed."""
    text = (FOLDER / FILES.get(language[:2], FILES["es"])).read_text("utf-8")
    body = text.partition("\n")[2]
    return str(MarkdownIt("commonmark", {"html": False}).render(body))
