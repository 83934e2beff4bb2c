"""`weald content diff` with releases of the database, and its replay of stored requests."""

import re
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from tests import given
from tests.services.library.drafting import edited, rule_of
from tests.services.requests.staff_ward import Ward
from tests.services.requests.test_replays import CALM, OFTEN, send
from weald.engines.triage import load
from weald.foundation.access import acting, query
from weald.foundation.refusal import Refused
from weald.foundation.ui.wording import date_text
from weald.services.library import actions, commands, content, queries
from weald.services.requests.queries import replays
from weald.site import drafts

pytestmark = pytest.mark.usefixtures("committed_db")
NOW = given.NOW


@pytest.mark.parametrize(("text", "days"), [("30d", 30), ("4w", 28), ("9999w", 3660)])
def test_a_length_of_time_is_read(text: str, days: int) -> None:
    assert drafts.since(text, NOW) == NOW - timedelta(days=days)


@pytest.mark.parametrize("text", ["", "30", "d", "0d", "-3d", "last month"])
def test_what_is_no_length_of_time_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="Write 30d"):
        drafts.since(text, NOW)


def test_releases_are_named_by_the_beginning_of_their_digest() -> None:
    old = content.current()
    new = edited(old, lambda d: rule_of(d, "sore_throat.often").update(level="soon"))
    for one in (old, new):
        actions.keep_release(content=one, now=NOW)
    assert {row.digest for row in queries.releases()} == {old.release, new.release}
    code, out, err = commands.content_diff("duty", new.release[:12], drafts.stored)
    assert (code, err) == (1, "")
    assert "rules / sore_throat.often / level: “routine” became “soon”" in out
    assert re.search(
        r"Sore throat \(sore_throat\), of .* combinations:\n  .* more urgent, as: .* routine, gp by sore_throat\.often → soon",
        out,
    )
    assert commands.content_diff(old.release[:8], "duty", drafts.stored)[0] == 0
    with pytest.raises(Refused, match="at least 6 characters"):
        drafts.stored("abc")
    with pytest.raises(Refused, match="was ever on duty here"):
        drafts.stored("f" * 64)


def test_without_a_database_folders_and_what_is_on_duty_are_compared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(content.FOLDER, tmp_path / "draft")
    on_duty = load(tmp_path / "draft")
    monkeypatch.setattr(commands, "current", lambda: on_duty)
    assert commands.content_diff("duty", tmp_path / "draft")[0] == 0
    code, _, err = commands.content_diff("duty", "nowhere")
    assert (code, err) == (2, "There is no folder nowhere. Name a folder, a release, or duty.\n")


def test_the_replay_tells_counts_and_references_and_nothing_of_anybody() -> None:
    ward, now = Ward(), timezone.now()
    actions.keep_release(content=content.current(), now=now)
    often = send(ward, OFTEN, sent_at=now - timedelta(days=2), family_name="Surname")
    send(ward, CALM, sent_at=now - timedelta(days=2))
    send(ward, OFTEN, sent_at=now - timedelta(days=50))
    new = edited(content.current(), lambda d: rule_of(d, "sore_throat.often").update(level="soon"))
    said = list(drafts.replaying("30d")(content.current(), new))
    with acting(given.SYSTEM):
        [(reference,)] = query("select reference from requests_request where id = %s", [often])
        [(why,)] = query("select why from access_auditrow where verb = 'requests.replay'")
    assert said[0].startswith("This edit would have changed 1 of 2 requests since ")
    assert said[0].endswith(": 1 up, 0 down.")
    assert said[1:] == [
        f"  {reference}  sore_throat  up: routine, gp by sore_throat.often → soon, gp by sore_throat.often"
    ]
    assert "Surname" not in "".join(said)
    assert "my throat hurts" not in "".join(said)
    assert why.startswith("2 requests")


def test_every_stored_decision_comes_out_again_and_one_that_does_not_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ward, now = Ward(), timezone.now()
    actions.keep_release(content=content.current(), now=now)
    began = date_text(now - timedelta(days=30))
    assert drafts.verified("30d") == (0, f"No decision was stored since {began}.\n", "")
    often = send(ward, OFTEN, sent_at=now - timedelta(days=2), family_name="Surname")
    send(ward, CALM, sent_at=now - timedelta(days=2))
    send(ward, CALM, sent_at=now - timedelta(days=50))
    counted = f"2 decisions since {began}, by 1 release of the content: "
    assert drafts.verified("30d") == (0, f"{counted}all came out as on their day.\n", "")
    with acting(given.SYSTEM):
        [(reference,)] = query("select reference from requests_request where id = %s", [often])
    # As if an engine read the old content in another way.
    otherwise = edited(content.current(), lambda d: rule_of(d, "sore_throat.often").update(level="soon"))
    monkeypatch.setattr(replays, "stored_content", lambda _: otherwise)
    code, said, _ = drafts.verified("30d")
    assert code == 1
    first, line = said.splitlines()
    assert first == f"{counted}1 did not come out as on their day."
    assert line.startswith(
        f"  {reference}  sore_throat  {content.current().release[:12]}  otherwise: level, "
    )
    assert line.endswith(
        "it was routine, gp by sore_throat.often, and comes out as soon, gp by sore_throat.often"
    )
    assert "Surname" not in said


def test_a_decision_whose_release_was_lost_is_named() -> None:
    ward, now = Ward(), timezone.now()
    send(ward, CALM, sent_at=now - timedelta(days=2))
    replays.stored_content.cache_clear()
    code, said, _ = drafts.verified("1w")
    assert code == 1
    assert "cannot be worked out again: " in said
