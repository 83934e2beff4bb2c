"""`weald replay`: free texts sent as requests through the front door of a running Weald, page by page, as a browser would.

Every line of the file is somebody's words. What is not in the words is answered "I'm not sure", so the level that comes
out is the most careful one that the questions can lead to; `answer="no"` gives the least careful one. The life-threat
question before all others is answered "none of these".
"""

import argparse
import http.cookiejar
import json
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

from weald.foundation.progress import tracked

LIST = "list"
"""The choice that leads to all problems."""

MOST_PAGES = 60
"""Pages of one request at most; no path has so many."""


class ReplayError(Exception):
    """The file or the server cannot be used; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Words:
    """One line of the file: what somebody says, and about whom."""

    text: str
    age_days: int
    sex: str
    wanted: str


@dataclass(frozen=True, slots=True)
class Replayed:
    """What the front door made of it. `proposed` are the problems that it offered for the words, in order."""

    proposed: tuple[str, ...]
    chosen: str
    first_question: str
    asked: int
    outcome: str
    reference: str


@dataclass(slots=True)
class Form:
    """A form of a page: where it goes, what it holds already, and the choices by field."""

    action: str = ""
    method: str = "get"
    held: list[tuple[str, str]] = field(default_factory=list)
    choices: dict[str, list[str]] = field(default_factory=dict)
    typed: set[str] = field(default_factory=set)


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The command, with what it takes."""
    command = commands.add_parser(
        "replay",
        help="send free texts as requests through the front door of a running Weald",
        description="Send free texts as requests through the front door, page by page. One JSON line comes out for each:"
        " the problems proposed, the first question, how many were asked, and what the person was told.",
    )
    command.add_argument(
        "file",
        metavar="FILE",
        type=Path,
        help="a file with one JSON object a line: text (or case_description), age_years, sex, urgency",
    )
    command.add_argument(
        "--server", default="http://127.0.0.1:8000", help="where Weald runs (http://127.0.0.1:8000)"
    )
    command.add_argument(
        "--practice", default="DEMO001", help="the ODS code of the practice that is asked (DEMO001)"
    )
    command.add_argument(
        "--answer",
        choices=["unsure", "no"],
        default="unsure",
        help="what every question is answered (unsure)",
    )
    command.set_defaults(handler=_run)


def _run(given: argparse.Namespace) -> int:
    try:
        lines = read(given.file)
    except OSError as fault:
        raise ReplayError(f"{given.file} cannot be read ({fault.strerror}).") from fault
    came = replay(
        lines,
        server=given.server,
        practice=given.practice,
        answer=given.answer,
        today=datetime.now(UTC).date(),
    )
    pairs = zip(lines, came, strict=True)
    for one, result in tracked("Asking for help", pairs, len(lines)):
        print(json.dumps({"text": one.text[:80], "wanted": one.wanted} | asdict(result), ensure_ascii=False))
    return 0


def read(path: Path) -> tuple[Words, ...]:
    """The lines of a JSONL file: `text` (or `case_description`), and where it is known `age_years`, `sex` and `urgency`
    (or `urgency_level`). Age and sex are looked for in the words where they are not given. Raises ReplayError."""
    found = []
    try:
        lines = path.read_text("utf-8").splitlines()
    except UnicodeDecodeError as fault:
        raise ReplayError(f"{path} is not UTF-8 text. Give a file with one JSON object a line.") from fault
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            text = str(row.get("text") or row["case_description"])
        except (ValueError, KeyError, AttributeError, TypeError) as fault:
            raise ReplayError(
                f"Line {number} of {path.name} is no JSON object with a field `text`."
            ) from fault
        days = int(row["age_years"] * 365.25) + 2 if "age_years" in row else _age_in(text)
        found.append(
            Words(
                text,
                days,
                row.get("sex") or _sex_in(text),
                str(row.get("urgency") or row.get("urgency_level") or ""),
            )
        )
    return tuple(found)


def replay(
    lines: tuple[Words, ...], *, server: str, practice: str, answer: str, today: date
) -> Iterator[Replayed]:
    """Sends each line from a browser of its own, and yields what came of it. Raises ReplayError where the server does
    not answer or is no Weald."""
    for number, one in enumerate(lines, 1):
        yield _Visit(server.rstrip("/"), practice, answer, today).send(one, number)


_AGE = re.compile(r"(\d+)[ -](year|yr|month|week|day)s?[ -]old|(\d+) ?(?:y/o|yo)\b|aged (\d+)", re.IGNORECASE)
_UNIT = {"year": 365.25, "yr": 365.25, "month": 30.4, "week": 7.0, "day": 1.0}


def _age_in(text: str) -> int:
    found = _AGE.search(text)
    if found is None:
        return 40 * 365
    number = int(next(part for part in (found[1], found[3], found[4]) if part))
    return int(number * _UNIT[(found[2] or "year").lower()]) + 2


def _sex_in(text: str) -> str:
    found = re.search(
        r"\b(woman|girl|female|she|her)\b|\b(man|boy|male|he|his|gentleman)\b", text, re.IGNORECASE
    )
    return "unknown" if found is None else "female" if found[1] else "male"


class _Page(HTMLParser):
    """The heading of a page, its forms, and the words beside each choice."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.labels: dict[str, str] = {}
        self.ids: dict[str, tuple[str, str]] = {}
        self.heading = ""
        self.said: list[str] = []
        self._open: str = ""
        self._label = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(given.get("action", ""), given.get("method", "get")))
        elif tag == "h1":
            self._open = "h1"
        elif tag == "label":
            self._open, self._label = "label", given.get("for", "")
        elif tag in {"p", "dd"}:
            self._open = tag
            self.said.append("")
        elif self.forms and tag in {"input", "textarea", "select"} and given.get("name"):
            self._field(tag, given)

    def _field(self, tag: str, given: Mapping[str, str]) -> None:
        form, name, value = self.forms[-1], given["name"], given.get("value", "")
        kind = given.get("type", "text") if tag == "input" else tag
        if kind == "hidden":
            form.held.append((name, value))
        elif kind in {"radio", "checkbox"}:
            form.choices.setdefault(name, []).append(value)
            self.ids[given.get("id", "")] = (name, value)
        else:
            form.typed.add(name)

    def handle_endtag(self, tag: str) -> None:
        if tag == self._open:
            self._open = ""

    def handle_data(self, data: str) -> None:
        if self._open == "h1":
            self.heading += data
        elif self._open == "label":
            self.labels[self._label] = (self.labels.get(self._label, "") + data).strip()
        elif self._open:
            self.said[-1] += data

    def words_of(self, name: str, value: str) -> str:
        """The words beside a choice."""
        return next(
            (self.labels.get(at, value) for at, pair in self.ids.items() if pair == (name, value)), value
        )

    def form_with(self, *names: str) -> Form | None:
        """The first posted form that has one of these fields."""
        posted = (one for one in self.forms if one.method.lower() == "post")
        return next(
            (one for one in posted if {*one.choices, *one.typed, *(n for n, _ in one.held)} & set(names)),
            None,
        )


class _Visit:
    def __init__(self, server: str, practice: str, answer: str, today: date) -> None:
        self.server, self.practice, self.answer, self.today = server, practice, answer, today
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(jar)
        self.address = ""

    def send(self, words: Words, number: int) -> Replayed:
        page = self._get(f"/p/{urllib.parse.quote(self.practice)}/")
        start = next((one for one in page.forms if one.action.endswith("/start")), None)
        if start is None:
            raise ReplayError(
                f"There is no practice {self.practice} at {self.server}. Name one with --practice."
            )
        page = self._post(start, {})
        proposed: tuple[str, ...] = ()
        chosen = first = ""
        asked = 0
        for _ in range(MOST_PAGES):
            place = urllib.parse.urlsplit(self.address).path
            step = place.rstrip("/").split("/")[3] if place.count("/") >= 3 else ""
            if step == "problem":
                form = self._form(page, "problem")
                offered = form.choices["problem"]
                # Where the words said something, the last choice leads to the list; else the page is the list itself.
                known = offered[:-1] if offered[-1] == LIST else []
                proposed = tuple(page.words_of("problem", value) for value in known)
                chosen = proposed[0] if proposed else "none of the list"
                page = self._post(form, {"problem": known[0] if known else offered[-1]})
            elif step in {"danger", "question"}:
                if step == "question":
                    first, asked = first or page.heading.strip(), asked + 1
                page = self._answered(page, calm=step == "danger")
            elif step in {"who", "kind", "words", "about-you", "check"}:
                page = self._filled(page, step, words, number)
            else:
                break
        return Replayed(proposed, chosen, first, asked, _outcome(page), _reference(page))

    def _filled(self, page: _Page, step: str, words: Words, number: int) -> _Page:
        born = self.today - timedelta(days=words.age_days)
        child = words.age_days < 16 * 365
        form = next(
            one for one in page.forms if one.method.lower() == "post" and not one.action.startswith("/leave")
        )
        sent = {
            "who": {
                "for_whom": "child" if child else "me", "born-day": str(born.day), "born-month": str(born.month),
                "born-year": str(born.year), "sex": words.sex,
            },
            "kind": {"kind": "clinical"},
            "words": {"words": words.text},
            "about-you": {
                "given_name": "Replayed", "family_name": f"Case {number}", "asked_by": "Somebody" if child else "",
                "asked_before": "no", "contact_by": "phone", "phone": "07700 900999",
            },
            "check": {},
        }[step]  # fmt: skip
        return self._post(
            form, {name: value for name, value in sent.items() if self._takes(form, name)} or sent
        )

    def _takes(self, form: Form, name: str) -> bool:
        return name in form.typed or name in form.choices

    def _answered(self, page: _Page, *, calm: bool) -> _Page:
        form = next(one for one in page.forms if one.method.lower() == "post")
        wish = "no" if calm else self.answer
        sent = {}
        for name, values in form.choices.items():
            wanted = {"no": ("none", "no"), "unsure": ("unsure",)}[wish]
            sent[name] = next((one for one in wanted if one in values), values[0])
        return self._post(form, sent)

    def _form(self, page: _Page, name: str) -> Form:
        form = page.form_with(name)
        if form is None:
            raise ReplayError(
                f"The page “{page.heading.strip()}” is not what was expected. Is {self.server} another version?"
            )
        return form

    def _get(self, address: str) -> _Page:
        return self._open(self.server + address, None)

    def _post(self, form: Form, sent: Mapping[str, str]) -> _Page:
        target = urllib.parse.urljoin(self.address, form.action)
        body = urllib.parse.urlencode([*form.held, *sent.items()]).encode()
        return self._open(target, body)

    def _open(self, target: str, body: bytes | None) -> _Page:
        if not target.startswith(("http://", "https://")):
            raise ReplayError("Give the server as an address that begins with http:// or https://.")
        request = urllib.request.Request(target, body, {"Referer": self.address or target})  # noqa: S310  looked at above
        try:
            with self.opener.open(request, timeout=30) as answer:
                self.address = answer.url
                return _Page(answer.read().decode())
        except urllib.error.HTTPError as fault:
            if fault.code == 404:
                self.address = fault.url
                return _Page(fault.read().decode())
            raise ReplayError(
                f"The server answered {fault.code} at {urllib.parse.urlsplit(fault.url).path}."
            ) from fault
        except OSError as fault:
            raise ReplayError(f"{self.server} does not answer. Start it with: weald demo") from fault


def _outcome(page: _Page) -> str:
    return " ".join(page.heading.split())


def _reference(page: _Page) -> str:
    said = " ".join(page.said)
    found = re.search(r"reference is\s+([0-9A-Z]{4} ?[0-9A-Z]{4})", said)
    return found[1] if found else ""
