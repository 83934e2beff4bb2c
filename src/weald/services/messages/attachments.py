"""From a file that somebody sent to one that we keep: told by its content, made anew, and without what it does not say aloud.

Nothing of the sent file is kept as it came: a photo is drawn again, so that the place and the device written into it
are gone; a PDF is written again without its properties, and refused where it could do something by itself.
"""

import hashlib
import warnings
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from PIL import Image, ImageOps, UnidentifiedImageError
from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from weald.foundation.refusal import Refused

MOST_KEPT = 5 * 1024 * 1024
MOST_PIXELS = 60_000_000
"""More than any phone makes; a small file that unfolds to more is a bomb."""
LONGEST_SIDE = 2400
"""Pixels: enough to look closely at skin, and a photo of 400 kilobytes."""
MOST_PAGES = 100
MOST_OBJECTS = 50_000
WRONG_KIND = "Send a photo (JPEG or PNG) or a PDF. This file is something else, or is damaged."
ACTIVE = ("/JavaScript", "/JS", "/Launch", "/EmbeddedFile", "/EmbeddedFiles", "/RichMedia", "/SubmitForm",
          "/ImportData", "/GoToR", "/GoToE", "/XFA", "/Movie", "/Sound", "/Rendition")  # fmt: skip
"""What lets a PDF act, or carry another file: as a key, or as the kind of an action. Turning to a page is none of it."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A file as we keep it."""

    kind: str
    media_type: str
    body: bytes
    width: int | None = None
    height: int | None = None
    pages: int | None = None

    @property
    def sha256(self) -> bytes:
        """The digest of what is kept."""
        return hashlib.sha256(self.body).digest()


def clean(data: bytes) -> Cleaned:
    """The file as we keep it. Raises Refused, with a sentence for whoever sent it, for anything that is not a sound photo or
    a PDF that only shows pages."""
    if data[:3] == b"\xff\xd8\xff":
        return _image(data, "JPEG")
    if data[:8] == b"\x89PNG\r\n\x1a\n":
        return _image(data, "PNG")
    if data[:5] == b"%PDF-":
        return _pdf(data)
    if data[4:8] == b"ftyp" and data[8:12] in {b"heic", b"heix", b"mif1", b"hevc", b"avif"}:
        raise Refused(
            "This photo is in a format that we cannot read (HEIC). Save it as JPEG, or take a screenshot of it, and send that."
        )
    raise Refused(WRONG_KIND)


def _image(data: bytes, form: str) -> Cleaned:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(BytesIO(data), formats=(form,))
            # The size is in the header: nothing is unfolded before it is known.
            if picture.width * picture.height > MOST_PIXELS:
                raise Refused("This photo is too large. Send a smaller one.")
            upright = ImageOps.exif_transpose(picture)
            drawn = upright.convert("RGBA" if form == "PNG" and _see_through(upright) else "RGB")
    except Refused:
        raise
    except Image.DecompressionBombError as fault:
        raise Refused("This photo is too large. Send a smaller one.") from fault
    except (UnidentifiedImageError, Image.DecompressionBombWarning, OSError, ValueError, SyntaxError, EOFError,
            IndexError, KeyError, TypeError, OverflowError, MemoryError) as fault:  # fmt: skip
        raise Refused(WRONG_KIND) from fault
    if drawn.mode == "RGBA":
        white = Image.new("RGB", drawn.size, "white")
        white.paste(drawn, mask=drawn.getchannel("A"))
        drawn = white
    drawn.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    # Only the points are taken along: a new picture has no place, no device, no comment and no thumbnail.
    bare = Image.frombytes("RGB", drawn.size, drawn.tobytes())
    for quality in (85, 70, 50):
        out = BytesIO()
        bare.save(out, "JPEG", quality=quality)
        if out.tell() <= MOST_KEPT:
            return Cleaned("image", "image/jpeg", out.getvalue(), width=bare.width, height=bare.height)
    raise Refused("This photo is too large. Send a smaller one.")


def _see_through(picture: Image.Image) -> bool:
    return picture.mode in {"RGBA", "LA"} or "transparency" in picture.info


def _pdf(data: bytes) -> Cleaned:
    try:
        reader = PdfReader(BytesIO(data), strict=False)
        if reader.is_encrypted:
            raise Refused("This PDF has a password. Save it without one, and send it again.")
        if len(reader.xref.get(0, {})) + len(reader.xref_objStm) > MOST_OBJECTS:
            raise Refused("This PDF is too large. Send a smaller one, or photos of its pages.")
        count = len(reader.pages)
        if not 0 < count <= MOST_PAGES:
            raise Refused(f"Send a PDF of at most {MOST_PAGES} pages.")
        if _acts(reader):
            raise Refused(
                "This PDF holds a program, a form or another file. Print it to a plain PDF, or send photos of its pages."
            )
        writer = PdfWriter()
        for page in reader.pages:
            added = writer.add_page(page)
            for name in ("/Metadata", "/PieceInfo", "/LastModified"):
                added.pop(name, None)
        writer.metadata = None
        out = BytesIO()
        writer.write(out)
    except Refused:
        raise
    except (PyPdfError, OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError,
            OverflowError, AssertionError, NotImplementedError, MemoryError) as fault:  # fmt: skip
        raise Refused(WRONG_KIND) from fault
    if out.tell() > MOST_KEPT:
        raise Refused("This PDF is too large. Send one of at most 5 megabytes, or photos of its pages.")
    return Cleaned("pdf", "application/pdf", out.getvalue(), pages=count)


def _acts(reader: PdfReader) -> bool:
    """Whether anything that hangs on the document could act: every object that its root and its pages lead to is looked at."""
    seen: set[tuple[int, int]] = set()
    waiting: list[Any] = [reader.trailer.get("/Root")]
    looked = 0
    while waiting:
        one = waiting.pop()
        if isinstance(one, IndirectObject):
            place = (one.idnum, one.generation)
            if place in seen:
                continue
            seen.add(place)
            one = one.get_object()
        looked += 1
        if looked > MOST_OBJECTS * 10:
            raise Refused("This PDF is too large. Send a smaller one, or photos of its pages.")
        if isinstance(one, DictionaryObject):
            if any(name in one for name in ACTIVE) or one.get("/S") in ACTIVE or one.get("/Type") in ACTIVE:
                return True
            waiting.extend(dict.values(one))
        elif isinstance(one, ArrayObject):
            waiting.extend(list.__iter__(one))
    return False
