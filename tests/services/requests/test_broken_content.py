"""A broken pathway is left out at load; whoever has that problem is read by a person, and the others go on as before."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests import given
from tests.services.library.drafting import on_duty
from tests.services.requests import patient as front
from tests.services.requests.staff_ward import Ward
from weald.engines.triage import load
from weald.foundation.access import acting, query
from weald.services.directory import queries as directory
from weald.services.library.content import FOLDER

pytestmark = pytest.mark.usefixtures("committed_db")

BREAKS = [
    ("when: throat_often", "when: throat_oftn", "is not a finding of the dictionary"),
    ("problem: sore_throat", "problem: &bomb sore_throat", "Anchors"),
    ("kind: clinical", "kind: clinical\nkind: clinical", "given twice"),
    ("when: throat_often", "when: throat_often and not throat_often", "two things at once"),
    ("rules:", "rules: [", "not YAML"),
]


@pytest.mark.parametrize(("whole", "broken", "reason"), BREAKS)
def test_the_front_door_falls_back_to_a_person_and_records_the_request(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, whole: str, broken: str, reason: str
) -> None:
    ward = Ward()
    ods = directory.practice_by_id(ward.practice).ods_code
    somebody, other = Client(), Client()
    # They have chosen the problem while its pathway was whole; then another content goes on duty.
    draft = front.to_questions(somebody, ods, "sore_throat", words="my throat hurts")
    folder = tmp_path / "content"
    shutil.copytree(FOLDER, folder)
    file = folder / "pathways/sore_throat.yaml"
    file.write_text(file.read_text("utf-8").replace(whole, broken, 1), "utf-8")
    content = load(folder)
    [refused] = [one for one in content.refused if one.problem == "sore_throat"]
    assert any(one.startswith("pathways/sore_throat.yaml:") and reason in one for one in refused.reasons)
    on_duty(monkeypatch, content)

    page: Any = somebody.get(f"{draft}question", follow=True)
    assert page.status_code == 200
    page = front.go(somebody, f"{draft}about-you", **front.ABOUT)
    assert front.where(page) == f"{draft}check", front.text(page)
    page = front.go(somebody, f"{draft}send")
    assert page.status_code == 200
    assert front.stored(draft, "state") == "waiting"
    assert (front.stored(draft, "level"), front.stored(draft, "service")) == ("today", "gp")
    assert content.wording["reason_refused"] in front.text(page)

    # It is told apart, years later too: the release names what it left out.
    with acting(given.SYSTEM):
        [(release,)] = query(
            "select release from requests_decision where request_id = %s", [front.identifier(draft)]
        )
    assert release == content.release

    whole_one = front.to_check(other, ods, "low_back_pain")
    front.go(other, f"{whole_one}send")
    with acting(given.SYSTEM):
        [(rule,)] = query(
            "select rule from requests_decision where request_id = %s", [front.identifier(whole_one)]
        )
    assert rule.startswith("low_back_pain.")
