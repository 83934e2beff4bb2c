"""What a server and a database need before the first migration: three roles, an owner, extensions, default rights.

Run as weald_admin (or any superuser of a server of your own); running it again changes nothing.
"""

import psycopg
from psycopg import sql

from weald.foundation.database.binaries import OLDEST
from weald.foundation.database.faults import NotAnsweringError, SetupError

EXTENSIONS = ("btree_gist", "pg_trgm", "unaccent", "citext")

ROLES = {
    # Backs up and repairs: sees every row. In an embedded server it is the superuser that made it.
    "weald_admin": "LOGIN BYPASSRLS",
    # Migrates: owns every table, and row security holds for it like for anybody.
    "weald_owner": "LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB",
    # Serves: owns nothing, may become nobody else.
    "weald_app": "LOGIN NOINHERIT NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB",
}

RIGHTS = """
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT ALL ON SCHEMA public TO weald_owner;
GRANT USAGE ON SCHEMA public TO weald_app;
ALTER DEFAULT PRIVILEGES FOR ROLE weald_owner IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO weald_app;
ALTER DEFAULT PRIVILEGES FOR ROLE weald_owner IN SCHEMA public
    GRANT USAGE, SELECT ON SEQUENCES TO weald_app;
"""


def connect(url: str) -> psycopg.Connection:
    """A connection outside of Django, each statement its own transaction; SetupError where nobody answers."""
    try:
        connection = psycopg.connect(url, autocommit=True, connect_timeout=10)
    except psycopg.ProgrammingError as fault:
        raise SetupError(
            "DATABASE_URL is not an address of PostgreSQL. Write it like postgresql://weald_app@host:5432/weald."
        ) from fault
    except psycopg.OperationalError as fault:
        said = str(fault).strip().splitlines()[0]
        raise NotAnsweringError(
            f"The database does not answer ({said}). Check DATABASE_URL, or run 'weald database start'."
        ) from fault
    if connection.info.server_version < OLDEST * 10_000:
        version = connection.info.server_version // 10_000
        connection.close()
        raise SetupError(
            f"DATABASE_URL leads to PostgreSQL {version}. Weald needs PostgreSQL {OLDEST} or later."
        )
    return connection


def make_roles(admin: psycopg.Connection) -> None:
    """Make the three roles, those that are missing."""
    present = {name for (name,) in admin.execute("SELECT rolname FROM pg_roles")}
    for name, rights in ROLES.items():
        if name not in present:
            admin.execute(sql.SQL("CREATE ROLE {} " + rights).format(sql.Identifier(name)))


def make_database(admin: psycopg.Connection, name: str) -> None:
    """Make a database that belongs to weald_owner and lets nobody in but the three roles."""
    if not admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
        admin.execute(
            sql.SQL("CREATE DATABASE {} OWNER weald_owner TEMPLATE template0").format(sql.Identifier(name))
        )
    admin.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)))
    admin.execute(
        sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO weald_admin, weald_owner, weald_app").format(
            sql.Identifier(name)
        )
    )


def drop_database(admin: psycopg.Connection, name: str) -> None:
    """Drop a database, disconnecting whoever is in it."""
    admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def furnish(inside: psycopg.Connection) -> None:
    """In a new database: the extensions, and what weald_app may do with the tables that weald_owner will make."""
    for extension in EXTENSIONS:
        inside.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))
    inside.execute(RIGHTS)


def refuse_unprepared(inside: psycopg.Connection) -> None:
    """SetupError where `furnish` has not been run in this database."""
    present = {name for (name,) in inside.execute("SELECT extname FROM pg_extension")}
    if missing := [name for name in EXTENSIONS if name not in present]:
        raise SetupError(
            f"The database lacks the extensions {', '.join(missing)}. "
            "Set DATABASE_ADMIN_URL and run 'weald database prepare' first."
        )


def analyse(connection: psycopg.Connection) -> None:
    """Have PostgreSQL look at what the tables hold, as far as they are the connection's own.

    After many rows at once. PostgreSQL does so itself within minutes; until then it plans for empty tables, and the check that a
    booking's request exists reads every request of the practice: twice the work of the whole booking, as it was measured.
    """
    connection.execute("analyze")
