"""Emptying a demonstration, so that a new one can be built. Never a database that holds anybody real."""

import psycopg
from django.conf import settings
from django.db import connection
from psycopg import sql

from weald.foundation.refusal import Refused

ROOMS = (
    "access",
    "events",
    "directory",
    "people",
    "messages",
    "appointments",
    "referrals",
    "requests",
    "safety",
)

_REAL = """
select exists (select from people_person where nhs_number not between '9990000000' and '9999999999')
    or exists (select from people_person p join directory_organisation o on o.id = p.organisation where not o.synthetic)
    or exists (select from requests_request r join directory_organisation o on o.id = r.organisation where not o.synthetic)
"""


def empty(owner_url: str) -> None:
    """Remove everything that the rooms hold, as the tables' owner: the serving role may not, as history stays.

    A published directory that was imported goes too, and can be imported again. Raises Refused outside of demonstration
    mode, and where anybody in the database may be real: outside of the synthetic NHS numbers, or at a real practice.
    """
    if not settings.DEMO:
        raise Refused("Only a demonstration can be emptied. WEALD_MODE says that this is not one.")
    with psycopg.connect(owner_url) as owner:
        (name,) = owner.execute("select current_database()").fetchone() or ("",)
        if name != connection.settings_dict["NAME"]:
            raise Refused(
                f"DATABASE_OWNER_URL leads to another database ({name}). Set it to the one that is served."
            )
        owner.execute("set local weald.basis = 'system'")
        if (owner.execute(_REAL).fetchone() or (True,))[0]:
            raise Refused(
                "This database holds people who may be real, so it is not emptied."
                " Give the demonstration a database of its own: set WEALD_DATA to another folder."
            )
        tables = owner.execute(
            "select tablename from pg_tables where schemaname = 'public'"
            " and split_part(tablename, '_', 1) = any(%s) order by tablename",
            [list(ROOMS)],
        ).fetchall()
        owner.execute(
            sql.SQL("truncate {} restart identity").format(
                sql.SQL(", ").join(sql.Identifier(one) for (one,) in tables)
            )
        )
