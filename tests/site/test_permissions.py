"""Every address, asked for by everyone, for what is theirs, what is not, and what is not there."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from consult.permissions import PERMISSIONS
from tests.people import Visitor
from tests.site.sites import ROLES, Site
from tests.site.world import WAITING, Values, World, address

# What each person gets of an act: yes, no (404, as if there were nothing), or ask (to sign in).
#                     visitor  participant  moderator  drafter  admin  suspended
ACCESS = {
    "site.read": "        yes  yes          yes        yes      yes    yes",
    "session.start": "    yes  yes          yes        yes      yes    yes",
    "session.end": "      ask  yes          yes        yes      yes    ask",
    "draft.read": "       yes  yes          yes        yes      yes    yes",
    "comment.read": "     yes  yes          yes        yes      yes    yes",
    "comment.submit": "   yes  yes          yes        yes      yes    yes",
    "receipt.read": "     yes  yes          yes        yes      yes    yes",
    "comment.moderate": " ask  no           yes        no       yes    ask",
    "draft.manage": "     ask  no           no         yes      yes    ask",
    "topic.manage": "     ask  no           no         yes      yes    ask",
    "feedback.read": "    ask  no           yes        yes      yes    ask",
    "account.open": "     yes  yes          yes        yes      yes    yes",
    "account.manage": "   ask  yes          yes        yes      yes    ask",
    "comment.follow": "   yes  yes          yes        yes      yes    yes",
    "comment.support": "  ask  yes          yes        yes      yes    ask",
    "organization.read": "yes  yes          yes        yes      yes    yes",
    "organization.speak": "ask yes          yes        yes      yes    ask",
    "organization.verify": "ask no          no         no       yes    ask",
    "team.manage": "      ask  no           no         no       yes    ask",
    "identity.reveal": "  ask  no           no         no       yes    ask",
    "role.read": "        yes  yes          yes        yes      yes    yes",
    "mail.choose": "      yes  yes          yes        yes      yes    yes",
    "site.manage": "      ask  no           no         no       yes    ask",
    "gallery.read": "     yes  yes          yes        yes      yes    yes",
}
# Who may be shown a consultation before its first version is published, and unpublished versions.
SEES_UNPUBLISHED = {"moderator", "drafter", "admin"}
SEES_DRAFTS = {"drafter", "admin"}
ANSWERS = {200, 302, 303, 409, 422}
# What only the author of a comment finds: in the world, the participant.
AUTHORS_ONLY = {
    "comments.own", "comments.correct_own", "comments.withdraw_own", "moderation.appeal_own",
}  # fmt: skip
# Parts of an address that name no object.
NO_OBJECT = {"slug", "kind", "position", "place"}
# What a form needs to be understood at all; the rest of each may be missing.
SENT = {"paso": "1", "lugar": "0", "estado": "closed"}


@dataclass(frozen=True)
class Asked:
    """One question of the matrix: a rule, how, about what, and what should come back."""

    rule: Rule
    permission: str
    method: str
    about: str
    values: Values


def permission(app: Flask, rule: Rule) -> str:
    return app.view_functions[rule.endpoint].permission  # type: ignore[attr-defined]  # declared


def questions(world: World) -> Iterator[Asked]:
    for rule in world.site.app.url_map.iter_rules():
        about = {"own": world.own}
        if "slug" in rule.arguments:
            about |= {"unknown": world.unknown, "unpublished": world.unpublished}
        if rule.arguments - NO_OBJECT:
            about["other"] = world.other
        if rule.arguments & {"folio", "number"}:
            about["hidden"] = world.hidden
        for name, values in about.items():
            for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                yield Asked(rule, permission(world.site.app, rule), method, name, values)


def expected(role: str, asked: Asked) -> str:
    access = ACCESS[asked.permission].split()[ROLES.index(role)]
    if asked.rule.endpoint in AUTHORS_ONLY and (role, asked.about) != ("participant", "own"):
        return "no"
    if access != "yes" or asked.about == "own":
        return access
    if asked.about == "unpublished":
        return unpublished(role, asked)
    if asked.about == "hidden":
        return hidden(role, asked)
    return "no"


def unpublished(role: str, asked: Asked) -> str:
    """There is a front page, and a version 1 for those who write it; nothing else to be read."""
    if role not in SEES_UNPUBLISHED or asked.permission in ("comment.read", "comment.submit"):
        return "no"
    objects = asked.rule.arguments - NO_OBJECT
    if asked.permission == "draft.read" and asked.rule.endpoint != "reading.home":
        of_versions = "number" in objects or asked.rule.endpoint == "reading.comparing"
        return "yes" if role in SEES_DRAFTS and of_versions else "no"
    if asked.permission == "draft.manage" and "number" in objects:
        return "yes"  # a section of that version
    return "yes" if objects <= {"number"} else "no"


def hidden(role: str, asked: Asked) -> str:
    """A comment that waits is for its moderators; version 3 for those who write it."""
    if "number" in asked.rule.arguments:
        return "yes" if role in SEES_DRAFTS else "no"
    return "yes" if asked.permission == "comment.moderate" else "no"


def answer(response: TestResponse) -> str:
    if response.status_code == 404:
        return "no"
    if response.status_code == 401 or "/ingresar?siguiente=" in (response.location or ""):
        return "ask"
    return "yes" if response.status_code in ANSWERS else str(response.status_code)


def ask(site: Site, visitor: Visitor, asked: Asked) -> TestResponse:
    path = address(asked.rule, asked.values)
    if asked.method == "GET":
        return visitor.client.get(path, buffered=True)
    return visitor.client.post(path, data=SENT | {"csrf_token": site.token(visitor)})


def leaks(role: str, asked: Asked, response: TestResponse) -> bool:
    """Whether someone reads a comment that waits who neither wrote it, nor moderates, nor holds its
    receipt."""
    receipts = ("comments.receipt", "comments.receipt_file")
    is_author = role == "participant" and asked.rule.endpoint.startswith("comments.")
    may_read = is_author or role in ("moderator", "admin") or asked.rule.endpoint in receipts
    return not may_read and WAITING in response.text


def test_every_rule_declares_a_permission_that_exists(world: World) -> None:
    views = world.site.app.view_functions
    declared = {
        rule.endpoint: getattr(views[rule.endpoint], "permission", None)
        for rule in world.site.app.url_map.iter_rules()
    }
    assert len(declared) > 5
    assert {name: action for name, action in declared.items() if action not in PERMISSIONS} == {}


@pytest.mark.parametrize("role", ROLES)
def test_everyone_gets_what_the_table_says(world: World, role: str) -> None:
    mismatches = []
    visitor = world.site.person(role)
    for asked in questions(world):
        response = ask(world.site, visitor, asked)
        wanted, got = expected(role, asked), answer(response)
        if got != wanted or leaks(role, asked, response):
            mismatches.append(f"{asked.method} {asked.about} {asked.rule.endpoint}: {got}")
        if asked.method == "POST" and response.status_code < 400:
            world.site.empty()
            visitor = world.site.person(role)
    assert not mismatches, "\n".join(mismatches)


def refused(visitor: Visitor, path: str) -> str:
    """The page that answers, without the address that was asked for and what differs by chance."""
    response = visitor.client.get(path, buffered=True)
    assert response.status_code == 404, path
    return re.sub(r'name="csrf_token"[^>]*', "", response.text).replace(path, "…")


MISSING = {
    "slug": "no-hay", "number": 77, "old": 1, "folio": "PRO-9999", "kind": "csv", "position": 99,
    "questions.question": 77,
    "pending": 77, "place": 0,
}  # fmt: skip


@pytest.mark.parametrize("role", ROLES)
def test_what_may_not_be_seen_looks_like_what_does_not_exist(world: World, role: str) -> None:
    visitor, different = world.site.person(role), []
    for asked in questions(world):
        if asked.method == "POST" or expected(role, asked) != "no":
            continue
        values: dict[str, Any] = asked.values | dict.fromkeys(asked.values, "nada") | MISSING
        nothing = refused(visitor, address(asked.rule, values))
        if nothing != refused(visitor, address(asked.rule, asked.values)):
            different.append(f"{asked.about} {asked.rule.endpoint}")
    assert not different, "\n".join(different)
