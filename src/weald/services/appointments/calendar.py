"""An appointment as an iCalendar file (RFC 5545)."""

from datetime import UTC, datetime

from weald.services.appointments.queries import AppointmentRow

_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


def ics(row: AppointmentRow, *, place: str, reference: str, now: datetime) -> bytes:
    """The file for a phone's calendar. It says where (`place`, where they come) and when, and names no health problem.

    The identifier is the request's, so that a moved appointment replaces the old one in the calendar.
    """
    where = {"phone": "By phone", "video": "By video"}.get(row.mode, place)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Weald//Appointments//EN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{row.request}@weald",
        f"SEQUENCE:{int(now.timestamp())}",
        f"DTSTAMP:{_stamp(now)}",
        f"DTSTART:{_stamp(row.starts_at)}",
        f"DTEND:{_stamp(row.ends_at)}",
        f"SUMMARY:{_text('Appointment with ' + row.professional_name)}",
        f"LOCATION:{_text(where)}",
        f"DESCRIPTION:{_text('Your reference is ' + reference)}",
        f"STATUS:{'CANCELLED' if row.state == 'cancelled' else 'CONFIRMED'}",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
    return "\r\n".join(_fold(line) for line in lines).encode()


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(text: str) -> str:
    return text.translate(_ESCAPES)


def _fold(line: str) -> str:
    """Lines are at most 75 octets; longer ones go on after a line break and a blank."""
    parts: list[str] = []
    current = ""
    for character in line:
        if len((current + character).encode()) > 74:
            parts.append(current)
            current = ""
        current += character
    return "\r\n ".join([*parts, current])
