"""How decisions are said to whoever reads the rules."""

from weald.services.directory.words import SERVICES as OFFERED

LEVELS = {
    "now": "Now",
    "today": "Today",
    "soon": "Within 7 days",
    "routine": "Within 14 days",
    "self_care": "Advice or self-care",
}
SERVICES = OFFERED | {
    "emergency_999": "999",
    "emergency_department": "Emergency department (A&E)",
    "nhs_111": "NHS 111",
    "mental_health_crisis": "Mental health crisis team",
    "maternity_unit": "Maternity unit, day or night",
    "early_pregnancy_unit": "Early pregnancy unit",
    "sexual_assault_centre": "Sexual assault referral centre (SARC)",
    "urgent_treatment_centre": "Urgent treatment centre",
    "drug_and_alcohol": "Drug and alcohol service",
    "self_care": "Self-care",
}
ALARMING = {
    "yes": "yes is the more alarming answer",
    "no": "no is the more alarming answer",
    "high": "a higher number is more alarming",
    "low": "a lower number is more alarming",
    "ordered": "later answers are more alarming",
    "none": "no answer is more alarming by itself",
}
SEEN = {
    "page": "whole page compared",
    "excerpt": "an excerpt compared",
    "not_opened": "source not opened",
}
STATES = {
    "fires": "Fires",
    "raises": "Raises the decision",
    "ruled_out": "Ruled out",
    "open": "Still open",
    "later": "Comes later",
}
VERDICTS = {"agree": "agrees with this text", "change": "wants a change"}
