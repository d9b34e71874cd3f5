"""Who may do what, on one page: action -> predicate over the person who asks.

`None` asks as a visitor. Which rows a person sees is decided by loading (each feature's
queries.py); here stands which acts are open to whom at all. What is not listed is refused.
"""

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

View = TypeVar("View", bound=Callable[..., Any])


class Actor(Protocol):
    """What a rule looks at in a person."""

    @property
    def id(self) -> int: ...

    @property
    def role(self) -> str: ...

    @property
    def is_suspended(self) -> bool: ...


Rule = Callable[[Actor | None], bool]


def everyone(actor: Actor | None) -> bool:
    return True


def signed_in(actor: Actor | None) -> bool:
    return actor is not None and not actor.is_suspended


def any_of(*roles: str) -> Rule:
    def rule(actor: Actor | None) -> bool:
        return actor is not None and not actor.is_suspended and actor.role in roles

    return rule


PERMISSIONS: dict[str, Rule] = {
    "site.read": everyone,
    "session.start": everyone,
    "session.end": signed_in,
    "draft.read": everyone,
    "comment.read": everyone,
    "comment.submit": everyone,
    "receipt.read": everyone,
    "comment.moderate": any_of("moderator", "admin"),
    "draft.manage": any_of("drafter", "admin"),
    "topic.manage": any_of("drafter", "admin"),
    "feedback.read": any_of("drafter", "moderator", "admin"),
    "gallery.read": everyone,
}


def allows(actor: Actor | None, action: str) -> bool:
    """Whether `actor` may do `action`; an unknown action is refused."""
    rule = PERMISSIONS.get(action)
    return rule is not None and rule(actor)


def requires(action: str) -> Callable[[View], View]:
    """Declare a view's permission; web.py enforces it before the view runs."""

    def declare(view: View) -> View:
        view.permission = action  # type: ignore[attr-defined]  # views are plain functions
        return view

    return declare
