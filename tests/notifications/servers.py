"""A real mail server on loopback, which answers as a test wants."""

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP


class Post:
    """What has arrived, and whether all of it came encrypted; `answers` are given to the next
    messages' ends before the usual one, and `on_recipient` and `on_message` are called with how
    many came so far."""

    def __init__(self) -> None:
        self.arrived: list[tuple[str, EmailMessage]] = []
        self.answers: list[str] = []
        self.recipients = 0
        self.on_recipient: Callable[[int], object] = lambda _count: None
        self.on_message: Callable[[int], object] = lambda _count: None
        self.url = ""
        self.are_encrypted = True

    async def handle_RCPT(
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if address.startswith("nadie@"):
            return "550 nobody here"
        self.recipients += 1
        self.on_recipient(self.recipients)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:
        if self.answers:
            return self.answers.pop(0)
        is_encrypted = server.transport.get_extra_info("sslcontext") is not None
        self.are_encrypted = self.are_encrypted and is_encrypted
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
    """On a port that is taken before anybody asks which; encrypted from the start with "smtps",
    else, where there is a certificate, before any message is taken."""

    def __init__(
        self, post: Post, host: str, scheme: str, certificate: ssl.SSLContext | None
    ) -> None:
        self._socket = socket.create_server((host, 0))
        self._later = certificate if scheme == "smtp" else None
        port = self._socket.getsockname()[1]
        at_once = certificate if scheme == "smtps" else None
        super().__init__(post, hostname=host, port=port, ssl_context=at_once)

    def _create_server(self) -> Any:
        return self.loop.create_server(
            self._factory_invoker, sock=self._socket, ssl=self.ssl_context
        )

    def factory(self) -> SMTP:
        return SMTP(
            self.handler, enable_SMTPUTF8=True, hostname="localhost", tls_context=self._later,
            require_starttls=self._later is not None,
        )  # fmt: skip


@contextmanager
def post_office(
    host: str = "127.0.0.1", scheme: str = "smtp", certificate: ssl.SSLContext | None = None
) -> Iterator[Post]:
    post = Post()
    controller = _Controller(post, host, scheme, certificate)
    controller.start()
    post.url = f"{scheme}://{host}:{controller.port}"
    yield post
    controller.stop()
