"""Mail goes out encrypted, to a server whose certificate is good and to no other."""

import ssl
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from flask import Flask

from consult.extensions import utc_now
from consult.notifications.models import State
from tests.notifications.servers import post_office
from tests.notifications.telling import a_notice, send_now, stands

# Not one of the addresses to which mail may go in the clear.
SERVER, OTHER = "127.0.0.2", "127.0.0.3"
SCHEMES = pytest.mark.parametrize("scheme", ["smtp", "smtps"])


def a_certificate(path: Path, address: str) -> Path:
    """Of that address for two days, signed by itself; its key is in the same file."""
    key, now = ec.generate_private_key(ec.SECP256R1()), utc_now()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, address)])
    addresses = x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(addresses, critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(made.public_bytes(Encoding.PEM) + private)
    return path


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("certificates")
    return {address: a_certificate(folder / address, address) for address in (SERVER, OTHER)}


def sent(app: Flask, monkeypatch: pytest.MonkeyPatch, scheme: str, shown: Path) -> int:
    """Send one message to a server that shows this certificate; how many arrived."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(shown)
    with post_office(SERVER, scheme, context) as post:
        monkeypatch.setitem(app.config, "SMTP_URL", post.url)
        a_notice()
        send_now()
    assert post.are_encrypted
    return len(post.arrived)


@SCHEMES
def test_a_server_with_a_good_certificate_gets_it(app, monkeypatch, certificates, scheme) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates[SERVER]))
    assert sent(app, monkeypatch, scheme, certificates[SERVER]) == 1
    assert stands() == [(State.SENT, "", 0)]


@SCHEMES
@pytest.mark.parametrize(("trusted", "shown"), [(None, SERVER), (OTHER, SERVER), (OTHER, OTHER)])
def test_one_that_nobody_vouches_for_or_of_another_gets_nothing(
    app, monkeypatch, certificates, scheme, trusted, shown
) -> None:
    if trusted is not None:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificates[trusted]))
    assert sent(app, monkeypatch, scheme, certificates[shown]) == 0
    ((state, error, _attempts),) = stands()
    assert (state, error) == (State.WAITING, "SSLCertVerificationError")
