from collections.abc import Iterator

import pytest
from flask import Flask

from tests.notifications.servers import Post, post_office


@pytest.fixture
def post(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Post]:
    """A mail server, which the site under test uses."""
    with post_office() as post:
        monkeypatch.setitem(app.config, "SMTP_URL", post.url)
        yield post
