"""Neighbourhoods, hubs and buildings are made on the command line."""

import subprocess
import sys

import pytest

from tests import given
from weald.foundation.access import acting, query
from weald.foundation.refusal import Refused
from weald.services.directory import queries as directory
from weald.services.directory.actions import places

pytestmark = pytest.mark.usefixtures("committed_db")


def weald(environ: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "weald.site.command", "place", *arguments],
        env=environ, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_practices_share_a_hub_and_a_building_has_no_steps(server_environ: dict[str, str]) -> None:
    first, second = given.practice("G10001"), given.practice("G10002")
    near = (
        "neighbourhood",
        "N1",
        "--name",
        "Hop Valley",
        "--organisation",
        "G10001",
        "--organisation",
        "G10002",
    )
    assert weald(server_environ, *near).stdout == "Hop Valley is new. 2 were brought into it.\n"
    hub = ("hub", "H10001", "--name", "Hop Hub", "--neighbourhood", "N1", "--phone", "01632 960002")
    assert "weald staff add SIGN-IN --organisation H10001" in weald(server_environ, *hub).stdout
    said = weald(
        server_environ, "building", "G10001", "--name", "Main", "--postcode", "ZZ1 1AA", "--step-free"
    )
    assert said.stdout == "Main is there, without steps.\n"
    directory.forget()
    assert (
        [one.name for one in directory.hubs(first)]
        == [one.name for one in directory.hubs(second)]
        == ["Hop Hub"]
    )
    with acting(given.SYSTEM):
        assert query("select name, step_free from directory_premises") == [("Main", True)]
        assert query("select count(*) from access_auditrow where verb like 'directory.%%'") == [(3,)]
    again = weald(server_environ, *hub)
    assert again.returncode != 0
    assert "has the code 'H10001' already" in again.stderr


def test_what_is_not_known_is_refused_and_changes_nothing() -> None:
    given.practice("G10001")
    with acting(given.SYSTEM):
        with pytest.raises(Refused, match="No organisation has the code 'G10009'"):
            places.set_neighbourhood(code="N1", name="N", organisations=["G10001", "G10009"], now=given.NOW)
        with pytest.raises(Refused, match="no neighbourhood with the code 'N1'"):
            places.add_hub(ods_code="H1", name="Hub", neighbourhood="N1", phone="", now=given.NOW)
        with pytest.raises(Refused, match="No organisation"):
            places.add_building(organisation="X", name="Main", postcode="", step_free=True, now=given.NOW)
        assert query("select count(*) from directory_neighbourhood") == [(0,)]
