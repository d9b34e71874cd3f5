"""People who use the site in tests: each page they fetch is checked while they read it."""

import re
from collections import Counter
from functools import cache
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from flask import Flask
from werkzeug.test import TestResponse

from consult.accounts.models import Person
from consult.accounts.passwords import hashed
from consult.accounts.queries import person_by_email
from consult.accounts.service import add_person, open_session
from consult.extensions import db

PASSWORD = "una frase larga de prueba"


class Page:
    """A response with its document; HTML is parsed without any leniency."""

    def __init__(self, response: TestResponse) -> None:
        self.response = response
        self.status = response.status_code
        self.text = response.get_data(as_text=True)
        self.location = response.headers.get("Location", "")
        if response.mimetype == "text/html" and self.text:
            self.document = _checked(self.text)

    def all(self, path: str) -> list[Element]:
        """Elements by ElementTree path, for example ".//form"."""
        return self.document.findall(path)

    def words(self, path: str = ".//body") -> str:
        """The text of the first element at `path`, blanks collapsed."""
        found = self.document.find(path)
        assert found is not None, f"nothing at {path}"
        return " ".join("".join(found.itertext()).split())

    def fields(self, index: int = -1) -> dict[str, str]:
        """What a browser would send of a form without touching it; the page's last by default."""
        form = self.all(".//form")[index]
        return {name: value for field in form.iter() for name, value in _sent(field)}


def _checked(text: str) -> Element:
    parser = html5lib.HTMLParser(
        tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False
    )
    document = parser.parse(text)
    assert not parser.errors, f"invalid HTML: {parser.errors[:3]}"
    ids = Counter(element.get("id") for element in document.iter() if element.get("id"))
    assert not [name for name, times in ids.items() if times > 1], f"ids twice: {ids}"
    assert len(document.findall(".//h1")) == 1, "a page has one h1"
    assert (document.findtext(".//title") or "").strip(), "a page has a title"
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=\"", text), "inline style or script"
    return document


def _sent(field: Element) -> list[tuple[str, str]]:
    name = field.get("name")
    if not name or field.tag not in ("input", "textarea", "select"):
        return []
    if field.tag == "textarea":
        return [(name, (field.text or "").removeprefix("\n"))]
    if field.tag == "select":
        chosen = [option for option in field.iter("option") if "selected" in option.attrib]
        options = chosen or list(field.iter("option"))[:1]
        return [(name, option.get("value", option.text or "")) for option in options]
    if field.get("type") in ("radio", "checkbox") and "checked" not in field.attrib:
        return []
    return [(name, field.get("value", ""))] if field.get("type") != "file" else []


class Visitor:
    """A browser with its own cookies; `person` is who is signed in, if anyone."""

    def __init__(self, app: Flask, person: Person | None = None) -> None:
        self.client = app.test_client()
        self.person = person

    def get(self, path: str, status: int = 200, **kwargs: Any) -> Page:
        page = Page(self.client.get(path, **kwargs))
        assert page.status == status, f"{path}: {page.status}, not {status}"
        return page

    def post(self, path: str, data: dict[str, Any], status: int = 303, **kwargs: Any) -> Page:
        page = Page(self.client.post(path, data=data, **kwargs))
        assert page.status == status, f"{path}: {page.status}, not {status}: {page.text[:2000]}"
        return page

    def submit(
        self, path: str, changes: dict[str, Any], status: int = 303, form: int = -1
    ) -> Page:
        """Open the page, fill its form as a person would, and send it."""
        opened = self.get(path)
        action = opened.all(".//form")[form].get("action") or path
        return self.post(action, opened.fields(form) | changes, status)


def make_person(role: str, email: str | None = None, name: str | None = None) -> Person:
    """An account with `PASSWORD`, committed."""
    person = add_person(
        None,
        email=email or f"{role}@ejemplo.hn",
        name=name or role.capitalize(),
        role=role,
        password_hash=_password_hash(),
    )
    db.session.commit()
    return person


@cache
def _password_hash() -> str:
    """Made once: it is meant to be slow."""
    return hashed(PASSWORD)


def sign_in(app: Flask, role: str, email: str | None = None) -> Visitor:
    """Someone of `role` with a running session (the account is made on first use)."""
    person = person_by_email(email or f"{role}@ejemplo.hn") or make_person(role, email)
    token = open_session(person)
    db.session.commit()
    visitor = Visitor(app, person)
    with visitor.client.session_transaction() as session:
        session["_user_id"] = token
    return visitor
