"""The page of permissions: who may do what, and that nothing else is allowed."""

from dataclasses import dataclass

import pytest

from consult.accounts.models import Role
from consult.permissions import PERMISSIONS, allows, requires

EVERYONE = {None, *Role}
STAFF = {Role.MODERATOR, Role.DRAFTER, Role.ADMIN}
DRAFTERS = {Role.DRAFTER, Role.ADMIN}
# Said a second time on purpose: whoever opens an act to more people has to say so twice.
ALLOWED = {
    "site.read": EVERYONE,
    "session.start": EVERYONE,
    "session.end": set(Role),
    "draft.read": EVERYONE,
    "comment.read": EVERYONE,
    "comment.submit": EVERYONE,
    "receipt.read": EVERYONE,
    "comment.moderate": {Role.MODERATOR, Role.ADMIN},
    "rules.read": EVERYONE,
    "comment.report": EVERYONE,
    "rules.manage": {Role.ADMIN},
    "moderation.measure": {Role.ADMIN},
    "redaction.open": {Role.ADMIN},
    "desk.read": set(Role),
    "draft.manage": DRAFTERS,
    "topic.manage": DRAFTERS,
    "feedback.read": STAFF,
    "account.open": EVERYONE,
    "account.manage": set(Role),
    "comment.follow": EVERYONE,
    "comment.support": set(Role),
    "organization.read": EVERYONE,
    "organization.speak": set(Role),
    "organization.verify": {Role.ADMIN},
    "team.manage": {Role.ADMIN},
    "identity.reveal": {Role.ADMIN},
    "role.read": EVERYONE,
    "mail.choose": EVERYONE,
    "site.manage": {Role.ADMIN},
    "gallery.read": EVERYONE,
}


@dataclass(frozen=True)
class Someone:
    role: str
    is_suspended: bool = False
    id: int = 1

    def roles_in(self, where: str | None) -> frozenset[str]:
        return frozenset({self.role})


def test_every_action_is_in_the_table_and_nothing_else() -> None:
    assert set(PERMISSIONS) == set(ALLOWED)


@pytest.mark.parametrize("action", sorted(ALLOWED))
def test_an_action_is_open_to_exactly_these(action: str) -> None:
    people = {None: None} | {role: Someone(role) for role in Role}
    assert {who for who, person in people.items() if allows(person, action)} == ALLOWED[action]


@pytest.mark.parametrize("role", list(Role))
def test_a_suspended_person_may_do_what_a_visitor_may(role: Role) -> None:
    person = Someone(role, is_suspended=True)
    assert [action for action in PERMISSIONS if allows(person, action)] == [
        action for action in PERMISSIONS if allows(None, action)
    ]


@pytest.mark.parametrize("action", ["", "draft", "draft.publish", "DRAFT.READ"])
def test_what_is_not_listed_is_refused_to_everyone(action: str) -> None:
    assert not any(allows(person, action) for person in (None, *map(Someone, Role)))


def test_an_unknown_role_may_do_what_everyone_who_signed_in_may() -> None:
    stranger = Someone("superuser")
    assert {action for action in PERMISSIONS if allows(stranger, action)} == {
        action for action, roles in ALLOWED.items() if roles >= set(Role)
    }


def test_a_view_carries_the_permission_that_it_declares() -> None:
    @requires("draft.read")
    def view() -> str:
        return "text"

    assert view() == "text"
    assert view.permission == "draft.read"  # type: ignore[attr-defined]  # set by `requires`
