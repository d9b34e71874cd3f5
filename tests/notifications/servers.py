"""A real mail server on loopback, which answers as a test wants."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP


class Post:
    """What has arrived; `answers` are given to the next messages' ends before the usual one, and
    `on_recipient` and `on_message` are called with how many came so far."""

    def __init__(self) -> None:
        self.arrived: list[tuple[str, EmailMessage]] = []
        self.answers: list[str] = []
        self.recipients = 0
        self.on_recipient: Callable[[int], object] = lambda _count: None
        self.on_message: Callable[[int], object] = lambda _count: None
        self.url = ""

    async def handle_RCPT(
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if address.startswith("nadie@"):
            return "550 nobody here"
        self.recipients += 1
        self.on_recipient(self.recipients)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        if self.answers:
            return self.answers.pop(0)
        message = message_from_bytes(envelope.content, policy=default)
        assert isinstance(message, EmailMessage)
        self.arrived.extend((address, message) for address in envelope.rcpt_tos)
        self.on_message(len(self.arrived))
        return "250 OK"

    @property
    def addresses(self) -> list[str]:
        return [address for address, _message in self.arrived]

    @property
    def ids(self) -> list[str]:
        return [str(message["Message-ID"]) for _address, message in self.arrived]


class _Controller(Controller):
    """On a port that is taken before anybody asks which."""

    def __init__(self, post: Post) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        super().__init__(post, hostname="127.0.0.1", port=self._socket.getsockname()[1])

    def _create_server(self) -> Any:
        return self.loop.create_server(self._factory_invoker, sock=self._socket)

    def factory(self) -> SMTP:
        return SMTP(self.handler, enable_SMTPUTF8=True, hostname="localhost")


@contextmanager
def post_office() -> Iterator[Post]:
    post = Post()
    controller = _Controller(post)
    controller.start()
    post.url = f"smtp://127.0.0.1:{controller.port}"
    yield post
    controller.stop()
