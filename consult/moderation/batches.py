"""Comments that are read together: their words, how each differs from the first, and who they are
of, in numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup
from sqlalchemy import select

from consult.comments.models import Comment
from consult.comments.personal_data import covered
from consult.drafts.changes.diff import difference, to_html
from consult.extensions import db
from consult.markup import as_typed
from consult.moderation.bulk import Item, items_of
from consult.moderation.models import Batch
from consult.permissions import Actor

# Compared with the first as far as somebody would read.
COMPARED = 3_000


@dataclass(frozen=True, slots=True)
class Shown:
    """`texts` are the words of each item by its comment's number, personal data covered: those of
    the first as they are, and of the others that belong to its group as a difference to them."""

    items: Sequence[Item]
    texts: Mapping[int, Markup]

    @classmethod
    def of(cls, viewer: Actor, comment_ids: Sequence[int], now: datetime) -> "Shown":
        query = select(Comment.id, Comment.revision).where(Comment.id.in_(comment_ids))
        pairs = [list(row) for row in db.session.execute(query)]
        return cls.of_batch(viewer, Batch(items=pairs), now)

    @classmethod
    def of_batch(cls, viewer: Actor, batch: Batch, now: datetime) -> "Shown":
        items = items_of(viewer, batch, now)
        return cls(items, {each.comment.id: _text(each, items[0]) for each in items})


def _text(item: Item, first: Item) -> Markup:
    said = _words(item)
    group = first.comment.group_id
    if item is first or group is None or item.comment.group_id != group:
        return as_typed(said)
    return to_html(difference(_words(first), said))


def _words(item: Item) -> str:
    revision = item.revision
    said = "\n\n".join(filter(None, (revision.body, revision.proposed_text)))
    return covered(said[: COMPARED + 60])[:COMPARED]


def counted(items: Sequence[Item]) -> tuple[int, int]:
    """How many people, and how many organizations, these are of: who has no account is counted
    each time."""
    people, organizations = set[str](), set[str]()
    for each in (item.comment for item in items):
        if each.organization_id or each.organization_name:
            organizations.add(str(each.organization_id or each.organization_name.casefold()))
        else:
            people.add(each.author_key or f"comment {each.id}")
    return len(people), len(organizations)
