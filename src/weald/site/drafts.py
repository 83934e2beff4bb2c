"""`weald content diff … --replay` and `weald content verify`: stored requests worked out again, as a draft would have decided
them, and as they were decided on their day."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from django.utils import timezone

from weald.engines.triage import Content
from weald.foundation.access import acting, record
from weald.foundation.progress import tracked
from weald.foundation.refusal import Refused
from weald.foundation.ui.wording import date_text, plural
from weald.services.library import queries as library
from weald.services.requests.queries import replays
from weald.site.staff_commands import OPERATOR

LONGEST = timedelta(days=3660)


def stored(prefix: str) -> str:
    """The body of a release that was on duty."""
    return library.stored_body(prefix)


def since(text: str, now: datetime) -> datetime:
    """The beginning of `30d` or `4w` before now."""
    found = re.fullmatch(r"(\d{1,4})([dw])", text)
    if found is None or not (length := timedelta(days=int(found[1]) * (7 if found[2] == "w" else 1))):
        raise Refused(f"'{text}' is no length of time. Write 30d for days or 4w for weeks.")
    return now - min(length, LONGEST)


def replaying(span: str) -> Callable[[Content, Content], Iterator[str]]:
    """What a replay of the requests of this span says, line by line: references, and nothing else about anybody."""
    now = timezone.now()
    begin = since(span, now)

    def said(before: Content, after: Content) -> Iterator[str]:
        with acting(OPERATOR):
            asked = replays.kept(begin, now)
            tried = tracked("Replaying", replays.moved(asked, before, after), len(asked))
            found = tuple(one for one in tried if one)
            record(
                "requests.replay",
                [],
                f"{len(asked)} requests, {before.release[:12]} against {after.release[:12]}",
            )
        yield replays.summary(len(asked), found, date_text(begin))
        for one in found:
            yield f"  {one.reference}  {one.problem or 'no problem'}  {one.way}: {one.before} → {one.after}"

    return said


def verified(span: str) -> tuple[int, str, str]:
    """Whether every decision of this span comes out today as it did on its day, by the content of that day: exit code (1 where
    one does not), what goes to the output, and to the errors. References, and nothing else about anybody."""
    now = timezone.now()
    begin = since(span, now)
    with acting(OPERATOR):
        decided = replays.kept(begin, now)
        told = tracked("Working out again", map(replays.unlike, decided), len(decided))
        found = [(one, what) for one, what in zip(decided, told, strict=True) if what]
        record("requests.replay", [], f"{len(decided)} requests, each by the content of its day")
    if not decided:
        return 0, f"No decision was stored since {date_text(begin)}.\n", ""
    releases = len({one.release for one in decided})
    counted = f"{plural(len(decided), 'decision')} since {date_text(begin)}, by {plural(releases, 'release')} of the content"
    if not found:
        return 0, f"{counted}: all came out as on their day.\n", ""
    lines = [
        f"  {one.reference}  {one.problem or 'no problem'}  {one.release[:12]}  {what}" for one, what in found
    ]
    return 1, "\n".join([f"{counted}: {len(found):,} did not come out as on their day.", *lines, ""]), ""
