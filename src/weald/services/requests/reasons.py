"""Why a practice asks somebody to book: a short list, so that what people do not want to be asked about again is kept by reason."""

from weald.foundation.ui.language import _, marked

REASONS = {
    "medicines_review": marked("A review of your medicines"),
    "blood_pressure": marked("A blood pressure check"),
    "long_term": marked("Your yearly check-up"),
    "health_check": marked("An NHS Health Check"),
    "smear": marked("Cervical screening"),
    "blood_test": marked("A blood test"),
    "flu_vaccine": marked("A flu vaccine"),
    "covid_vaccine": marked("A COVID-19 vaccine"),
    "other_vaccine": marked("A vaccine"),
    "follow_up": marked("A follow-up appointment"),
    "other": marked("An appointment"),
}
"""As the person reads it once they have opened the page; no message names it."""


def reason_words(reason: str) -> str:
    """What it is for: "A flu vaccine"."""
    return _(REASONS.get(reason, REASONS["other"]))
