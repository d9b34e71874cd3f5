"""Who wrote a comment: what is stored of it, and how its author is found again.

A comment that shows its author's name has the number of their account. Any other has a key, which
tells, to who has the secret of the site, that it is of the same author as others of the same
consultation that show as little; and the number of the account sealed, apart from it.
"""

from sqlalchemy import select

from consult.accounts.models import Person
from consult.comments.models import Comment, Exposure, Identity
from consult.extensions import db
from consult.permissions import Actor
from consult.sealing import UnreadableError, keyed, seal, unseal


def author_key(
    person_id: int, consultation_id: int, exposure: str = Exposure.NAME
) -> str:
    """128 bits that stand for a person in one consultation, and for nobody in another. Each
    exposure has its own: a comment that is named must not tell who wrote the one beside it."""
    parts = (person_id, consultation_id, *([] if exposure == Exposure.NAME else [exposure]))
    return keyed("author", *parts).hex()[:32]


def author_keys(person_id: int, consultation_id: int) -> list[str]:
    """All that a person has in a consultation."""
    return [author_key(person_id, consultation_id, each) for each in Exposure]


def sealed_identity(person_id: int) -> str:
    return seal({"person": person_id})


def is_author(person: Actor | None, comment: Comment) -> bool:
    """Whether the comment was written from this account, whatever it shows."""
    if person is None or comment.author_key is None:
        return False
    key = author_key(person.id, comment.consultation_id, comment.exposure)
    return comment.author_key == key


def recorded(actor: Actor | None, comment: Comment) -> Actor | None:
    """Who the log may name for an act on this comment: not an author who is not named on it."""
    hides = comment.exposure != Exposure.NAME and is_author(actor, comment)
    return None if hides else actor


def author_of(comment: Comment) -> Person | None:
    """The account it was written from, to send its author word: never to be shown. None without an
    account, or when the key that sealed it is lost."""
    if comment.author_id is not None:
        return db.session.get(Person, comment.author_id)
    sealed = db.session.scalar(
        select(Identity.sealed).where(Identity.comment_id == comment.id)
    )
    if sealed is None:
        return None
    try:
        return db.session.get(Person, unseal(sealed)["person"])
    except UnreadableError:
        return None
