"""The chain over the audit: rows are sealed when nothing older can still be committed, and every seal names the one before.

A row's digest is sha256 over `record_send(row(…))`, PostgreSQL's own binary form of all that the row says: the number of
columns, then for each its type and its length before its value, so that two different rows never read the same.

seal(now)      the job: seals what is final
verify(…)      walks the chain and says in sentences what does not fit
new_era()      after a restore: from now on rows come after all that were restored
"""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from weald.foundation.access.acting import Actor, Basis, acting, query

BATCH = 4096
"""Rows in one seal at most."""

BLOCK = 16
"""Seals that are verified by one statement."""

MOST_NAMED = 100
"""Problems that are told one by one; more of them are counted."""

ROW = "a.id, a.at, a.name, a.basis, a.identity, a.party, a.verb, a.subjects, a.why"
"""What a row says. `era` and `xact` only tell its place in the order, which the seal holds too."""

_DIGEST = f"sha256(record_send(row({ROW})))"
_SEALED = "s.position, s.sealed_at, s.era, s.xact, s.ids, s.digests, s.content, s.previous"
_HASH = f"sha256(record_send(row({_SEALED})))"

# The last seal, or what stands before the first. It is looked up by its number: to sort all would mean to read all. Bounds
# are plain values of the columns' own types: only such does row security let PostgreSQL look up in the index.
_LAST = """
    select position, era, xact, ids[cardinality(ids)] as id, hash from access_auditseal
    where position = (select max(position) from access_auditseal)
    union all
    select 0, (-32768)::smallint, -9223372036854775808, -9223372036854775808, ''::bytea
    where not exists (select from access_auditseal)
"""
_AFTER_LAST = (
    "(a.era, a.xact, a.id) > ((select era from last), (select xact from last), (select id from last))"
)

# Everything with an older number than the oldest running transaction is committed or never will be. A row is numbered in
# the statement that adds it, so what comes later has a higher number; rows of an earlier era have long been final.
_SEAL = f"""
with last as ({_LAST}), batch as (
    select a.era, a.xact, a.id, {_DIGEST} as digest from access_auditrow a
    where {_AFTER_LAST}
      and (a.xact < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
           or a.era < (select max(era) from access_auditrow))
    order by a.era, a.xact, a.id limit {BATCH}
), s as (
    select (select position from last) + 1 as position, %(now)s::timestamptz as sealed_at,
        (array_agg(era order by era desc, xact desc, id desc))[1] as era,
        (array_agg(xact order by era desc, xact desc, id desc))[1] as xact,
        array_agg(id order by era, xact, id) as ids,
        string_agg(substr(digest, 1, 8), ''::bytea order by era, xact, id) as digests,
        sha256(string_agg(digest, ''::bytea order by era, xact, id)) as content,
        (select hash from last) as previous
    from batch having count(*) > 0
)
insert into access_auditseal (position, sealed_at, era, xact, ids, digests, content, previous, hash)
select {_SEALED}, {_HASH} from s returning cardinality(ids)
"""

# Seals with the place at which the one before ends.
_CHAIN = """
    select s.*, s.ids[cardinality(s.ids)] as id, lag(s.position) over w as lag_position,
        lag(s.hash, 1, ''::bytea) over w as lag_hash, lag(s.era, 1, (-32768)::smallint) over w as lag_era,
        lag(s.xact, 1, -9223372036854775808) over w as lag_xact,
        lag(s.ids[cardinality(s.ids)], 1, -9223372036854775808) over w as lag_id
    from access_auditseal s where s.position between %(first)s - 1 and %(last)s window w as (order by s.position)
"""

# Rows lie in the index in the order in which they were sealed, so one pass over it compares whole seals.
_BLOCK = f"""
with s as ({_CHAIN})
select s.position, s.lag_position, {_HASH} = s.hash, s.previous = s.lag_hash,
    found.ids = s.ids and found.content = s.content and found.digests = s.digests, cardinality(s.ids), s.hash
from s left join lateral (
    select array_agg(a.id order by a.era, a.xact, a.id) as ids,
        sha256(string_agg(a.digest, ''::bytea order by a.era, a.xact, a.id)) as content,
        string_agg(substr(a.digest, 1, 8), ''::bytea order by a.era, a.xact, a.id) as digests
    from (
        select a.era, a.xact, a.id, {_DIGEST} as digest from access_auditrow a
        where (a.era, a.xact, a.id) > (s.lag_era, s.lag_xact, s.lag_id)
          and (a.era, a.xact, a.id) <= (s.era, s.xact, s.id)
        order by a.era, a.xact, a.id
    ) a
) found on true
where s.position >= %(first)s order by s.position
"""

_ROWS = f"""
select one.id, a.id is null, substr(s.digests, (one.place::int - 1) * 8 + 1, 8) = substr({_DIGEST}, 1, 8)
from access_auditseal s, unnest(s.ids) with ordinality one(id, place) left join access_auditrow a on a.id = one.id
where s.position = %(position)s order by one.place
"""

_BETWEEN = f"""
with s as ({_CHAIN})
select a.id from s join access_auditrow a on (a.era, a.xact, a.id) > (s.lag_era, s.lag_xact, s.lag_id)
    and (a.era, a.xact, a.id) <= (s.era, s.xact, s.id)
where s.position = %(last)s and a.id <> all(s.ids) order by a.id
"""

_TAIL = f"with last as ({_LAST}) select count(*), min(a.at) from access_auditrow a where {_AFTER_LAST}"

_LOCK = "select pg_try_advisory_xact_lock(hashtextextended('access.seal', 0))"
_SEALER = Actor(Basis.SYSTEM, "the job that seals the audit")
_READER = Actor(Basis.SYSTEM, "the command that verifies the audit")


@dataclass(frozen=True, slots=True)
class Unsealed:
    """Rows that no seal holds yet, and when the oldest of them was written."""

    rows: int
    since: datetime | None


@dataclass(slots=True)
class Report:
    """What a verification found. `problems` are sentences; `uncounted` tells how many more there were.

    `last` is the hash of the last seal: kept elsewhere, it proves later that nothing was cut off the end.
    """

    rows: int = 0
    seals: int = 0
    last_position: int = 0
    last: str = ""
    unsealed: Unsealed = field(default_factory=lambda: Unsealed(0, None))
    problems: list[str] = field(default_factory=list)
    uncounted: int = 0

    @property
    def sound(self) -> bool:
        """Whether everything that is sealed is as it was."""
        return not self.problems

    def as_dict(self) -> dict[str, Any]:
        """For a machine to read."""
        return {"sound": self.sound, **asdict(self)}

    def find(self, problem: str) -> None:
        """Keep the sentence, or count it where there are many."""
        if len(self.problems) < MOST_NAMED:
            self.problems.append(problem)
        else:
            self.uncounted += 1


def seal(now: datetime) -> int:
    """Seal everything that is final; how many rows that was. Does nothing where somebody else is sealing."""
    sealed = 0
    while True:
        with acting(_SEALER):
            if not query(_LOCK)[0][0]:
                return sealed
            made = query(_SEAL, {"now": now})
        if not made:
            return sealed
        sealed += made[0][0]


def unsealed() -> Unsealed:
    """How much waits for the next seal."""
    with acting(_READER):
        return Unsealed(*query(_TAIL)[0])


def verify(
    *, since: int = 1, expect: str = "", progress: Callable[[int, int], None] = lambda done, of: None
) -> Report:
    """Recompute the chain from seal `since` on. Reads in blocks, so that nobody waits for it.

    `expect` is the hash of a seal that was kept elsewhere: it must stand in the chain, else its end was cut off or all
    of it was made anew. `progress` is told how many seals of how many are done.
    """
    report = Report()
    with acting(_READER):
        [(lowest, highest)] = query("select min(position), max(position) from access_auditseal")
    if since > max(highest or 0, 1):
        report.find(
            f"There is no seal {since}: the chain ends with seal {highest or 0}. Its end was cut off, or the number is wrong."
        )
    first = since if since > 1 else min(lowest or 1, 1)
    kept = False
    expected = since
    for start in range(first, (highest or 0) + 1, BLOCK):
        with acting(_READER):
            rows = query(_BLOCK, {"first": start, "last": start + BLOCK - 1})
            for position, before, *found in rows:
                for missing in _gap(expected, position):
                    report.find(missing)
                expected = position + 1
                kept = _judge(report, position, before == position - 1, *found).hex() == expect or kept
        progress(min(start + BLOCK - 1, highest), highest)
    report.unsealed = unsealed()
    if expect and not kept:
        report.find(
            f"The hash that was kept is not in the chain from seal {since} on: seals were cut off its end, or it was made anew."
        )
    return report


def _gap(expected: int, position: int) -> Iterator[str]:
    if position < expected:
        yield f"Seal {position} stands before the beginning of the chain."
    elif position == expected + 1:
        yield f"Seal {expected} is missing, with what it says of its rows."
    elif position > expected:
        yield f"Seals {expected} to {position - 1} are missing, with what they say of their rows."


def _judge(
    report: Report,
    position: int,
    before: bool,
    intact: bool,
    follows: bool,
    same: bool | None,
    rows: int,
    own: bytes,
) -> bytes:
    """Compare one seal with its rows and with the seal before, where that is there; the seal's own hash."""
    report.seals += 1
    report.rows += rows
    report.last_position, report.last = position, bytes(own).hex()
    if not intact:
        report.find(f"Seal {position} was changed, so that its {rows} rows cannot be vouched for.")
    if not follows and (before or position <= 1):
        report.find(
            f"Seal {position} does not follow seal {position - 1}: one of the two was changed or put out of order."
            if before
            else f"Seal {position} names a seal before it, and should be the first."
        )
    if intact and not same:
        _name_rows(report, position, whole=before or position <= 1)
    return bytes(own)


def _name_rows(report: Report, position: int, *, whole: bool) -> None:
    """Say which rows of a seal differ. Where the seal before is missing, its rows cannot be told from added ones."""
    told = False
    for row, missing, same in query(_ROWS, {"position": position}):
        if missing:
            report.find(f"Row {row} is missing. It was sealed in seal {position}.")
        elif not same:
            report.find(f"Row {row} was changed after it was sealed in seal {position}.")
        told = told or missing or not same
    if whole:
        for (row,) in query(_BETWEEN, {"first": position, "last": position}):
            report.find(f"Row {row} was slipped in among the rows of seal {position} after they were sealed.")
            told = True
        if not told:
            report.find(
                f"The rows of seal {position} no longer stand in the order in which they were sealed."
            )


def new_era(execute: Callable[[str], object]) -> None:
    """In a database that was just restored: rows that are added from now on come after all that are there.

    Another cluster counts its transactions from the beginning, so their numbers alone no longer tell the order.
    `execute` runs a statement as whoever owns the table.
    """
    execute(
        "do $$ begin execute format('alter table access_auditrow alter column era set default %s',"
        " (select coalesce(max(era), 0) + 1 from access_auditrow)); end $$"
    )
