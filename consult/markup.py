"""The only door to bleach: text in, safe Markup out, once, when a text is written.

Comments are Markdown with few marks (paragraphs, lists, emphasis, links); drafts come as HTML
from the draft parser. Links keep https and mailto only. Invisible characters that can disguise a text
are shown as visible marks, and direction is isolated by the templates (dir="auto").
"""

import re
import unicodedata
from urllib.parse import urlsplit

import bleach
from markdown_it import MarkdownIt
from markupsafe import Markup

COMMENT_TAGS = frozenset({"p", "br", "ul", "ol", "li", "em", "strong", "a", "blockquote", "span"})
DRAFT_TAGS = COMMENT_TAGS | {
    "code", "sub", "sup", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
LINK_REL = "nofollow ugc noopener noreferrer"
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
DISGUISING = re.compile("[\u200b\u2060\ufeff\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")

_markdown = MarkdownIt(
    "commonmark", {"html": False, "breaks": True, "linkify": False, "maxNesting": 20}
).disable(
    ["heading", "lheading", "hr", "code", "fence", "reference", "image", "backticks", "html_block",
     "html_inline"]
)  # fmt: skip


def normalise(text: str) -> str:
    """NFC, LF line ends, no control characters, no outer blanks: the form in which text is kept."""
    unified = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return CONTROL.sub("", unified).strip()


def from_comment(text: str) -> Markup:
    """A normalised comment as safe HTML (block level)."""
    return _clean(_markdown.render(text), COMMENT_TAGS)


def from_draft(html: str) -> Markup:
    """Inline HTML or a table of a draft's block as safe HTML."""
    return _clean(html, DRAFT_TAGS)


def has_disguise(text: str) -> bool:
    """Whether the text holds invisible or direction-changing characters."""
    return DISGUISING.search(text) is not None


def safe_address(address: str) -> bool:
    """Whether a link may be followed from our pages: https with a host, or mailto."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return False
    if parts.scheme == "https":
        return bool(parts.netloc)
    return parts.scheme == "mailto" and "@" in parts.path


def _attribute(tag: str, name: str, value: str) -> bool:
    if tag == "a" and name == "href":
        return safe_address(value)
    return tag == "span" and name == "class" and value in ("marker", "invisible")


def _clean(html: str, tags: frozenset[str]) -> Markup:
    cleaned = bleach.clean(
        html, tags=tags, attributes=_attribute, protocols=["https", "mailto"], strip=False
    )
    marked = cleaned.replace("<a href=", f'<a rel="{LINK_REL}" href=')
    return Markup(DISGUISING.sub(_visible, marked))  # nosec: cleaned by bleach just above


def _visible(match: re.Match[str]) -> str:
    return f'<span class="invisible">[U+{ord(match.group()):04X}]</span>'


