"""The scanner: the client of clamd against a small server that speaks INSTREAM as its manual says."""

import socket
import struct
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from weald.services.messages.ports import ScannerAway
from weald.services.messages.scanner import CHUNK, TEST_VIRUS, Clamd, LocalScanner

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + TEST_VIRUS + b"!$H+H*"
LIMIT = 1024 * 1024


class FakeClamd:
    """Takes chunks up to an empty one, looks for the test virus, and answers once."""

    def __init__(self, server: socket.socket, *, dumb: bool = False) -> None:
        self.server = server
        self.dumb = dumb
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self) -> None:
        while True:
            try:
                client, _ = self.server.accept()
            except OSError:
                return
            with client:
                client.sendall(self.answer(client.makefile("rb")))

    def answer(self, stream: object) -> bytes:
        read = stream.read  # type: ignore[attr-defined]
        if read(10) != b"zINSTREAM\0" or self.dumb:
            return b"UNKNOWN COMMAND\0"
        data = b""
        while size := struct.unpack("!I", read(4))[0]:
            data += read(size)
        # Read to the end first: who closes on unread data may take their own answer back.
        if len(data) > LIMIT:
            return b"INSTREAM size limit exceeded. ERROR\0"
        return b"stream: Eicar-Test-Signature FOUND\0" if TEST_VIRUS in data else b"stream: OK\0"


@pytest.fixture
def port() -> Iterator[int]:
    server = socket.create_server(("127.0.0.1", 0))
    FakeClamd(server)
    yield server.getsockname()[1]
    server.close()


def test_clamd_finds_the_test_virus_and_nothing_in_a_clean_file(port: int) -> None:
    clamd = Clamd(f"127.0.0.1:{port}")
    assert clamd.scan(EICAR) == "Eicar-Test-Signature"
    assert clamd.scan(b"a holiday photo") == ""
    # Across the border of two chunks too.
    assert clamd.scan(bytes(CHUNK - 10) + EICAR) == "Eicar-Test-Signature"


def test_it_listens_at_a_socket_as_well(tmp_path: Path) -> None:
    server = socket.socket(socket.AF_UNIX)
    server.bind(str(tmp_path / "c"))
    server.listen()
    FakeClamd(server)
    assert Clamd(str(tmp_path / "c")).scan(EICAR) == "Eicar-Test-Signature"
    server.close()


def test_no_clear_answer_is_no_clean_file(port: int) -> None:
    with pytest.raises(ScannerAway, match="size limit exceeded"):
        Clamd(f"127.0.0.1:{port}").scan(bytes(2 * LIMIT))
    with pytest.raises(ScannerAway, match="cannot be reached"):
        Clamd("127.0.0.1:1").scan(b"x")
    dumb = socket.create_server(("127.0.0.1", 0))
    FakeClamd(dumb, dumb=True)
    with pytest.raises(ScannerAway):
        Clamd(f"127.0.0.1:{dumb.getsockname()[1]}").scan(b"x")
    dumb.close()


def test_the_local_scanner_knows_the_test_virus_alone() -> None:
    assert LocalScanner().scan(EICAR) == "Eicar-Test-Signature"
    assert LocalScanner().scan(b"MZ anything else") == ""
