"""How levels, services, modes and states are said to people: each once, in plain words."""

LEVELS = {
    "now": "now",
    "today": "today",
    "soon": "within 7 days",
    "routine": "within 14 days",
    "self_care": "looking after yourself",
}

SERVICES = {
    "emergency_999": "the ambulance service (999)",
    "emergency_department": "A&E (the emergency department)",
    "nhs_111": "NHS 111",
    "mental_health_crisis": "the urgent mental health team",
    "gp": "a GP",
    "nurse": "a nurse",
    "clinical_pharmacist": "the practice’s pharmacist",
    "paramedic_home_visit": "a paramedic who visits you at home",
    "physiotherapist": "a physiotherapist",
    "mental_health_practitioner": "a mental health practitioner",
    "social_prescriber": "a social prescriber",
    "care_coordinator": "a care coordinator",
    "community_nurse": "a community nurse",
    "health_visitor": "a health visitor",
    "midwife": "a midwife",
    "community_pharmacy": "a local pharmacy",
    "optometry_urgent": "an optician, urgently",
    "urgent_dental": "an urgent dental service",
    "dental": "a dentist",
    "optometry": "an optician",
    "sexual_health": "a sexual health clinic",
    "adult_social_care": "adult social care",
    "reception": "the practice’s reception team",
    "self_care": "yourself, with advice",
}

GO_YOURSELF = frozenset(
    [
        "emergency_999",
        "emergency_department",
        "nhs_111",
        "mental_health_crisis",
        "community_pharmacy",
        "optometry_urgent",
        "urgent_dental",
        "dental",
        "optometry",
        "sexual_health",
        "adult_social_care",
        "self_care",
    ]
)
"""Services that a person turns to themself: the practice has no time of its own to offer for them."""

MODES = {"face_to_face": "face to face", "phone": "by phone", "video": "by video"}

KINDS = {
    "slot": "",
    "duty_list": "The team will fit you in between these times.",
    "call_back": "We will call you between these times.",
    "home_visit": "We will come to you between these times.",
}

CONTACT = {"sms": "Text message", "phone": "Phone call", "email": "Email", "letter": "Letter"}

FOR_WHOM = {"me": "Me", "child": "My child", "other": "Somebody I care for"}

ASKED_BEFORE = {
    "no": "No",
    "worse": "Yes, and it is worse",
    "not_better": "Yes, and it is no better",
    "waiting": "Yes, and I am waiting for an answer",
    "unsure": "Yes, and I am not sure if it is better or worse",
}
"""What everybody is asked about a matter of health, and answers: whether it is about the same as lately."""

SEXES = {"female": "Female", "male": "Male", "unknown": "Not known, or prefer not to say"}


def level_words(level: str) -> str:
    """How soon: "today", "within 7 days"; a level that we do not know is said as it stands."""
    return LEVELS.get(level, level)


def service_words(service: str) -> str:
    """Who: "a GP", "the practice’s pharmacist"."""
    return SERVICES.get(service, service.replace("_", " "))


def mode_words(mode: str) -> str:
    """How they meet: "by phone"."""
    return MODES.get(mode, mode.replace("_", " "))


def contact_words(contact_by: str) -> str:
    """How somebody likes to be reached: "Text message"."""
    return CONTACT.get(contact_by, "")
