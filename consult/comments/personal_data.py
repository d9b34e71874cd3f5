"""Personal data in what people write: identity numbers, telephones, e-mail addresses.

They are pointed out, never changed. A place is in code points of the text that was given.
"""

from typing import NamedTuple

from consult.comments.private.mail import addresses
from consult.comments.private.numbers import numbers
from consult.comments.private.plain import Plain

KINDS = ("dni", "rtn", "phone", "email")
HIDDEN = "▮"


class Found(NamedTuple):
    kind: str
    start: int
    end: int


def find(text: str) -> list[Found]:
    """What of the text is personal data, in order; no place is in two of them."""
    plain = Plain(text)
    mails = [Found("email", *plain.span(*place)) for place in addresses(plain.text)]
    others = [Found(kind, *plain.span(*place)) for kind, *place in numbers(plain.text)]
    # Where two begin together an address is it: "99887766@correo.hn" is no telephone.
    found: list[Found] = []
    for each in sorted([*mails, *others], key=lambda each: (each.start, each.kind != "email")):
        if not found or each.start >= found[-1].end:
            found.append(each)
    return found


def covered(text: str) -> str:
    """The text with a block for each letter and digit of its personal data, to be shown so."""
    pieces, last = [], 0
    for each in find(text):
        pieces += [text[last : each.start], _blocks(text[each.start : each.end])]
        last = each.end
    return "".join([*pieces, text[last:]])


def _blocks(words: str) -> str:
    return "".join(HIDDEN if character.isalnum() else character for character in words)
