"""How a message leaves: step by step to a mail server, or, where there is none and this is no
production, into the mailbox page's folder.

A server has a message when it has read the dot at its end, and not before. So everything is said
up to that dot, and the last word waits until the one who sends has written down that it will be
said: who is killed before has sent nothing, and who is killed after has sent it.
"""

import smtplib
import socket
import ssl
from collections.abc import Callable
from typing import Protocol
from urllib.parse import unquote, urlsplit

from flask import current_app

from consult.config import LOOPBACK
from consult.notifications.mailbox import Mailbox
from consult.notifications.rendering import Letter

PATIENCE = 20.0
NO_TLS = "no TLS"
NO_ADDRESS = "553"
HandOver = Callable[[], bool]


class RefusedError(Exception):
    """The server does not take the message; `code` is its answer, and 4xx means "not now"."""

    def __init__(self, code: int | str) -> None:
        super().__init__(str(code))
        self.code = str(code)

    @property
    def is_final(self) -> bool:
        return self.code.startswith("5")


class AwayError(Exception):
    """There is no talking to the server now."""


class Transport(Protocol):
    def send(self, letter: Letter, hand_over: HandOver) -> bool:
        """Send the letter unless `hand_over`, called at the last moment, says no. True when the
        message is known to have arrived. Raises RefusedError and AwayError."""

    def close(self) -> None: ...


def transport() -> Transport | None:
    """The one that this site has; None where mail has to wait for a setting."""
    url = current_app.config["SMTP_URL"]
    if url:
        return Server(url, current_app.config["MAIL_FROM"])
    if current_app.config["ENVIRONMENT"] == "production":
        return None
    return Mailbox(current_app.config["DATA_DIR"])


class Server:
    """A mail server, spoken to on one connection for as long as it lasts."""

    def __init__(self, url: str, sender: str) -> None:
        self._url = urlsplit(url)
        self._sender = sender
        self._open: smtplib.SMTP | None = None

    def send(self, letter: Letter, hand_over: HandOver) -> bool:
        try:
            server = self._connected()
            self._say_all_but_the_end(server, letter)
            if not hand_over():
                self._drop()  # the server throws away what has no end
                return False
            server.send(b".\r\n")
            code, _words = server.getreply()
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            raise _as_ours(error) from error
        if code != 250:
            raise RefusedError(code)
        return True

    def close(self) -> None:
        try:
            if self._open is not None:
                self._open.quit()
        except (OSError, smtplib.SMTPException):
            pass
        self._drop()

    def _connected(self) -> smtplib.SMTP:
        if self._open is None:
            self._open = self._connect()
        return self._open

    def _connect(self) -> smtplib.SMTP:
        url, secure = self._url, ssl.create_default_context()
        host = url.hostname or "localhost"
        if url.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                host, url.port or 465, timeout=PATIENCE, context=secure
            )
        else:
            server = smtplib.SMTP(host, url.port or 25, timeout=PATIENCE)
            server.ehlo_or_helo_if_needed()
            if host not in LOOPBACK:
                _secure(server, secure, must=bool(url.username))
        if server.sock is not None:
            # The last word of a message is three bytes; the system would wait for more to go along.
            server.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
        server.ehlo_or_helo_if_needed()
        return server

    def _say_all_but_the_end(self, server: smtplib.SMTP, letter: Letter) -> None:
        options = ["SMTPUTF8", "BODY=8BITMIME"] if letter.needs_utf8 else []
        if options and not server.has_extn("smtputf8"):
            raise RefusedError(NO_ADDRESS)
        self._expect(server, server.mail(self._sender, options), 250)
        self._expect(server, server.rcpt(letter.address), 250, 251)
        self._expect(server, server.docmd("data"), 354)
        server.send(_dots_doubled(letter.content))

    def _expect(self, server: smtplib.SMTP, reply: tuple[int, bytes], *wanted: int) -> None:
        if reply[0] in wanted:
            return
        if server.rset()[0] != 250:
            self._drop()
        raise RefusedError(reply[0])

    def _drop(self) -> None:
        if self._open is not None:
            self._open.close()
        self._open = None


def _secure(server: smtplib.SMTP, context: ssl.SSLContext, *, must: bool) -> None:
    """Where it is offered; no password is told to a server that does not offer it."""
    if server.has_extn("starttls"):
        server.starttls(context=context)
    elif must:
        raise AwayError(NO_TLS)


def _as_ours(error: Exception) -> Exception:
    """A server that answers and does not let us in is as good as away: nothing is wrong with the
    message."""
    code = getattr(error, "smtp_code", None)
    return AwayError(str(code or type(error).__name__))


def _dots_doubled(content: bytes) -> bytes:
    """A line that starts with a dot gets another; the last line is ended."""
    whole = content if content.endswith(b"\r\n") else content + b"\r\n"
    doubled = whole.replace(b"\r\n.", b"\r\n..")
    return b"." + doubled if doubled.startswith(b".") else doubled
