"""Reading a file into headings with blocks, whatever its format: Markdown, HTML or Word.

Pure, but hostile files are read in a process of their own: `limited.read_limited`. Here stands
what each format is called; `collecting` is what the readers share.
"""

from collections.abc import Callable

from consult.drafts.formats.docx import read_docx
from consult.drafts.formats.html import read_html
from consult.drafts.formats.markdown import read_markdown
from consult.drafts.messages import DraftError
from consult.drafts.raw import RawDraft

MAX_MIB = 10
SUFFIXES = {
    ".docx": "docx", ".html": "html", ".htm": "html", ".md": "markdown", ".markdown": "markdown",
}  # fmt: skip
READERS: dict[str, Callable[[bytes], RawDraft]] = {
    "docx": read_docx,
    "html": read_html,
    "markdown": read_markdown,
}


def read(data: bytes, kind: str) -> RawDraft:
    """Read a file of a format of READERS. Raises DraftError."""
    refuse_large(data)
    return READERS[kind](data)


def refuse_large(data: bytes) -> None:
    if len(data) > MAX_MIB * 1024 * 1024:
        raise DraftError("too_large", limit=MAX_MIB)
