"""Alcohol: AUDIT-C."""

from typing import Literal

from .inputs import one_of, points
from .result import Result, band_of

SOURCE = (
    "Bush K et al. Arch Intern Med 1998;158:1789. Bands: Office for Health Improvement and Disparities, "
    "Alcohol use screening tests (GOV.UK)."
)
BANDS = (
    (4, "lower", "Lower risk drinking."),
    (7, "increasing", "Increasing risk drinking: give brief advice, and ask the other questions of AUDIT."),
    (10, "higher", "Higher risk drinking: give brief advice, and ask the other questions of AUDIT."),
    (
        12,
        "possible_dependence",
        "Possible dependence: ask the other questions of AUDIT, and think of a referral.",
    ),
)
SEX_CUT_POINTS = {"female": 3, "male": 4}
"""Where the validation studies call the test positive: Bush 1998 for men, Bradley 2003 for women."""


def audit_c(
    *,
    how_often: int,
    units_on_a_day: int,
    how_often_heavy: int,
    sex: Literal["female", "male", "unknown"] = "unknown",
) -> Result:
    """Alcohol Use Disorders Identification Test, the three questions on consumption; 0 to 12 points.

    Each answer gives 0 to 4 points. `how_often`: never, monthly or less, 2 to 4 times a month, 2 to 3 times a week, 4 or
    more times a week. `units_on_a_day` (UK units of 8 g): 1–2 (or none), 3–4, 5–6, 7–9, 10 or more. `how_often_heavy` (6 units or
    more for women, 8 for men): never, less than monthly, monthly, weekly, daily or almost daily.
    The bands are those of England (5 or more is positive). With `sex`, an alert says where the cut-points of the validation
    studies (3 for women, 4 for men) are reached. Raises ValueError.
    """
    total = points(
        {"how_often": how_often, "units_on_a_day": units_on_a_day, "how_often_heavy": how_often_heavy}, 4
    )
    cut = SEX_CUT_POINTS.get(one_of("sex", sex, ("female", "male", "unknown")))
    alerts = (f"At or above the cut-point of the validation studies for this sex ({cut}).",)
    band, meaning = band_of(total, BANDS)
    return Result(total, band, meaning, SOURCE, alerts if cut is not None and total >= cut else ())
