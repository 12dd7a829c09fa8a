"""A site as the world sees it: behind a proxy that speaks HTTPS, graded by the published table of MDN's Observatory."""

from __future__ import annotations

import http.client
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.faults.site import a_site, removed_afterwards
from tests.newsdesk.web.observatory import Answer, grade, modifiers, score

HOST = "desk.example.org"


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, ssl.SSLContext]]:
    """The port of an HTTPS proxy before a public site, and whom a browser has to trust to go there."""
    place = tmp_path_factory.mktemp("https")
    with removed_afterwards(place / "data") as data, a_site(data, NEWSDESK_ORIGIN=f"https://{HOST}") as site:
        certificate = _certificate(place)
        serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        serving.load_cert_chain(certificate)
        with _served(site.port) as server:
            server.socket = serving.wrap_socket(server.socket, server_side=True)
            threading.Thread(target=server.serve_forever, daemon=True).start()
            yield server.server_port, ssl.create_default_context(cafile=str(certificate))
            server.shutdown()


@pytest.mark.long
@pytest.mark.parametrize("path", ["/sign-in/", "/nothing/here", "/"])
def test_what_is_seen_by_strangers_is_graded_a_plus(proxy: tuple[int, ssl.SSLContext], path: str) -> None:
    answer = _asked(proxy, path)
    assert min(modifiers(answer).values()) >= 0, modifiers(answer)
    assert grade(answer) == "A+"
    assert score(answer) >= 130 if answer.cookies else 125


def test_a_careless_site_is_not() -> None:
    """So that the grade means something."""
    strict = {
        "content-security-policy": "default-src 'none'; script-src 'self'; form-action 'self'; frame-ancestors 'none'",
        "strict-transport-security": "max-age=31536000",
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
    }
    cookies = SimpleCookie("")
    cookies.load("sessionid=x; Secure; HttpOnly; SameSite=Lax")
    good = Answer(strict, list(cookies.values()), f"https://{HOST}/")
    assert (grade(good), score(good)) == ("A+", 135)
    for name in strict:
        assert score(replace(good, headers={**strict, name: ""})) < score(good), name
    loose = strict["content-security-policy"].replace("script-src 'self'", "script-src 'self' 'unsafe-inline'")
    assert grade(replace(good, headers={**strict, "content-security-policy": loose})) == "B+"
    open_cookies = SimpleCookie("sessionid=x; HttpOnly")
    assert grade(replace(good, cookies=list(open_cookies.values()))) == "C+"
    assert grade(replace(good, over_http="http://desk.example.org/")) == "B+"


def _asked(proxy: tuple[int, ssl.SSLContext], path: str) -> Answer:
    port, trust = proxy
    connection = http.client.HTTPSConnection("127.0.0.1", port, context=_for_that_host(trust), timeout=60)
    connection.request("GET", path, headers={"Host": HOST})
    response = connection.getresponse()
    response.read()
    cookies: SimpleCookie = SimpleCookie()
    for header in response.headers.get_all("Set-Cookie", []):
        cookies.load(header)
    headers = {name.lower(): value for name, value in response.getheaders()}
    return Answer(headers, list(cookies.values()), f"https://{HOST}{path}")


def _for_that_host(trust: ssl.SSLContext) -> ssl.SSLContext:
    trust.check_hostname = False  # It is asked by number; who signed the certificate is checked all the same.
    return trust


@contextmanager
def _served(port: int) -> Iterator[ThreadingHTTPServer]:
    class Forward(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            behind = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            told = {"Host": HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"}
            behind.request("GET", self.path, headers=told)
            response = behind.getresponse()
            body = response.read()
            self.send_response_only(response.status)
            for name, value in response.getheaders():
                if name.lower() not in {"transfer-encoding", "connection"}:
                    self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            """Nobody reads it."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Forward) as server:
        yield server


def _certificate(folder: Path) -> Path:
    """A key and a certificate of its own, valid today."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    place = folder / "certificate.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    place.write_bytes(secret + signed.public_bytes(serialization.Encoding.PEM))
    return place
