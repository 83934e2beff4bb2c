"""The scanner that is bound: clamd where there is one, in the demonstration one that knows only the test virus."""

import socket
import struct

from weald.services.messages.ports import Scanner, ScannerAway

TEST_VIRUS = b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE"
"""The heart of the harmless file by which every scanner can be tested (EICAR, eicar.org)."""
CHUNK = 64 * 1024

_bound: list[Scanner] = []


def bind(scanner: Scanner | None) -> None:
    """Make this the scanner of the process, or none; called by the roof."""
    _bound[:] = [scanner] if scanner else []


def bound() -> Scanner | None:
    """The scanner of the process, or None: then no file is taken."""
    return _bound[0] if _bound else None


class LocalScanner:
    """Knows the test virus and no other: for the demonstration, in which all people are made up."""

    def scan(self, data: bytes) -> str:
        """The name of the test virus where it is in the file."""
        return "Eicar-Test-Signature" if TEST_VIRUS in data else ""


class Clamd:
    """Asks a clamd by its INSTREAM command (protocol: docs.clamav.net), at `host:port` or at the path of a socket."""

    def __init__(self, address: str, patience: float = 20) -> None:
        self.address = address
        self.patience = patience

    def scan(self, data: bytes) -> str:
        """The name of what clamd found. Raises ScannerAway where it gives no clear answer in `patience` seconds."""
        try:
            with self._connection() as clamd:
                clamd.sendall(b"zINSTREAM\0")
                for start in range(0, len(data), CHUNK):
                    piece = data[start : start + CHUNK]
                    clamd.sendall(struct.pack("!I", len(piece)) + piece)
                clamd.sendall(struct.pack("!I", 0))
                answer = b""
                while not answer.endswith(b"\0") and (more := clamd.recv(4096)):
                    answer += more
        except OSError as fault:
            raise ScannerAway("clamd cannot be reached.") from fault
        said = answer.rstrip(b"\0").decode(errors="replace").removeprefix("stream: ")
        if said == "OK":
            return ""
        if said.endswith(" FOUND"):
            return said.removesuffix(" FOUND")
        raise ScannerAway(f"clamd said “{said[:200]}”.")

    def _connection(self) -> socket.socket:
        if self.address.startswith("/"):
            made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            made.settimeout(self.patience)
            try:
                made.connect(self.address)
            except OSError:
                made.close()
                raise
            return made
        host, _, port = self.address.rpartition(":")
        return socket.create_connection((host, int(port)), timeout=self.patience)
