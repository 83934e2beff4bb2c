"""Every page, as everybody, with what nobody should send: never a mistake of ours, whatever comes.

INPUTS says how many: 600 unless it is set (FULL=1: 20,000). SEED makes another run; a failure names its seed and number.
"""

import logging
import os
import random
import re
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.fuzz import hostile
from tests.fuzz.hostile import Form
from tests.fuzz.world import World
from weald.services.directory import queries as directory

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

INPUTS = int(os.environ.get("INPUTS", "20000" if os.environ.get("FULL") else "600"))
SEED = int(os.environ.get("SEED", "1"))
WORLD = 1500
"""Inputs after which the world begins anew: what was kept of them ends sessions, closes requests and takes roles away."""

KEPT = 0.15
"""How often what an input changed stays, so that later ones meet pages that only then exist."""


def patterns() -> list[str]:
    """Every address of the program."""

    def walk(each: list[Any], before: str) -> Iterator[str]:
        for one in each:
            route = before + str(one.pattern)
            if isinstance(one, URLResolver):
                yield from walk(one.url_patterns, route)
            elif isinstance(one, URLPattern):
                yield "/" + route

    return sorted(set(walk(get_resolver().url_patterns, "")))


class Walk:
    """Goes through the program at random, as everybody in turn, and remembers the forms and links that it saw."""

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.chance = world, random.Random(seed)
        self.patterns = patterns()
        self.forms: dict[tuple[str, str], tuple[str, Form]] = {}
        self.links: list[tuple[str, str]] = []
        self.identifiers = list(world.identifiers())
        self.met: Counter[str] = Counter()
        self.statuses: Counter[int] = Counter()

    def look_around(self, most: int) -> int:
        """Everybody opens every address as it is meant, and where they stand: the forms to spoil later. In a short run
        only some of them do. How many pages that was."""
        pairs = [
            (who, address)
            for who in self.world.browsers
            for address in [*self.world.starts, *(self.address(one, tame=True) for one in self.patterns)]
        ]
        self.chance.shuffle(pairs)
        pairs = pairs[: most // 2]
        for who, address in pairs:
            self.send(who, "GET", address, kept=False)
        return len(pairs)

    def step(self) -> None:
        """One input."""
        chance = self.chance
        roll = chance.random()
        if roll < 0.6 and self.forms:
            who, form = chance.choice(list(self.forms.values()))
            if chance.random() < 0.1:
                who = chance.choice(list(self.world.browsers))
            pairs = hostile.filled(form, chance)
            if chance.random() < 0.85:
                pairs = hostile.spoilt(pairs, chance)
            if form.method == "GET":
                query = hostile.urlencode(pairs, errors="surrogatepass")
                self.send(who, "GET", f"{form.action.partition('?')[0]}?{query[:6000]}")
            else:
                self.send(who, "POST", form.action, *hostile.encoded(pairs, chance))
        elif roll < 0.7 and self.links:
            who, link = chance.choice(self.links)
            self.send(who, "GET", link)
        else:
            who = chance.choice(list(self.world.browsers))
            address = self.address(chance.choice(self.patterns), tame=chance.random() < 0.5)
            if chance.random() < 0.4:
                address += f"?{hostile.urlencode(hostile.spoilt([('q', 'x'), ('kind', 'clinical'), ('show', 'all'), ('day', '1')], chance), errors='surrogatepass')[:6000]}"
            method = chance.choice(
                ("GET", "GET", "POST", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE")
            )
            body = hostile.encoded(hostile.spoilt([("key", "k"), ("version", "0")], chance), chance)
            self.send(who, method, address, *(body if method == "POST" else ("", b"")))

    def address(self, pattern: str, *, tame: bool) -> str:
        """An address of this form, with something that is there or something odd in its places."""

        def part(match: re.Match[str]) -> str:
            kind = match[1]
            if kind == "uuid":
                return self.chance.choice(self.identifiers)
            if tame:
                known = [
                    self.world.code,
                    "take",
                    "reply",
                    "gp",
                    "book",
                    "end",
                    "fever",
                    *self.world.starts[-1].split("/")[2:3],
                ]
                return self.chance.choice(known)
            odd = self.chance.choice(hostile.VALUES)
            return quote(odd[:2000], safe="") or "x"

        return re.sub(r"<(\w+):\w+>", part, pattern)

    def send(
        self,
        who: str,
        method: str,
        address: str,
        kind: str = "",
        body: bytes = b"",
        *,
        kept: bool | None = None,
    ) -> None:
        """Send it, hold the answer to what every answer must be, and remember its forms."""
        browser: Client = self.world.browsers[who]
        parts = urlsplit(address)
        stays = self.chance.random() < KEPT if kept is None else kept
        before = deepcopy(browser.cookies)
        stays = stays and "sign-out" not in parts.path
        with transaction.atomic():
            answer = browser.generic(
                method,
                parts.path,
                body,
                content_type=kind,
                QUERY_STRING=quote(parts.query, safe="%&=+?/:;,@!$'()*-._~"),
                HTTP_SEC_FETCH_SITE="same-origin",
            )
            content = b"" if answer.streaming else answer.content
            if not stays or answer.status_code >= 400:
                transaction.set_rollback(True)
        if not stays:
            browser.cookies = before
        said = f"{who}: {method} {address[:300]!r} {kind} {body[:1500]!r} → {answer.status_code}"
        assert answer.status_code < 500, said
        self.statuses[answer.status_code] += 1
        self.met[who] += 1
        if answer.status_code in (302, 303) and stays and answer["Location"].startswith("/"):
            self.links.append((who, answer["Location"]))
        if answer.get("Content-Type", "").startswith("text/html") and content:
            page = hostile.read(parts.path, content.decode())
            for form in page.forms:
                names = ",".join(name for name, _ in form.fields)
                self.forms[who, f"{re.sub(r'[0-9a-f-]{36}', '…', form.action)} {names}"] = (who, form)
            self.links = (self.links + [(who, link) for link in page.links[:20]])[-600:]


def test_no_input_to_any_page_meets_a_mistake_of_ours(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    logging.getLogger("weald").addHandler(caplog.handler)
    statuses: Counter[int] = Counter()
    number = 0
    try:
        while number < INPUTS:
            with transaction.atomic():
                directory.forget()
                walk = Walk(World(), SEED * 1_000_000 + number)
                until = min(number + WORLD, INPUTS)
                number += walk.look_around(until - number)
                while number < until:
                    number += 1
                    try:
                        walk.step()
                    except Exception as fault:
                        raise AssertionError(f"SEED={SEED}, input {number}: {fault}") from fault
                transaction.set_rollback(True)
            assert set(walk.met) == set(walk.world.browsers)
            assert len(walk.forms) > 20, "there are forms to spoil"
            statuses += walk.statuses
            mistakes = [
                record.getMessage()
                for record in caplog.records
                if record.name.startswith("weald") and (record.exc_info or record.levelno >= logging.ERROR)
            ]
            assert not mistakes, mistakes
            caplog.clear()
    finally:
        logging.getLogger("weald").removeHandler(caplog.handler)
        directory.forget()
    assert all(statuses[status] for status in (200, 303, 404, 422)), statuses
    assert statuses[401] + statuses[403] < number / 3, "most of it met somebody who may"
    print(f"{number} inputs: {dict(sorted(statuses.items()))}")
