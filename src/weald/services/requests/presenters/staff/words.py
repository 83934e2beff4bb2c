"""How things are said to staff: short, so that a line is read at a glance."""

from datetime import date, datetime, timedelta

from weald.foundation.ui.wording import MONTHS, WEEKDAYS, date_text, duration_text, plural, time_text, wall

LEVELS = {"now": "Now", "today": "Today", "soon": "7 days", "routine": "14 days", "self_care": "Advice"}

SERVICES = {
    "emergency_999": "999",
    "emergency_department": "A&E",
    "nhs_111": "NHS 111",
    "mental_health_crisis": "Crisis team",
    "maternity_unit": "Maternity unit",
    "sexual_assault_centre": "SARC",
    "urgent_treatment_centre": "Urgent treatment centre",
    "gp": "GP",
    "nurse": "Nurse",
    "clinical_pharmacist": "Practice pharmacist",
    "paramedic_home_visit": "Home visit",
    "physiotherapist": "Physiotherapist",
    "mental_health_practitioner": "Mental health",
    "social_prescriber": "Social prescriber",
    "care_coordinator": "Care coordinator",
    "community_nurse": "Community nurse",
    "health_visitor": "Health visitor",
    "midwife": "Midwife",
    "early_pregnancy_unit": "Early pregnancy unit",
    "community_pharmacy": "Pharmacy",
    "optometry_urgent": "Urgent optician",
    "urgent_dental": "Urgent dental",
    "dental": "Dentist",
    "optometry": "Optician",
    "sexual_health": "Sexual health",
    "drug_and_alcohol": "Drug and alcohol",
    "adult_social_care": "Social care",
    "reception": "Reception",
    "self_care": "Self-care",
}
STATES = {
    "waiting": "New",
    "confirmed": "Confirmed",
    "advised": "Has advice",
    "booked": "Booked",
    "referred": "At a pharmacy",
    "closed": "Closed",
}
CHANNELS = {
    "online": "Online",
    "phone": "Phone",
    "walk_in": "Walk-in",
    "nhs_app": "NHS App",
    "partner": "Partner",
    "invited": "Invited",
}
SEXES = {"female": ("F", "female"), "male": ("M", "male"), "unknown": ("", "sex not known")}
ANSWERS = {"yes": "Yes", "no": "No", "unsure": "Not sure"}
ENTRIES = {
    "sent": "Sent",
    "cut_off": "Call ended too soon: handed to a clinician",
    "taken": "Taken",
    "put_back": "Put back",
    "handed_over": "Handed over",
    "confirmed": "Decision confirmed",
    "changed": "Decision changed",
    "disagreed": "Disagreed with the rule",
    "call": "Call not answered",
    "called": "Told on the phone",
    "waits": "On the waiting list",
    "left_list": "Left the waiting list",
    "offered": "A time that came free is held",
    "declined": "Said no to a time that came free",
    "offer_lapsed": "A held time went unanswered",
    "offer_gone": "A held time was withdrawn",
    "new_times": "New times that may suit them",
    "wait_over": "The last day for the waiting list has passed",
    "invited": "Sent a link to book",
    "reply": "Message to the person",
    "wrote": "Message from the person",
    "seen": "Mark taken away: seen to, or nothing to answer",
    "ask_again": "Will be asked how they are",
    "asked": "Asked how they are",
    "not_answered": "Did not say how they are",
    "to_call": "Put on the call list",
    "better": "They are better",
    "same": "They are the same",
    "worse": "They are worse",
    "booked": "Booked",
    "moved": "Appointment moved",
    "cancelled": "Appointment cancelled",
    "arrived": "Arrived",
    "attended": "Attended",
    "did_not_attend": "Did not attend",
    "another_time": "No offered time suits",
    "message": "Wants a message",
    "asks_pharmacy": "Asks for a pharmacy",
    "referred": "Referred to a pharmacy",
    "accepted": "Read by the pharmacy",
    "recalled": "Taken back from the pharmacy",
    "treated": "Answered by the pharmacy",
    "returned": "Sent back by the pharmacy",
    "escalated": "Sent back by the pharmacy: urgent",
    "resolved": "Closed",
    "reopened": "Opened again",
    "asked_again": "They asked again",
    "needs": "What must be met",
    "concealed": "Hidden from who acts for the person",
    "revealed": "Shown again to who acts for the person",
    "died": "Closed: the person died",
    "contact": "Told us how to reach them",
    "reached_at": "Reached at a new number or address",
}
KINDS = {
    "slot": "Times",
    "duty_list": "Duty list",
    "call_back": "Call-back windows",
    "home_visit": "Home visits",
}
MODES = {"face_to_face": "Face to face", "phone": "Phone", "video": "Video"}

WHY = {
    "at your own practice": "",
    "near you, in your neighbourhood": "in the neighbourhood",
    "who you saw last time": "who they saw last time",
}
"""Why a time is offered is said to the person; staff read it of them, and see the place beside it."""


AGAIN = {
    "": "",
    "no": "said to be something else",
    "worse": "worse",
    "not_better": "no better",
    "waiting": "waits for an answer",
    "unsure": "not sure whether better or worse",
}
"""What they say of what they asked about before."""


def contact_words(contact: int, again: str) -> str:
    """Which contact in seven days this is: `Second contact: worse`; of a third one what must be done. Empty for a first."""
    if contact < 2:
        return ""
    if contact == 2:
        return f"Second contact: {AGAIN[again]}" if AGAIN[again] else "Second contact"
    named = "Third contact" if contact == 3 else f"Contact {contact} in 7 days"
    return f"{named}: a clinician must look"


def place_words(kind: str, place: str) -> str:
    """Where, as staff say it: a home visit is at the person's home, which the person reads as theirs."""
    return "their home" if kind == "home_visit" else place


def short_age(born: date | None, today: date) -> str:
    """`34`, `7 mo`, `5 wk`, `12 d`: the unit that matters at that age, and none that could be read as M for male; nothing
    where the date is not known."""
    if born is None or born > today:
        return ""
    days = (today - born).days
    months = (today.year - born.year) * 12 + today.month - born.month - (today.day < born.day)
    if days < 28:
        return f"{days} d"
    if months < 3:
        return f"{days // 7} wk"
    return f"{months} mo" if months < 24 else str(months // 12)


def short(length: timedelta) -> str:
    """`12 min`, `3 h 10`, `2 days`."""
    minutes = int(abs(length).total_seconds() // 60)
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 24 * 60:
        hours, rest = divmod(minutes, 60)
        return f"{hours} h {rest:02}" if rest else f"{hours} h"
    return plural(minutes // (24 * 60), "day")


def due_words(level: str, due_at: datetime, now: datetime) -> str:
    """Against the clock: `due now`, `due in 48 min`, `due 6:30pm`, `due Mon 6:30pm`, `due 3 Dec`, `overdue 25 min`. What is
    life-threatening is due `at once`, whatever the opening hours say."""
    if level == "now":
        return "at once"
    left = due_at - now
    if abs(left) < timedelta(minutes=1):
        return "due now"
    if left < timedelta(0):
        return f"overdue {short(left)}"
    if left < timedelta(hours=1):
        return f"due in {short(left)}"
    day = wall(due_at).date()
    days = (day - wall(now).date()).days
    if days > 6:
        return f"due {day.day} {MONTHS[day.month - 1][:3]}"
    named = "" if days == 0 else "tomorrow " if days == 1 else f"{WEEKDAYS[day.weekday()][:3]} "
    return f"due {named}{time_text(due_at)}"


def born_words(birth_date: date | None, today: date) -> str:
    """By what somebody on the phone or at the desk is known to be meant, beside their name; empty where nobody said."""
    return f"born {date_text(birth_date)} ({short_age(birth_date, today)})" if birth_date else ""


def answer_words(value: object) -> str:
    """An answer of which the content on duty no longer knows the finding."""
    return (
        ANSWERS.get(value, value)
        if isinstance(value, str)
        else f"{value:g}"
        if isinstance(value, float)
        else str(value)
    )


def service_name(service: str) -> str:
    """Who helps; what has no name here is said as it stands."""
    return SERVICES.get(service, service)


def entry_words(kind: str) -> str:
    """What happened, as a line of the story says it."""
    return ENTRIES.get(kind, kind.replace("_", " ").capitalize())


def how_soon(level: str, within: str) -> str:
    """`Today`, `7 days`; where the decision promises less than its level has, as its person is told: `2 days`."""
    return duration_text(within) if level in {"soon", "routine"} and within else LEVELS.get(level, level)


def decision_words(level: str, service: str, within: str) -> str:
    """`Today, GP`."""
    return f"{how_soon(level, within)}, {service_name(service)}"
