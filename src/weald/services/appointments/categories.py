"""NHS England's national categories of GP appointments, and what a session must be like to be of one. Pure.

Source: Recording GP appointments, consolidated guidance (NHS England), with the names as published in Appointments in
General Practice. The categories of a care related encounter involve the patient, in any mode. Work that does not
is told by its context alone. Checked 2026-11-22.
"""

from dataclasses import dataclass

ENCOUNTER = "Care related encounter"
"""The patient, or somebody for them, is there or on the line."""
ACTIVITY = "Care related activities"
"""About patients, without them: results, letters, meetings about their care."""
STAFF = "Administration and practice staff activities"
"""Running the practice: team meetings, training, supervision, leave."""
IN_PERSON = ("face_to_face",)


@dataclass(frozen=True, slots=True)
class Category:
    """One category: the modes that it can have (empty for all), whether it is at the person's home or care home, and how many
    people it sees at once at least."""

    name: str
    context: str = ENCOUNTER
    modes: tuple[str, ...] = ()
    at_home: bool = False
    least_persons: int = 1


_ALL = (
    Category("General Consultation Acute"),
    Category("General Consultation Routine"),
    Category("Clinical Triage"),
    Category("Unplanned Clinical Activity"),
    Category("Walk-in", modes=IN_PERSON),
    Category("Planned Clinics"),
    Category("Planned Clinical Procedure", modes=IN_PERSON),
    Category("Structured Medication Review"),
    Category("Home Visit", modes=IN_PERSON, at_home=True),
    Category("Care Home Visit", modes=IN_PERSON, at_home=True),
    Category("Care Home Needs Assessment & Personalised Care and Support Planning"),
    Category("Patient contact during Care Home Round"),
    Category("Group Consultation and Group Education", least_persons=2),
    Category("Social Prescribing Service"),
    Category("Service provided by organisation external to the practice"),
    Category("Non-contractual chargeable work"),
    Category("Care Related Encounter but does not fit into any other category"),
    Category(ACTIVITY, ACTIVITY),
    Category(STAFF, STAFF),
)
CATEGORIES = {one.name: one for one in _ALL}
SEEN_AT_HOME = frozenset(
    {one.name for one in _ALL if one.at_home}
    | {
        "Care Home Needs Assessment & Personalised Care and Support Planning",
        "Patient contact during Care Home Round",
        "Structured Medication Review",
        "Unplanned Clinical Activity",
    }
)
"""What a home visit can be for."""
WITH_PATIENTS = tuple(one.name for one in _ALL if one.context == ENCOUNTER)


def why_not(category: str, kind: str, mode: str, capacity: int) -> str:
    """Why a session of this kind and mode, for so many persons a slot, cannot be of the category; empty where it can."""
    found = CATEGORIES.get(category)
    if found is None or found.context != ENCOUNTER:
        return "Choose a category of appointments: people are seen in this session."
    if found.modes and mode not in found.modes:
        return f"{category} is face to face. Choose that, or another category."
    if found.at_home and kind != "home_visit":
        return f"{category} is a home visit. Choose home visits, or another category."
    if kind == "home_visit" and category not in SEEN_AT_HOME:
        return f"{category} is not what a home visit is counted as. Choose Home Visit or Care Home Visit."
    if kind == "home_visit" and mode != "face_to_face":
        return "A home visit is face to face."
    if kind == "call_back" and mode == "face_to_face":
        return "In a call-back window people are phoned. Choose phone or video."
    if capacity < found.least_persons:
        return f"{category} is for two or more people at once. Say how many persons a slot is for."
    return ""
