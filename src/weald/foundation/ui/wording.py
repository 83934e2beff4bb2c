"""How times, ages, numbers and lengths are said to people: British, plain, in Europe/London wall time."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from weald.foundation.lengths import span
from weald.foundation.ui.language import _, marked, ngettext

LONDON = ZoneInfo("Europe/London")
WEEKDAYS = (
    marked("Monday"), marked("Tuesday"), marked("Wednesday"), marked("Thursday"), marked("Friday"), marked("Saturday"),
    marked("Sunday"),
)  # fmt: skip
MONTHS = (
    marked("January"), marked("February"), marked("March"), marked("April"), marked("May"), marked("June"),
    marked("July"), marked("August"), marked("September"), marked("October"), marked("November"), marked("December"),
)  # fmt: skip


def wall(moment: datetime) -> datetime:
    """The moment as clocks in the surgery show it. Refuses a moment without a time zone."""
    if moment.tzinfo is None:
        raise ValueError("A moment needs its time zone before it can be shown.")
    return moment.astimezone(LONDON)


def midnight(day: date) -> datetime:
    """The moment at which this day begins in London."""
    return datetime.combine(day, time.min, LONDON)


def next_midnight(now: datetime) -> datetime:
    """The moment at which the day ends in London."""
    return midnight(wall(now).date() + timedelta(days=1))


def time_text(moment: datetime) -> str:
    """`9am`, `2:30pm`, `midday`, `midnight`. The hour that clocks show twice a year says which of the two it is: `1:30am, before
    the clocks go back`."""
    local = wall(moment)
    if local.minute == 0 and local.hour in (0, 12):
        return _("midnight") if local.hour == 0 else _("midday")
    minutes = f":{local.minute:02}" if local.minute else ""
    said = f"{local.hour % 12 or 12}{minutes}{'am' if local.hour < 12 else 'pm'}"
    if local.hour == 1 and local.utcoffset() != local.replace(fold=not local.fold).utcoffset():
        which = _("after the clocks go back") if local.fold else _("before the clocks go back")
        return f"{said}, {which}"
    return said


def date_text(day: date | datetime) -> str:
    """`21 November 2026`."""
    day = _day(day)
    return f"{day.day} {_(MONTHS[day.month - 1])} {day.year}"


def weekday_text(day: date | datetime) -> str:
    """`Saturday 21 November`, for days near enough that the year is plain."""
    day = _day(day)
    return f"{_(WEEKDAYS[day.weekday()])} {day.day} {_(MONTHS[day.month - 1])}"


def day_text(day: date | datetime, now: datetime) -> str:
    """`today`, `tomorrow`, `yesterday`, `Monday 23 November`, and with the year where it is another one."""
    day, today = _day(day), wall(now).date()
    near = {0: _("today"), 1: _("tomorrow"), -1: _("yesterday")}.get((day - today).days)
    return near or full_day_text(day, now)


def full_day_text(day: date | datetime, now: datetime) -> str:
    """`Monday 23 November`, and with the year where it is another one."""
    day = _day(day)
    return weekday_text(day) if day.year == wall(now).year else f"{weekday_text(day)} {day.year}"


def is_near(day: date | datetime, now: datetime) -> bool:
    """Whether a day to come is today or tomorrow, which no "on" stands before."""
    return (_day(day) - wall(now).date()).days <= 1


def when(moment: datetime, now: datetime) -> str:
    """`today at 2:30pm`, `tomorrow at 9am`, `Monday 23 November at midday`."""
    return _("%(day)s at %(time)s") % {"day": day_text(moment, now), "time": time_text(moment)}


def date_and_time(moment: datetime, now: datetime) -> str:
    """`Monday 23 November at midday`, and the year where it is another one: for what is sent or stored, and so read on another
    day than it was written."""
    return _("%(day)s at %(time)s") % {"day": full_day_text(moment, now), "time": time_text(moment)}


def by_date_and_time(moment: datetime, now: datetime) -> str:
    """`by 6:30pm on Monday 23 November`: a limit in what is sent or stored."""
    return _("by %(time)s on %(day)s") % {"time": time_text(moment), "day": full_day_text(moment, now)}


def between(starts_at: datetime, ends_at: datetime, now: datetime) -> str:
    """A window in what is sent or stored: `Monday 23 November between 8am and 6:30pm`."""
    said = {"day": full_day_text(starts_at, now), "since": time_text(starts_at), "until": time_text(ends_at)}
    return _("%(day)s between %(since)s and %(until)s") % said


def by_when(moment: datetime, now: datetime) -> str:
    """A limit: `by 2:30pm today`, `by 6:30pm on Monday 23 November`."""
    day = day_text(moment, now)
    near = day in (_("today"), _("tomorrow"), _("yesterday"))
    said = _("by %(time)s %(day)s") if near else _("by %(time)s on %(day)s")
    return said % {"time": time_text(moment), "day": day}


def age_text(born: date, today: date) -> str:
    """How old somebody is, in the unit that matters at that age: days to 4 weeks, weeks to 3 months, months to
    2 years, then years (`34 years`)."""
    days = (today - born).days
    if days < 0:
        raise ValueError("Nobody is born in the future.")
    months = (today.year - born.year) * 12 + today.month - born.month - (today.day < born.day)
    if days < 28:
        return plural(days, "day")
    if months < 3:
        return plural(days // 7, "week")
    if months < 24:
        return plural(months, "month")
    return plural(months // 12, "year")


def duration_text(length: timedelta | str) -> str:
    """A length of time in plain words: `30 minutes`, `4 hours`, `1 hour 30 minutes`, `7 days`. Takes a timedelta or
    an ISO 8601 duration of weeks, days, hours and minutes. Under a minute is `less than a minute`."""
    if isinstance(length, str):
        length = span(length)
    minutes = int(abs(length).total_seconds() // 60)
    if minutes == 0:
        return _("less than a minute")
    days, rest = divmod(minutes, 60 * 24)
    hours, minutes = divmod(rest, 60)
    if days:
        parts = [plural(days, "day"), plural(hours, "hour") if hours and days < 3 else ""]
    else:
        parts = [plural(hours, "hour") if hours else "", plural(minutes, "minute") if minutes else ""]
    return " ".join(part for part in parts if part)


def plural(count: int, one: str, many: str = "") -> str:
    """`1 day`, `3 days`, `2 children`; thousands with a comma."""
    return f"{count:,} {ngettext(one, many or one + 's', count)}"


def nhs_number_text(number: str) -> str:
    """`999 000 0018`: in threes, as on a letter. What is not ten digits comes back as it is."""
    return f"{number[:3]} {number[3:6]} {number[6:]}" if len(number) == 10 and number.isdigit() else number


def phone_text(number: str) -> str:
    """A phone number as people write it: 07700 900982; one from abroad as it stands."""
    return f"0{number[3:7]} {number[7:]}" if number.startswith("+44") else number


def joined(parts: tuple[str, ...] | list[str], last: str = "and") -> str:
    """`a, b and c`."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {_(last)} {parts[-1]}"


def _day(day: date | datetime) -> date:
    return wall(day).date() if isinstance(day, datetime) else day
