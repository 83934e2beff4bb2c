"""What a connection has planned outlives what is refused, and nothing else that it should not."""

from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection

from weald.foundation.database import launcher
from weald.foundation.database.plans import KeptPlans, keep

ASKED = "select * from plans_tried where id = %s"


@pytest.fixture
def tried(database_urls: launcher.Urls, django_db_setup: None) -> Iterator[psycopg.Connection]:
    """A connection that keeps its plans, on a table of its own."""
    with psycopg.connect(database_urls.role("admin"), prepare_threshold=0) as opened:

        class Wrapper:
            """Stands for Django's."""

            connection = opened

        keep(Wrapper)
        opened.execute("create table plans_tried (id int primary key)")
        opened.execute("insert into plans_tried values (1)")
        opened.commit()
        yield opened
        opened.rollback()
        opened.execute("drop table plans_tried")


def planned(opened: psycopg.Connection) -> list[str]:
    """The statements about the table that the server has prepared for a connection."""
    rows = opened.execute(
        "select statement from pg_prepared_statements where statement like '%plans_tried%'"
        " and statement not like '%pg_prepared%' order by prepare_time",
        prepare=False,
    ).fetchall()
    return [statement for (statement,) in rows]


@pytest.mark.django_db
def test_pages_keep_their_plans() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select 1")
    assert type(connection.connection._prepared) is KeptPlans
    assert connection.connection.prepare_threshold == 3


def test_a_rollback_forgets_nothing(tried: psycopg.Connection) -> None:
    tried.execute(ASKED, [1])
    before = planned(tried)
    assert any("where id" in statement for statement in before)
    tried.rollback()
    assert planned(tried) == before
    assert tried.execute(ASKED, [1]).fetchall() == [(1,)]
    assert planned(tried) == before


def test_what_is_refused_stays_planned_once(tried: psycopg.Connection) -> None:
    for _ in range(4):
        with pytest.raises(psycopg.errors.UniqueViolation):
            tried.execute("insert into plans_tried values (%s)", [1])
        tried.rollback()
        tried.execute("insert into plans_tried values (%s)", [2])
        tried.rollback()
    assert len([one for one in planned(tried) if "values ($1)" in one]) <= 2


def test_a_table_that_changes_elsewhere_is_planned_anew(
    tried: psycopg.Connection, database_urls: launcher.Urls
) -> None:
    tried.execute(ASKED, [1])
    tried.commit()
    with psycopg.connect(database_urls.role("admin")) as other:
        other.execute("alter table plans_tried add column name text")
    with pytest.raises(psycopg.errors.FeatureNotSupported):
        tried.execute(ASKED, [1])
    tried.rollback()
    assert tried.execute(ASKED, [1]).fetchall() == [(1, None)]


def test_a_change_of_ones_own_forgets(tried: psycopg.Connection) -> None:
    tried.execute(ASKED, [1])
    tried.execute("alter table plans_tried add column name text")
    assert tried.execute(ASKED, [1]).fetchall() == [(1, None)]
