"""What is kept of a file: told by its content, made anew, and nothing that it does not say aloud."""

import struct
import zlib
from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from tests.services.messages.files import pdf, photo
from weald.foundation.refusal import Refused
from weald.services.messages.attachments import LONGEST_SIDE, MOST_KEPT, clean
from weald.services.messages.uploads import MOST_BYTES, BoundedUpload


@pytest.mark.parametrize(
    ("form", "mode"), [("JPEG", "RGB"), ("JPEG", "L"), ("PNG", "RGB"), ("PNG", "RGBA"), ("PNG", "P")]
)
def test_a_photo_is_drawn_anew_without_place_device_or_comment(form: str, mode: str) -> None:
    sent = photo(form, mode=mode)
    assert b"SecretPhone" in sent
    kept = clean(sent)
    assert (kept.kind, kept.media_type) == ("image", "image/jpeg")
    for secret in (b"SecretPhone", b"secret", b"Exif", b"GPS"):
        assert secret not in kept.body
    with Image.open(BytesIO(kept.body)) as picture:
        assert not picture.getexif()
        # It lay on its side; what is kept stands upright without having to say so.
        assert picture.size == (40, 60) == (kept.width, kept.height)


def test_a_large_photo_becomes_one_that_fits() -> None:
    kept = clean(photo(size=(5000, 3000)))
    assert max(kept.width or 0, kept.height or 0) == LONGEST_SIDE
    assert len(kept.body) < MOST_KEPT


def bomb() -> bytes:
    """A PNG of a few bytes that says it has 30,000 × 30,000 points."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack("!I", len(body)) + kind + body + struct.pack("!I", zlib.crc32(kind + body))

    header = struct.pack("!IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b""))
        + chunk(b"IEND", b"")
    )


HEIC = b"\x00\x00\x00\x18ftypheic" + bytes(20)


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        (b"", "Send a photo"),
        (b"MZ\x90\x00 a program called photo.jpg", "Send a photo"),
        (b"<svg onload='alert(1)'/>", "Send a photo"),
        (b"<html><script>alert(1)</script>", "Send a photo"),
        (b"GIF89a" + bytes(40), "Send a photo"),
        (HEIC, "Save it as JPEG"),
        (photo()[:200], "damaged"),
        (b"\xff\xd8\xff\xe0" + bytes(100), "damaged"),
        (bomb(), "too large"),
        (b"%PDF-1.7\nnothing", "damaged"),
        (pdf(script=True), "holds a program"),
        (pdf(embedded=True), "holds a program"),
        (pdf(launch=True), "holds a program"),
        (pdf(pages=101), "at most 100 pages"),
    ],
)  # fmt: skip
def test_anything_else_is_refused_with_a_sentence(sent: bytes, says: str) -> None:
    with pytest.raises(Refused, match=says):
        clean(sent)


def test_a_pdf_is_written_again_without_its_properties() -> None:
    sent = pdf(pages=2, opens=True)
    assert b"SecretAuthor" in sent
    kept = clean(sent)
    assert (kept.kind, kept.media_type, kept.pages) == ("pdf", "application/pdf", 2)
    assert b"SecretAuthor" not in kept.body
    assert len(PdfReader(BytesIO(kept.body)).pages) == 2
    assert "/OpenAction" not in PdfReader(BytesIO(kept.body)).trailer["/Root"]


def test_a_photo_that_is_also_something_else_keeps_only_the_photo() -> None:
    kept = clean(photo() + b"<script>alert(1)</script>PK\x03\x04")
    assert b"script" not in kept.body
    assert b"PK\x03\x04" not in kept.body


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_no_damage_to_a_file_breaks_us(data: st.DataObject) -> None:
    """Bytes turned over, cut out or doubled: the file is kept or refused, never an error."""
    sent = bytearray(data.draw(st.sampled_from([photo(), photo("PNG"), pdf(), pdf(script=True)])))
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(sent) - 1))
        sent[at : at + data.draw(st.integers(0, 12))] = data.draw(st.binary(max_size=12))
    with suppress(Refused):
        assert len(clean(bytes(sent)).body) <= MOST_KEPT


def test_of_a_file_without_end_only_the_size_is_kept() -> None:
    handler = BoundedUpload()
    handler.new_file("files", "big.jpg", "image/jpeg", None)
    chunk = bytes(1024 * 1024)
    for number in range(40):
        handler.receive_data_chunk(chunk, number * len(chunk))
    made = handler.file_complete(40 * len(chunk))
    assert made.size == 40 * len(chunk)
    assert len(made.read()) <= MOST_BYTES
