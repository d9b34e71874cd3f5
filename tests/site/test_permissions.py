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
from tests.site.world import TEAMS, WAITING, Values, World, address

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
    "rules.read": "       yes  yes          yes        yes      yes    yes",
    "comment.report": "   yes  yes          yes        yes      yes    yes",
    "rules.manage": "     ask  no           no         no       yes    ask",
    "moderation.measure": "ask no           no         no       yes    ask",
    "redaction.open": "   ask  no           no         no       yes    ask",
    "desk.read": "        ask  yes          yes        yes      yes    ask",
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
# Whoever speaks for an organization, and whoever works elsewhere, is one who takes part.
EVERYONE = (*ROLES, "delegate", *TEAMS)
ALIKE = {
    "delegate": "participant",
    "moderator_elsewhere": "participant",
    "drafter_elsewhere": "participant",
    "moderator_here": "moderator",
    "drafter_here": "drafter",
    "admin_here": "admin",
}
# Who may be shown a consultation before its first version is published, and unpublished versions.
SEES_UNPUBLISHED = {"moderator", "drafter", "admin"}
SEES_DRAFTS = {"drafter", "admin"}
ANSWERS = {200, 302, 303, 409, 422}
# What only the author of a comment finds: in the world, the participant.
AUTHORS_ONLY = {
    "comments.own", "comments.correct_own", "comments.withdraw_own", "moderation.appeal_own",
}  # fmt: skip
# Parts of an address that name no object of a consultation.
NO_OBJECT = {"slug", "kind", "position", "place", "role", "token", "job", "notice"}
# What a role in one consultation does not reach.
OF_THE_SITE = {"site.manage", "organization.verify"}
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
        if rule.arguments - NO_OBJECT and "slug" in rule.arguments:
            about["other"] = world.other
        if rule.arguments & {"folio", "number"}:
            about["hidden"] = world.hidden
        for name, values in about.items():
            for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                yield Asked(rule, permission(world.site.app, rule), method, name, values)


def expected(role: str, asked: Asked) -> str:
    if role == "drafter_here" and "pending" in asked.rule.arguments:
        return "no"  # what another drafter is about to import
    if asked.rule.endpoint in AUTHORS_ONLY and (role, asked.about) != ("participant", "own"):
        return "no"
    role = alike(role, asked)
    access = ACCESS[asked.permission].split()[ROLES.index(role)]
    if access != "yes" or asked.about == "own" or asked.permission == "organization.verify":
        return access
    if asked.about == "unpublished":
        return unpublished(role, asked)
    if asked.about == "hidden":
        return hidden(role, asked)
    return "no"


def alike(role: str, asked: Asked) -> str:
    """The column of the table that tells what they get here."""
    is_here = "slug" in asked.rule.arguments and asked.permission not in OF_THE_SITE
    return ALIKE.get(role, role) if is_here or not role.endswith("_here") else "participant"


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
    of_authors = ("comments.", "accounts.data")
    is_author = role == "participant" and asked.rule.endpoint.startswith(of_authors)
    moderates = ALIKE.get(role, role) in ("moderator", "admin")
    may_read = is_author or moderates or asked.rule.endpoint in receipts
    return not may_read and WAITING in response.text


def test_every_rule_declares_a_permission_that_exists(world: World) -> None:
    views = world.site.app.view_functions
    declared = {
        rule.endpoint: getattr(views[rule.endpoint], "permission", None)
        for rule in world.site.app.url_map.iter_rules()
    }
    assert len(declared) > 5
    assert {name: action for name, action in declared.items() if action not in PERMISSIONS} == {}


class Walk:
    """Someone who asks all the questions; what answers to nothing is asked for once."""

    def __init__(self, world: World, role: str) -> None:
        self.site, self.role = world.site, role
        self.visitor = world.site.person(role)
        self._nothing: dict[str, str] = {}

    def wrong(self, asked: Asked) -> str | None:
        """What is not as the table says."""
        response = ask(self.site, self.visitor, asked)
        wanted, got = expected(self.role, asked), answer(response)
        if got == wanted == "no" and asked.method == "GET":
            got = "no" if self._is_like_nothing(asked, response) else "a page that tells"
        if asked.method == "POST" and response.status_code < 400:
            self.site.empty()
            self.visitor = self.site.person(self.role)
        if got == wanted and not leaks(self.role, asked, response):
            return None
        return f"{asked.method} {asked.about} {asked.rule.endpoint}: {got}"

    def _is_like_nothing(self, asked: Asked, response: TestResponse) -> bool:
        values = {name: missing(value) for name, value in asked.values.items()} | MISSING
        path = address(asked.rule, values)
        if path not in self._nothing:
            nothing = self.visitor.client.get(path, buffered=True)
            assert nothing.status_code == 404, path
            self._nothing[path] = bare(nothing, path)
        return self._nothing[path] == bare(response, address(asked.rule, asked.values))


def bare(response: TestResponse, path: str) -> str:
    """The page without the address that was asked for and what differs by chance."""
    return re.sub(r'name="csrf_token"[^>]*', "", response.text).replace(path, "…")


def missing(value: Any) -> Any:
    return 77 if isinstance(value, int) else "nada"


MISSING = {"slug": "no-hay", "old": 1, "folio": "PRO-9999", "kind": "csv", "place": 0}


@pytest.mark.parametrize("role", EVERYONE)
def test_everyone_gets_what_the_table_says(world: World, role: str) -> None:
    """And what they may not see looks to them like what does not exist."""
    walk = Walk(world, role)
    wrong = [walk.wrong(asked) for asked in questions(world)]
    assert not any(wrong), "\n".join(filter(None, wrong))
