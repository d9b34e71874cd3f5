"""The only door to bleach: text in, safe Markup out, once, when a text is written.

Comments are Markdown with few marks (paragraphs, lists, emphasis, links, quotations); drafts come
as HTML from the draft parser. Links keep https and mailto only. What cannot be shown faithfully,
or not in linear time, is shown as it was typed. Invisible characters that can disguise a text are
shown as visible marks, and direction is isolated by the templates (dir="auto").
"""

import re
import unicodedata
from collections.abc import Sequence
from urllib.parse import urlsplit

import bleach
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup, escape

COMMENT_TAGS = frozenset({"p", "br", "ul", "ol", "li", "em", "strong", "a", "blockquote", "span"})
DRAFT_TAGS = COMMENT_TAGS | {
    "code", "sub", "sup", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
DIFFERENCE_TAGS = COMMENT_TAGS | {"ins", "del"}
LINK_REL = "nofollow ugc noopener noreferrer"
MAX_NESTING = 20
# Marks and lines cost time, and more in a longer text: beyond what people write it stays as typed.
MAX_MARKS = 600
MAX_MARKED_TEXT = 20_000
MARK = re.compile(r"[*_\[\]<>&\"\\!`\n]")

LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Neither PostgreSQL nor XML can keep these, or a reader has no use for them.
UNSTORABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_ACCENTS = "".join(
    chr(code) for code in range(0x300, 0x1F000) if unicodedata.combining(chr(code))
)
# Unicode's own limit (UAX 15, stream-safe text): more are no letter of any script, and take
# quadratic time to put in order. The look ahead spares plain letters the search in a large set.
PILED_ACCENTS = re.compile(f"(?=[^\\0-\u02ff])([{_ACCENTS}]{{30}})[{_ACCENTS}]+")
# Direction controls, blanks without width, letters without ink, tags; joiners where nothing joins.
DISGUISING = re.compile(
    "([\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f]"
    "|(?<=[0-9A-Za-z\u00c0-\u052f])[\u200c\u200d])\\1*"
)
NO_INK = re.compile("[\\s\u00ad\u200c\u200d\u2800]|" + DISGUISING.pattern)
ADDRESS = re.compile(r"[!#-;=?-\[\]_a-z~]+")
_WORDS = r"[^<>&]++|<br>|&(?:amp|lt|gt|quot|#34|#39);"
PLAIN = re.compile(rf"(?:{_WORDS}|</?p>)*+")
PLAIN_DIFFERENCE = re.compile(rf"(?:{_WORDS}|<(ins|del)>(?:{_WORDS})*+</\1>)*+")


def normalise(text: str) -> str:
    """The form in which text is kept; the same again when normalised again.

    Unicode NFC; every kind of line end is LF; no control characters, surrogates or U+FFFE and
    U+FFFF; at most 30 combining marks in a row; no blanks around it.
    """
    storable = UNSTORABLE.sub("", LINE_END.sub("\n", text))
    composed = unicodedata.normalize("NFC", PILED_ACCENTS.sub(r"\1", storable))
    return PILED_ACCENTS.sub(r"\1", composed).strip()


def one_line(text: str) -> str:
    """A name or title as it is kept: normalised, single blanks, nothing invisible."""
    return " ".join(DISGUISING.sub("", normalise(text)).split())


def is_blank(text: str) -> bool:
    """Whether nothing of the text would be seen."""
    return not NO_INK.sub("", text)


def from_comment(text: str) -> Markup:
    """A normalised comment as safe HTML (block level)."""
    if len(text) > MAX_MARKED_TEXT or len(MARK.findall(text)) > MAX_MARKS:
        return as_typed(text)
    tokens = _markdown.parse(text)
    if not _is_faithful(tokens):
        return as_typed(text)
    return _clean(_markdown.renderer.render(tokens, _markdown.options, {}), COMMENT_TAGS)


def from_draft(html: str) -> Markup:
    """Inline HTML or a table of a draft's block as safe HTML."""
    return _clean(html, DRAFT_TAGS)


def from_difference(html: str) -> Markup:
    """A phrase of escaped text with <ins> and <del> in it (see drafts.diff) as safe HTML."""
    return _clean(html, DIFFERENCE_TAGS, PLAIN_DIFFERENCE)


def as_typed(text: str) -> Markup:
    """Any normalised text as paragraphs of safe HTML, without reading marks in it."""
    paragraphs = re.split(r"\n\n+", str(escape(text)))
    lines = (paragraph.replace("\n", "<br>") for paragraph in paragraphs)
    return _clean("".join(f"<p>{line}</p>" for line in lines), COMMENT_TAGS)


def has_disguise(text: str) -> bool:
    """Whether the text holds invisible or direction-changing characters."""
    return DISGUISING.search(text) is not None


def safe_address(address: str) -> bool:
    """Whether a link may be followed from our pages: https with a plain host, or mailto."""
    if not ADDRESS.fullmatch(address):
        return False
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    if parts.scheme == "https":
        # "https://bank.hn@evil.com" is a trick, not an address.
        return bool(parts.hostname) and "@" not in parts.netloc
    return parts.scheme == "mailto" and "@" in parts.path


class _Markdown(MarkdownIt):
    def validateLink(self, url: str) -> bool:
        """A link that may not be followed stays as text, so that its address can be read."""
        return safe_address(url)


_markdown = _Markdown(
    "commonmark", {"html": False, "breaks": True, "xhtmlOut": False, "maxNesting": MAX_NESTING}
).disable(
    ["heading", "lheading", "hr", "code", "fence", "reference", "image", "backticks", "html_block",
     "html_inline"]
)  # fmt: skip


def _is_faithful(tokens: Sequence[Token]) -> bool:
    """Whether all that was typed will be seen: the library drops what is nested too deep, and the
    title of a link only shows under a mouse."""
    too_deep = any(token.level >= MAX_NESTING - 1 for token in tokens)
    children = (child for token in tokens for child in token.children or ())
    return not too_deep and not any(child.attrGet("title") for child in children)


def _attribute(tag: str, name: str, value: str) -> bool:
    if tag == "a" and name == "href":
        return safe_address(value)
    if tag == "ol" and name == "start":
        return re.fullmatch(r"[0-9]{1,9}", value) is not None
    return tag == "span" and name == "class" and value in ("marker", "invisible")


def _clean(html: str, tags: frozenset[str], plain: re.Pattern[str] = PLAIN) -> Markup:
    if not plain.fullmatch(html):
        html = bleach.clean(
            html, tags=tags, attributes=_attribute, protocols=["https", "mailto"], strip=False
        )
    marked = html.replace("<a href=", f'<a rel="{LINK_REL}" href=')
    return Markup(DISGUISING.sub(_visible, marked))  # nosec: plain, or cleaned just above


def _visible(match: re.Match[str]) -> str:
    times = f" ×{len(match[0])}" if len(match[0]) > 1 else ""
    return f'<span class="invisible">[U+{ord(match[1]):04X}{times}]</span>'
