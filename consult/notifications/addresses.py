"""Whole addresses of the site's pages, for mail: it is written outside of any request."""

from typing import Any

from flask import current_app

from consult.notifications.models import Group, Language
from consult.notifications.queries import token

# What stands before the addresses of pages in English (see web.py).
ENGLISH = "/en"
# Where the pages of features are that may not be there: the first of them that is.
PAGES = {
    "confirm": ("accounts.link",),
    "reset": ("accounts.link",),
    "change_email": ("accounts.link",),
    "invitation": ("teams.join",),
    "delegate": ("organizations.invitation",),
    "own": ("comments.own", "reading.comment"),
}


class Addresses:
    """The site as the reader of one language walks it."""

    def __init__(self, language: str) -> None:
        self.language = language
        prefix = ENGLISH if language == Language.ENGLISH else ""
        self._map = current_app.url_map.bind("localhost", script_name=prefix + "/")
        self._base = current_app.config["BASE_URL"]

    def of(self, endpoint: str, **values: Any) -> str:
        return self._base + self._map.build(endpoint, values)

    def page(self, name: str, **values: Any) -> str:
        """One of PAGES; the front page where the site has none of them."""
        there = [each for each in PAGES[name] if each in current_app.view_functions]
        return self.of(there[0], **values) if there else self.of("consultations.index")

    def end_of(self, person_id: int, group: Group) -> str:
        """Where mail of this group ends with one click."""
        return self.of("notifications.unsubscribe", token=token(person_id, group))
