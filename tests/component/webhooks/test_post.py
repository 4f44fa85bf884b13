"""How webhooks are sent: to the address that was looked at, by the host's name, and no longer than allowed."""

from __future__ import annotations

import contextlib
import datetime
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.support.webhooks import System, listening
from webhooks.adapters.post import UrllibPost
from webhooks.adapters.targets import PublicTargets
from webhooks.usecases.ports import Outgoing

HOST = "hooks.example"
SHORT = 0.5
# For what is to succeed, or to fail for another reason than the time, on however busy a machine.
PATIENT = 60.0


def outgoing(url: str) -> Outgoing:
    return Outgoing(url, {"Content-Type": "application/json"}, b"{}")


def here(_host: str, _port: int) -> list[str]:
    return ["127.0.0.1"]


@contextlib.contextmanager
def speaking(talk: Callable[[socket.socket], None]) -> Iterator[int]:
    """A server that says what it likes; its port."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = server.accept()
                    with connection, contextlib.suppress(OSError):
                        talk(connection)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)
        thread.join(5)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of its own authority for HOST, with its key."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "hooks.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


def test_tls_asks_for_the_host_and_checks_its_certificate_at_the_address_that_was_looked_at(certificate: Path) -> None:
    asked: list[str | None] = []
    heard: list[bytes] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    context.sni_callback = lambda _socket, name, _context: asked.append(name)

    def talk(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as secure:
            request = b""
            while not request.endswith(b"\r\n\r\n{}"):
                if not (part := secure.recv(4096)):  # who does not like the certificate hangs up
                    return
                request += part
            heard.append(request)
            secure.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")

    targets = PublicTargets(local=True, resolve=here)
    with speaking(talk) as port:
        url = f"https://{HOST}:{port}/a?b=c"
        (answer,) = UrllibPost(targets, seconds=PATIENT, ca_certs=str(certificate)).send([outgoing(url)])
        assert (answer.status, asked) == (204, [HOST])
        assert heard[0].startswith(b"POST /a?b=c HTTP/1.1\r\n")
        assert f"Host: {HOST}:{port}\r\n".encode() in heard[0]
        (wrong,) = UrllibPost(targets, seconds=PATIENT, ca_certs=str(certificate)).send(
            [outgoing(f"https://other.example:{port}/")]
        )
        (unknown,) = UrllibPost(targets, seconds=PATIENT).send([outgoing(url)])
    assert wrong.problem == unknown.problem == "its certificate does not hold"
    assert len(heard) == 1


def test_what_drips_is_cut_off_when_its_time_is_over() -> None:
    over = threading.Event()

    def drip(connection: socket.socket) -> None:
        while not over.wait(SHORT / 10):
            connection.sendall(b"H")

    with speaking(drip) as port:
        try:
            url = f"http://127.0.0.1:{port}/"
            (answer,) = UrllibPost(PublicTargets(local=True), seconds=SHORT).send([outgoing(url)])
        finally:
            over.set()
    assert answer.status is None
    assert answer.problem


def test_of_an_endless_answer_the_beginning_is_read() -> None:
    def talk(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 500 No\r\nRetry-After: 60\r\n\r\n")
        while True:
            connection.sendall(b"x" * 4096)

    with speaking(talk) as port:
        url = f"http://127.0.0.1:{port}/"
        (answer,) = UrllibPost(PublicTargets(local=True), seconds=PATIENT).send([outgoing(url)])
    assert (answer.status, answer.retry_after, answer.text) == (500, 60, "x" * 500)


def test_a_status_counts_even_when_its_text_never_comes() -> None:
    over = threading.Event()

    def talk(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 410 Gone\r\nContent-Length: 9\r\n\r\n")
        over.wait(10)

    with speaking(talk) as port:
        try:
            url = f"http://127.0.0.1:{port}/"
            (answer,) = UrllibPost(PublicTargets(local=True), seconds=SHORT).send([outgoing(url)])
        finally:
            over.set()
    assert (answer.status, answer.text) == (410, "")


def test_answers_come_in_the_order_of_the_requests_whatever_becomes_of_each() -> None:
    with listening(System(status=200)) as one, listening(System(status=404)) as two:
        urls = [one.url, "http://127.0.0.1:1/", two.url]
        answers = UrllibPost(PublicTargets(local=True), seconds=PATIENT).send([outgoing(url) for url in urls])
    assert [answer.status for answer in answers] == [200, None, 404]


def test_an_address_is_looked_up_once_and_kept_for_the_connection() -> None:
    """A name that answers otherwise the second time (DNS rebinding) is not asked a second time."""
    asked: list[str] = []

    def resolve(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["169.254.169.254"]

    with listening(System()) as system:
        port = system.url.rpartition(":")[2].partition("/")[0]
        url = f"http://{HOST}:{port}/hooks"
        (answer,) = UrllibPost(PublicTargets(local=True, resolve=resolve), seconds=PATIENT).send([outgoing(url)])
    assert (answer.status, asked) == (204, [HOST])
    assert system.received[0].headers["host"] == f"{HOST}:{port}"
