"""A proposed wording as a difference to the words it is about. Pure.

Someone who quotes may write anew what they quoted, or the whole paragraph around it: the form
begins with the paragraph, an imported comment often has the few words alone. What the proposal is
more like is what it is compared with.
"""

from markupsafe import Markup
from rapidfuzz.distance import Indel

from consult.drafts.changes.diff import Piece, difference, to_html
from consult.markup import as_typed


def proposed_html(
    proposed: str, paragraph: str, quote: str = "", prefix: str = "", suffix: str = ""
) -> Markup:
    """Safe HTML of a normalised proposal; `prefix` and `suffix` stand around the quoted words. As
    it was typed where there are no words to compare it with."""
    if not proposed:
        return Markup()
    if quote and not _is_more_like(proposed, paragraph, quote):
        pieces = [*_before(prefix), *difference(quote, proposed), *_after(suffix)]
    elif paragraph:
        pieces = difference(paragraph, proposed)
    else:
        return as_typed(proposed)
    return Markup("<p>{}</p>").format(to_html(pieces))


def _is_more_like(text: str, one: str, other: str) -> bool:
    likeness = Indel.normalized_similarity
    return bool(one) and likeness(text, one) >= likeness(text, other)


def _before(context: str) -> list[Piece]:
    """From the first whole word on; the paragraph itself may begin earlier."""
    return [Piece("same", f"… {context.partition(' ')[2]}")] if context else []


def _after(context: str) -> list[Piece]:
    return [Piece("same", f"{context.rpartition(' ')[0]} …")] if context else []
