"""Role × organisation × thing, over every address and both ways of asking: the table says what each gets."""

from collections.abc import Iterator

import pytest

from tests.access.table import TABLE, expected, row_of, things_of
from tests.access.world import SEEN_BY, STAFF, Asker, World, outcome, routes
from weald.foundation.access import ROLES, acting, query

ROUTES = routes()
PARTS = 8
"""Parts that run beside each other."""


def test_every_address_of_the_program_has_its_row() -> None:
    assert [route for route in ROUTES if row_of(route) is None] == [], (
        "say in tests/access/table.py who gets it"
    )


def test_every_row_of_the_table_is_about_an_address() -> None:
    used = {row_of(route) for route in ROUTES}
    assert [row.routes for row in TABLE if row not in used] == []


def test_every_role_has_a_reason_and_stands_in_the_table() -> None:
    named = {role for row in TABLE if isinstance(row.who, frozenset) for role in row.who}
    assert named == set(ROLES)
    for role in ROLES.values():
        assert len(role.reason.split()) > 5
        assert role.reason.endswith(".")


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_everybody_gets_what_the_table_says(committed_db: None, part: int) -> None:
    world = World()
    staff = world.staff()
    wrong, asked = [], 0
    for route in ROUTES[part::PARTS]:
        row = row_of(route)
        assert row is not None
        askers = [*world.people(), *staff]
        for thing in things_of(row):
            address = world.fill(route, thing)
            for method in ("GET", "POST"):
                for asker in some(askers, route, method in row.how):
                    got = outcome(
                        asker.browser.generic(
                            method, address, content_type="application/x-www-form-urlencoded"
                        )
                    )
                    asked += 1
                    wanted = expected(row, method, asker.role, asker.place, thing)
                    if got != wanted:
                        wrong.append(f"{method} {route} [{thing}] {asker}: {got}, not {wanted}")
        if route.endswith("sign-out"):
            staff = world.staff()
    assert asked > 200
    assert wrong == [], "\n".join(wrong)


def some(askers: list[Asker], route: str, there: bool) -> Iterator[Asker]:
    """Who asks: everybody for the pages of staff; for those of patients everybody without a role, and one of each
    organisation; for a method that there is not, three."""
    if not there:
        return iter(askers[:3])
    if route.startswith("staff"):
        return iter(askers)
    return (one for one in askers if not one.place or one.role == "clinician")


def test_the_database_agrees_with_the_table_for_every_role_in_every_organisation(committed_db: None) -> None:
    """Row security knows organisations and not roles: whoever of an organisation asks it sees these requests."""
    world = World()
    for role, place in STAFF:
        with acting(world.identities[role, place]):
            seen = {row[0] for row in query("select id from requests_request")}
        assert seen == {world.requests[thing] for thing, places in SEEN_BY.items() if place in places}, (
            role,
            place,
        )
