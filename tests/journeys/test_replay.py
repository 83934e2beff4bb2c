"""Free texts sent as requests through the front door: what is proposed, asked and told."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.journeys.conftest import Town
from weald.site import replay

pytestmark = pytest.mark.journey

LINES = (
    {
        "text": "A 34-year-old woman. My throat has been sore for two days and it hurts to swallow.",
        "urgency": "sc",
    },
    {"text": "zzz qqq nothing that anybody knows"},
    {"case_description": "A 6-month-old boy with wooden elephants", "urgency_level": "em"},
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "words.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in LINES), "utf-8")
    return path


def test_each_line_becomes_a_request(town: Town, file: Path) -> None:
    lines = replay.read(file)
    assert [(one.age_days // 365, one.sex, one.wanted) for one in lines] == [
        (34, "female", "sc"), (40, "unknown", ""), (0, "male", "em"),
    ]  # fmt: skip
    throat, unknown, child = replay.replay(
        lines, server=town.url, practice="DEMO001", answer="no", today=datetime.now(UTC).date()
    )
    assert throat.proposed[0] == throat.chosen == "Sore throat"
    assert throat.asked > 0
    assert throat.first_question.endswith("?")
    assert unknown.proposed == ()
    assert unknown.outcome == child.outcome == "A person will read your request"
    for one in (throat, unknown, child):
        assert town.request(one.reference, "channel, given_name") == ("online", "Replayed")


def test_not_sure_is_never_less_urgent_than_no(town: Town, file: Path) -> None:
    lines = replay.read(file)[:1]
    today = datetime.now(UTC).date()
    [unsure] = replay.replay(lines, server=town.url, practice="DEMO001", answer="unsure", today=today)
    assert unsure.outcome == "Call 999 now"


def test_what_cannot_be_used_is_said(town: Town, tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text('{"words": "no text"}', "utf-8")
    with pytest.raises(replay.ReplayError, match=r"Line 1 of bad\.jsonl"):
        replay.read(path)
    words = (replay.Words("my back hurts", 40 * 365, "female", ""),)
    today = datetime.now(UTC).date()
    with pytest.raises(replay.ReplayError, match="There is no practice NOWHERE"):
        next(replay.replay(words, server=town.url, practice="NOWHERE", answer="no", today=today))
    with pytest.raises(replay.ReplayError, match="does not answer"):
        next(replay.replay(words, server="http://127.0.0.1:9", practice="DEMO001", answer="no", today=today))
    with pytest.raises(replay.ReplayError, match="begins with http"):
        next(replay.replay(words, server="file:///etc", practice="DEMO001", answer="no", today=today))
