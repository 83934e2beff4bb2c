"""How levels, services, modes and states are said to people: each once, in plain words."""

from datetime import datetime

from weald.foundation.ui.language import _, marked
from weald.foundation.ui.wording import between, date_and_time

LEVELS = {
    "now": marked("now"),
    "today": marked("today"),
    "soon": marked("within 7 days"),
    "routine": marked("within 14 days"),
    "self_care": marked("looking after yourself"),
}

SERVICES = {
    "emergency_999": marked("the ambulance service (999)"),
    "emergency_department": marked("A&E (the emergency department)"),
    "nhs_111": marked("NHS 111"),
    "mental_health_crisis": marked("the urgent mental health team"),
    "maternity_unit": marked("your maternity unit"),
    "sexual_assault_centre": marked("a sexual assault referral centre (SARC)"),
    "urgent_treatment_centre": marked("an urgent treatment centre"),
    "gp": marked("a GP"),
    "nurse": marked("a nurse"),
    "clinical_pharmacist": marked("the practice’s pharmacist"),
    "paramedic_home_visit": marked("a paramedic who visits you at home"),
    "physiotherapist": marked("a physiotherapist"),
    "mental_health_practitioner": marked("a mental health practitioner"),
    "social_prescriber": marked("a social prescriber"),
    "care_coordinator": marked("a care coordinator"),
    "community_nurse": marked("a community nurse"),
    "health_visitor": marked("a health visitor"),
    "midwife": marked("a midwife"),
    "early_pregnancy_unit": marked("an early pregnancy unit"),
    "community_pharmacy": marked("a local pharmacy"),
    "optometry_urgent": marked("an optician, urgently"),
    "urgent_dental": marked("an urgent dental service"),
    "dental": marked("a dentist"),
    "optometry": marked("an optician"),
    "sexual_health": marked("a sexual health clinic"),
    "drug_and_alcohol": marked("a drug and alcohol service"),
    "adult_social_care": marked("adult social care"),
    "reception": marked("the practice’s reception team"),
    "self_care": marked("yourself, with advice"),
}

GO_YOURSELF = frozenset(
    [
        "emergency_999",
        "emergency_department",
        "nhs_111",
        "mental_health_crisis",
        "maternity_unit",
        "sexual_assault_centre",
        "urgent_treatment_centre",
        "community_pharmacy",
        "optometry_urgent",
        "urgent_dental",
        "dental",
        "optometry",
        "sexual_health",
        "drug_and_alcohol",
        "adult_social_care",
        "self_care",
    ]
)
"""Services that a person turns to themself: the practice has no time of its own to offer for them."""

MODES = {"face_to_face": marked("face to face"), "phone": marked("by phone"), "video": marked("by video")}

KINDS = {
    "slot": "",
    "duty_list": marked("The team will fit you in between these times."),
    "call_back": marked("We will call you between these times."),
    "home_visit": marked("We will come to you between these times."),
}

CONTACT = {
    "sms": marked("Text message"),
    "phone": marked("Phone call"),
    "email": marked("Email"),
    "letter": marked("Letter"),
}

FOR_WHOM = {"me": marked("Me"), "child": marked("My child"), "other": marked("Somebody I care for")}

ASKED_BEFORE = {
    "no": marked("No"),
    "worse": marked("Yes, and it is worse"),
    "not_better": marked("Yes, and it is no better"),
    "waiting": marked("Yes, and I am waiting for an answer"),
    "unsure": marked("Yes, and I am not sure if it is better or worse"),
}
"""What everybody is asked about a matter of health, and answers: whether it is about the same as lately."""

SEXES = {
    "female": marked("Female"),
    "male": marked("Male"),
    "unknown": marked("Not known, or prefer not to say"),
}


def level_words(level: str) -> str:
    """How soon: "today", "within 7 days"; a level that we do not know is said as it stands."""
    return _(LEVELS.get(level, level))


def service_words(service: str) -> str:
    """Who: "a GP", "the practice’s pharmacist"."""
    return _(SERVICES.get(service, service.replace("_", " ")))


def mode_words(mode: str) -> str:
    """How they meet: "by phone"."""
    return _(MODES.get(mode, mode.replace("_", " ")))


def told_time(kind: str, starts_at: datetime, ends_at: datetime, now: datetime) -> str:
    """When, in what is sent or stored: a time by its date, of a window its end too."""
    return date_and_time(starts_at, now) if kind == "slot" else between(starts_at, ends_at, now)


def told_place(kind: str, mode: str, place: str) -> str:
    """Where, in what is sent or stored: "by phone", "at Hop Lane Surgery", "at your home"."""
    if mode != "face_to_face":
        return mode_words(mode)
    return "at your home" if kind == "home_visit" else f"at {place}"


def contact_words(contact_by: str) -> str:
    """How somebody likes to be reached: "Text message"."""
    words = CONTACT.get(contact_by, "")
    return _(words) if words else ""
