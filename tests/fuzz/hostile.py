"""What nobody should send: values, bodies, and forms as a page has them with something changed."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import quote_from_bytes, urlencode
from uuid import uuid4

FORM = "application/x-www-form-urlencoded"
VALUES: tuple[str | bytes, ...] = (
    "", " ", "\t\r\n", "x" * 100_000, "😀👩‍👩‍👧" * 500, "ظهري يؤلمني", "\u202egnp.exe\u2066", "\x00", "a\x00b", "\x1b[31m\x07",
    "\ufffe\uffff", "e\u0301" * 300, "-1", "0", "00", "9" * 5000, "1e309", "NaN", "-Infinity", "²", "٣١", "1.5", "0x1F", "None",
    "null", "[]", '{"a": 1}', "true", "' OR 1=1; --", "<script>alert(1)</script>", "{{ 7*7 }}", "%00", "%s%n%d",
    "../../etc/passwd", "none", "yes", "no", "unsure", "list", "2026-11-23", "0001-01-01", "9999-12-31", "25:61", "31/02/2026",
    "2147483648", "-9223372036854775809", "P1D", "PT9999999999H", "07700 900982", "999 000 0018", "a@b", "http://evil.example",
    "//evil.example/staff/", "javascript:1", "\r\nSet-Cookie: a=b", "𐀀", "İ", "ﬀ", "\u0000\u0001", b"\xff\xfe", b"\xed\xa0\x80",
    b"\x00\xff" * 20, b"%", b"\xf0\x9f\x98",
)  # fmt: skip
FILES: tuple[tuple[str, bytes, str], ...] = (
    ("a.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 40, "image/png"),
    ("a.jpg", b"\xff\xd8\xff\xe0" + b"x" * 100, "image/jpeg"),
    ("a.pdf", b"%PDF-1.7\n%%EOF", "application/pdf"),
    ("../../x.svg", b"<svg onload='alert(1)'/>", "image/svg+xml"),
    ("", b"", "application/octet-stream"),
    ("n\x00ul.exe", b"MZ" + b"\x00" * 1000, "text/plain"),
    ("long" * 300 + ".txt", b"\x00\xff" * 5000, "nonsense"),
)


@dataclass(frozen=True)
class Form:
    """A form as a page has it: where it goes and what its fields may hold."""

    action: str
    method: str
    fields: tuple[tuple[str, tuple[str, ...]], ...]


class Reader(HTMLParser):
    """Collects the forms and the links of a page."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address, self.forms, self.links = address, list[Form](), list[str]()
        self._fields: dict[str, list[str]] | None = None
        self._form, self._select = ("", ""), ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        name = has.get("name", "")
        if tag == "a" and has.get("href", "").startswith("/"):
            self.links.append(has["href"])
        elif tag == "form":
            self._form = (has.get("action") or self.address, has.get("method", "get").upper())
            self._fields = {}
        elif self._fields is not None and name and tag in {"input", "button", "textarea"}:
            self._fields.setdefault(name, []).append(has.get("value", ""))
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._fields is not None and self._select:
            self._fields.setdefault(self._select, []).append(has.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self._fields is not None:
            fields = tuple((name, tuple(values)) for name, values in self._fields.items())
            self.forms.append(Form(*self._form, fields))
            self._fields = None


def read(address: str, html: str) -> Reader:
    """The forms and links of a page."""
    reader = Reader(address)
    reader.feed(html)
    return reader


def filled(form: Form, chance: random.Random) -> list[tuple[str, str | bytes]]:
    """The form with something that it offers in each field."""
    return [
        (name, chance.choice(values) or chance.choice(("", "Ada", "6", "2026-11-23", "yes", "07700 900982")))
        for name, values in form.fields
    ]


def spoilt(pairs: Sequence[tuple[str, str | bytes]], chance: random.Random) -> list[tuple[str, str | bytes]]:
    """The same with one, two or all of its fields wrong, missing, repeated, or under another name."""
    pairs = list(pairs)
    for _ in range(chance.choice((1, 1, 1, 2, len(pairs) or 1))):
        value = chance.choice(VALUES)
        if not pairs or chance.random() < 0.1:
            pairs.append((chance.choice(("", "x", "key", "version", "\x00", "__proto__", "files")), value))
            continue
        at = chance.randrange(len(pairs))
        name = pairs[at][0]
        match chance.randrange(8):
            case 0:
                del pairs[at]
            case 1:
                pairs.append((name, value))
            case 2:
                pairs.insert(0, (name, str(uuid4())))
            case _:
                pairs[at] = (name, value)
    return pairs


def encoded(pairs: Sequence[tuple[str, str | bytes]], chance: random.Random) -> tuple[str, bytes]:
    """(content type, body): as a form is sent, with files, or as no form at all."""
    match chance.randrange(20):
        case 0 | 1 | 2:
            return _multipart(pairs, chance)
        case 3:
            return chance.choice(tuple(_no_forms()))
        case _:
            return FORM, urlencode([(name, value) for name, value in pairs], errors="surrogatepass").encode()


def _no_forms() -> Iterator[tuple[str, bytes]]:
    yield FORM, b"&&&=&=&"
    yield FORM, b"&".join(b"x%d=1" % number for number in range(500))
    yield FORM, b"words=" + quote_from_bytes(b"\xff\x00").encode() + b"&%FF=%zz&a=b=c"
    yield f"{FORM}; charset=utf-16", b"a=b"
    yield f"{FORM}; charset=nonsense", b"a=b"
    yield "application/json", b'{"words": "x"}'
    yield "text/plain", b"words=x"
    yield "", b"\x00"
    yield "multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; na"
    yield "multipart/form-data", b"--x--"


def _multipart(pairs: Sequence[tuple[str, str | bytes]], chance: random.Random) -> tuple[str, bytes]:
    boundary = b"weald-fuzz"
    parts = []
    for name, value in pairs:
        head = name.replace('"', "%22").encode(errors="replace")
        body = value if isinstance(value, bytes) else value.encode(errors="surrogatepass")
        parts.append(
            b'--%s\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (boundary, head, body)
        )
    for _ in range(chance.choice((0, 1, 1, 7))):
        file, body, kind = chance.choice(FILES)
        field = chance.choice([name for name, _ in pairs] + ["files"]).encode(errors="replace")
        parts.append(
            b'--%s\r\nContent-Disposition: form-data; name="%s"; filename="%s"\r\nContent-Type: %s\r\n\r\n%s\r\n'
            % (boundary, field, file.encode(), kind.encode(), body)
        )
    return f"multipart/form-data; boundary={boundary.decode()}", b"".join(
        parts
    ) + b"--" + boundary + b"--\r\n"
