"""The disk is full: what is written is refused with a sentence, what is there can be read, and room is all it takes."""

import os
import random
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.faults.conftest import Served
from tests.faults.crowd import form_with
from tests.faults.device import draft_of
from weald.foundation.database import launcher, place

pytestmark = pytest.mark.slow

MEGABYTES = 96


@pytest.fixture
def small_disk(served: Served) -> Iterator[psycopg.Connection]:
    """What people write to one another lies on a disk of its own, which is small; the log of what was promised lies
    elsewhere, as it should."""
    folder = Path(served.environ["WEALD_DATA"]) / "small"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "weald-test", str(folder)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        folder.rmdir()
        pytest.skip("only root may mount a small disk here")
    try:
        user = place.find(served.environ).user
        if user is not None:
            os.chown(folder, user.pw_uid, user.pw_gid)
        with psycopg.connect(launcher.urls(served.environ).admin, autocommit=True) as admin:
            admin.execute(f"create tablespace small location '{folder}'")
            try:
                _lies_on(admin, "small")
                yield admin
            finally:
                admin.execute("drop table if exists filler")
                _lies_on(admin, "pg_default")
                admin.execute("checkpoint")
                admin.execute("drop tablespace small")
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)  # the server closes its files by and by
        folder.rmdir()


def _lies_on(admin: psycopg.Connection, tablespace: str) -> None:
    """Moves the tables and indexes of messages. One after the other, each in a transaction of its own: the program goes on
    working, and whoever holds one lock only while it waits for another cannot be in a deadlock with it."""
    for kind, letter in (("table", "r"), ("index", "i")):
        found = admin.execute(
            "select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace"
            " where n.nspname !~ '^(pg_|information_schema)' and c.relkind = %s and c.relname like 'messages%%'",
            [letter],
        ).fetchall()
        for (name,) in found:
            admin.execute(f"alter {kind} {name} set tablespace {tablespace}")  # type: ignore[call-overload]


def fill(admin: psycopg.Connection) -> None:
    """Write until nothing fits any more."""
    admin.execute("create table if not exists filler (x text) tablespace small")
    admin.execute("alter table filler alter x set storage plain")
    for rows in (2000, 200, 20, 4, 1):
        with pytest.raises(psycopg.errors.DiskFull):
            _fill_by(admin, rows)


def _fill_by(admin: psycopg.Connection, rows: int) -> None:
    while True:
        admin.execute("insert into filler select repeat('x', 1900) from generate_series(1, %s)", [rows])


def test_a_full_disk_refuses_what_is_new_and_loses_nothing(
    served: Served, small_disk: psycopg.Connection
) -> None:
    phone, writer = served.device(), served.device()
    words = phone.to_words()
    offers = writer.to_offers()
    request = draft_of(offers)
    conversation = writer.get(f"/ask/{request}/messages")
    _, hidden = form_with(conversation, 'name="body"')
    # Long, and random, so that it cannot be squeezed into a page that has room left.
    chance = random.Random(1)
    body = "".join(chr(chance.randint(0x4E00, 0x9FA5)) for _ in range(1990))

    fill(small_disk)
    full = writer.post(f"/ask/{request}/messages", [*hidden, ("body", body)])
    assert full.status == 503, full.words
    assert "try again in a moment" in full.words
    assert "Call 999 now" in full.words
    assert dict(full.form()[1])["body"] == body, "what was typed is kept"
    assert phone.get(words.url).status == 200, "what is there can be read"
    assert writer.get(f"/ask/{request}/decision").status in (200, 503)
    assert phone.get("/").status == 200

    small_disk.execute("drop table filler")
    written = "select count(*) from messages_message where request_id = %s"
    assert served.count(written, request) == 0, "nothing was half written"
    sent = writer.press(full)
    assert sent.status == 200, sent.words
    assert served.count(written, request) == 1
    assert "You need help within 14 days" in writer.get(f"/ask/{request}/decision").words
