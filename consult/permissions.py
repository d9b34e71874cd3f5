"""Who may do what, on one page: action -> predicate over the person who asks.

`None` asks as a visitor. Which rows a person sees is decided by loading (each feature's
queries.py); here stands which acts are open to whom at all. What is not listed is refused.
"""

from collections.abc import Callable
from typing import Any, Protocol, TypeGuard, TypeVar

View = TypeVar("View", bound=Callable[..., Any])


class Actor(Protocol):
    """What a rule looks at in a person."""

    @property
    def id(self) -> int: ...

    @property
    def is_suspended(self) -> bool: ...

    def roles_in(self, where: str | None) -> frozenset[str]:
        """The roles they have everywhere, and those in the consultation of the name `where`."""
        ...


Rule = Callable[[Actor | None, str | None], bool]


def everyone(actor: Actor | None, where: str | None) -> bool:
    return True


def signed_in(actor: Actor | None, where: str | None) -> bool:
    return _active(actor)


def _active(actor: Actor | None) -> TypeGuard[Actor]:
    return actor is not None and not actor.is_suspended


def any_of(*roles: str) -> Rule:
    def rule(actor: Actor | None, where: str | None) -> bool:
        return _active(actor) and not actor.roles_in(where).isdisjoint(roles)

    return rule


def everywhere(role: str) -> Rule:
    """Who has the role on the whole site; having it in one consultation is not enough."""

    def rule(actor: Actor | None, where: str | None) -> bool:
        return _active(actor) and role in actor.roles_in(None)

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
    "rules.read": everyone,
    "comment.report": everyone,
    "rules.manage": any_of("admin"),
    "moderation.measure": any_of("admin"),
    "redaction.open": any_of("admin"),
    "desk.read": signed_in,
    "draft.manage": any_of("drafter", "admin"),
    "topic.manage": any_of("drafter", "admin"),
    "feedback.read": any_of("drafter", "moderator", "admin"),
    "account.open": everyone,
    "account.manage": signed_in,
    "comment.follow": everyone,
    "comment.support": signed_in,
    "organization.read": everyone,
    "organization.speak": signed_in,
    "organization.verify": everywhere("admin"),
    "team.manage": any_of("admin"),
    "identity.reveal": any_of("admin"),
    "role.read": everyone,
    "mail.choose": everyone,
    "site.manage": everywhere("admin"),
    "gallery.read": everyone,
}


def allows(actor: Actor | None, action: str, where: str | None = None) -> bool:
    """Whether `actor` may do `action` in the consultation of the name `where`, or on the site at
    large; an unknown action is refused."""
    rule = PERMISSIONS.get(action)
    return rule is not None and rule(actor, where)


def requires(action: str) -> Callable[[View], View]:
    """Declare a view's permission; web.py enforces it before the view runs."""

    def declare(view: View) -> View:
        view.permission = action  # type: ignore[attr-defined]  # views are plain functions
        return view

    return declare
