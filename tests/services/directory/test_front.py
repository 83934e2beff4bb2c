"""The front page: find your practice, with and without luck, and whatever is typed."""

from uuid import uuid4

import pytest
from django.test import Client

from weald.services.directory.models import Organisation
from weald.services.directory.showcase import showcase

pytestmark = pytest.mark.django_db


@pytest.fixture
def practices() -> None:
    for code, name in (("T1", "St Oswin's Surgery"), ("T2", "Hop <b>Lane</b> Practice")):
        Organisation.objects.create(
            id=uuid4(),
            ods_code=code,
            name=name,
            kind="practice",
            postcode="ZZ99 1AA",
            address=["1 Green Lane", "Oastham"],
        )


def get(client: Client, **query: str) -> str:
    response = client.get("/", query)
    assert response.status_code == 200
    return response.content.decode()


def test_it_begins_with_what_to_do_in_an_emergency_and_a_search(client: Client, practices: None) -> None:
    page = get(client)
    assert page.index("tel:999") < page.index('name="q"')
    assert 'href="/staff/sign-in"' in page
    assert "found for" not in page


def test_a_practice_is_found_and_leads_to_its_door(client: Client, practices: None) -> None:
    page = get(client, q="oswin")
    assert "1 practice found for “oswin”" in page
    assert 'href="/p/T1/"' in page
    assert "1 Green Lane, Oastham, ZZ99 1AA" in page


def test_names_are_escaped(client: Client, practices: None) -> None:
    page = get(client, q="hop")
    assert "Hop &lt;b&gt;Lane" in page
    assert "<b>Lane" not in page


def test_nothing_found_says_what_to_try(client: Client, practices: None) -> None:
    page = get(client, q="nowhere")
    assert "No practice found for “nowhere”" in page
    assert "Try the town" in page
    assert 'value="nowhere"' in page


def test_an_empty_search_is_an_error_that_leads_to_the_box(client: Client, practices: None) -> None:
    page = get(client, q="  ")
    assert "<title>Error: " in page
    assert 'href="#q"' in page
    assert "Enter the name, town or postcode of your practice" in page


def test_more_than_twenty_are_cut_and_said_so(client: Client) -> None:
    for number in range(25):
        Organisation.objects.create(
            id=uuid4(), ods_code=f"T{number}", name=f"Surgery {number:02}", kind="practice"
        )
    page = get(client, q="surgery")
    assert "More than 20 practices found" in page
    assert page.count('href="/p/T') == 20
    assert "There are more" in page


@pytest.mark.parametrize(
    "text", ["x" * 100_000, "🙂" * 50, "\u202egnilrets", "'; drop table", "\x00\x07", "%s {{7*7}}"]
)
def test_no_search_breaks_it(client: Client, practices: None, text: str) -> None:
    page = get(client, q=text)
    assert "\u202e" not in page
    assert "49" not in page.split("<main", 1)[1].split("Start", 1)[0]
    assert len(page) < 20_000


def test_without_practices_it_says_how_to_load_them(client: Client) -> None:
    page = get(client)
    assert "There are no practices here yet" in page
    assert 'name="q"' not in page


def test_the_demonstration_shows_its_practices_first(client: Client) -> None:
    for one in showcase():
        Organisation.objects.create(id=uuid4(), ods_code=one.code, name=one.name, kind="practice")
    page = get(client)
    assert all(f'href="/p/{one.code}/"' in page and one.says in page for one in showcase())


def test_only_reading_is_possible(client: Client) -> None:
    assert client.post("/").status_code == 405
    assert client.head("/").status_code == 200
