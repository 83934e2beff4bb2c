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
from weald.engines.triage import Content, load
from weald.foundation.access import acting, query
from weald.services.directory import queries as directory
from weald.services.library.content import FOLDER
from weald.services.requests.presenters.staff.queue import problem_words

pytestmark = pytest.mark.usefixtures("committed_db")

BREAKS = [
    ("when: throat_often", "when: throat_oftn", "is not a finding of the dictionary"),
    ("problem: sore_throat", "problem: &bomb sore_throat", "Anchors"),
    ("kind: clinical", "kind: clinical\nkind: clinical", "given twice"),
    ("when: throat_often", "when: throat_often and not throat_often", "two things at once"),
    ("rules:", "rules: [", "not YAML"),
]


def without_sore_throat(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, whole: str, broken: str) -> Content:
    """The content with a break in the pathway of a sore throat, on duty."""
    folder = tmp_path / "content"
    shutil.copytree(FOLDER, folder)
    file = folder / "pathways/sore_throat.yaml"
    file.write_text(file.read_text("utf-8").replace(whole, broken, 1), "utf-8")
    content = load(folder)
    assert content.refused_problems == {"sore_throat"}
    on_duty(monkeypatch, content)
    return content


@pytest.mark.parametrize(("whole", "broken", "reason"), BREAKS)
def test_the_front_door_falls_back_to_a_person_and_records_the_request(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, whole: str, broken: str, reason: str
) -> None:
    ward = Ward()
    ods = directory.practice_by_id(ward.practice).ods_code
    somebody, other = Client(), Client()
    # They have chosen the problem while its pathway was whole; then another content goes on duty.
    draft = front.to_questions(somebody, ods, "sore_throat", words="my throat hurts")
    content = without_sore_throat(tmp_path, monkeypatch, whole, broken)
    [refused] = content.refused
    assert any(one.startswith("pathways/sore_throat.yaml:") and reason in one for one in refused.reasons)

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


@pytest.mark.parametrize(
    ("broken", "called"),
    [
        (('name: "Sore throat"', 'name: "A throat that is sore"\nunknown: 1'), "A throat that is sore"),
        (("rules:", "rules: ["), "Sore throat"),
    ],
    ids=["its name can be read", "nothing of it can be read"],
)
def test_its_name_can_be_chosen_and_leads_to_a_person(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: tuple[str, str], called: str
) -> None:
    ward = Ward()
    ods = directory.practice_by_id(ward.practice).ods_code
    content = without_sore_throat(tmp_path, monkeypatch, *broken)
    somebody = Client()
    draft = front.to_words(somebody, ods)

    # Whoever writes its name reads it among what their words suggest, and not that nobody understood them.
    page = front.go(somebody, f"{draft}words", words="I have a sore throat")
    assert front.where(page) == f"{draft}problem"
    assert f"{called} You wrote “sore throat”" in front.text(page)
    assert "We could not tell" not in front.text(page)
    # It stands in the whole list as well, with whoever reads what they send.
    assert called in front.text(somebody.get(f"{draft}problem?all=1"))

    page = front.go(somebody, f"{draft}problem", problem="sore_throat")
    assert front.where(page) == f"{draft}about-you", front.text(page)
    page = front.go(somebody, f"{draft}about-you", **front.ABOUT)
    assert called in front.text(page)
    page = front.go(somebody, f"{draft}send")
    assert content.wording["reason_refused"] in front.text(page)
    assert front.stored(draft, "state") == "waiting"
    assert front.stored(draft, "problem_name") == called


def test_what_nobody_knows_to_be_harmless_is_named_to_clinicians_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether a matter is a private one stands in its pathway: where that cannot be read, it counts as one."""
    content = without_sore_throat(tmp_path, monkeypatch, "rules:", "rules: [")
    assert problem_words("sore_throat", "Sore throat", clinical=False, known=content) == "Personal matter"
    assert problem_words("sore_throat", "Sore throat", clinical=True, known=content) == "Sore throat"
    assert problem_words("low_back_pain", "Low back pain", clinical=False, known=content) == "Low back pain"
