"""The risk of stroke: ABCD2 after a transient ischaemic attack, CHA2DS2-VASc in atrial fibrillation."""

from typing import Literal

from .inputs import count, number, one_of, whole
from .result import Result, band_of

ABCD2_SOURCE = "Johnston SC et al. Lancet 2007;369:283."
FEATURES = {"other": 0, "speech": 1, "weakness": 2}
ABCD2_BANDS = (
    (3, "low", (1.0, 1.2, 3.1)),
    (5, "moderate", (4.1, 5.9, 9.8)),
    (7, "high", (8.1, 11.7, 17.8)),
)

CHA2DS2_VASC_SOURCE = "Lip GYH et al. Chest 2010;137:263. Yearly rates: Friberg L et al. Eur Heart J 2012;33:1500. Bands: NICE NG196."
STROKE_PER_YEAR = (0.2, 0.6, 2.2, 3.2, 4.8, 7.2, 9.7, 11.2, 10.8, 12.2)
THROMBOEMBOLISM_PER_YEAR = (0.3, 0.9, 2.9, 4.6, 6.7, 10.0, 13.6, 15.7, 15.2, 17.4)


def abcd2(
    *,
    age_years: int,
    systolic_mmhg: float,
    diastolic_mmhg: float,
    features: Literal["other", "speech", "weakness"],
    duration_minutes: float,
    diabetes: bool,
) -> Result:
    """The risk of stroke soon after a transient ischaemic attack; 0 to 7 points.

    60 years or more 1; blood pressure (mmHg, first reading after it) of 140 or 90 or more 1; weakness of one side 2, speech disturbed
    without weakness 1; lasted 10 to 59 minutes 1, 60 or more 2; diabetes 1. Raises ValueError.
    """
    whole("age_years", age_years, 0, 130)
    number("systolic_mmhg", systolic_mmhg, 20, 350)
    number("diastolic_mmhg", diastolic_mmhg, 10, 250)
    number("duration_minutes", duration_minutes, 0, 24 * 60)
    total = (
        (age_years >= 60)
        + (systolic_mmhg >= 140 or diastolic_mmhg >= 90)
        + FEATURES[one_of("features", features, tuple(FEATURES))]
        + (2 if duration_minutes >= 60 else 1 if duration_minutes >= 10 else 0)
        + count(diabetes=diabetes)
    )
    band, risk = band_of(total, ABCD2_BANDS)
    meaning = (
        f"In the cohorts, {risk[0]}% had a stroke within 2 days, {risk[1]}% within 7 days and {risk[2]}% within 90 days. "
        "NICE NG128: refer everybody with a suspected TIA for a specialist on the same or next day, whatever the score."
    )
    return Result(total, band, meaning, ABCD2_SOURCE)


def cha2ds2_vasc(
    *,
    age_years: int,
    sex: Literal["female", "male"],
    heart_failure: bool,
    hypertension: bool,
    diabetes: bool,
    stroke_or_thromboembolism: bool,
    vascular_disease: bool,
) -> Result:
    """The yearly risk of stroke in atrial fibrillation without anticoagulation; 0 to 9 points.

    Heart failure 1, hypertension 1, 75 years or more 2 (65 to 74: 1), diabetes 1, stroke, TIA or thromboembolism before 2, vascular
    disease (infarct, peripheral artery disease, aortic plaque) 1, female 1.
    Bands by NICE NG196: `low` is no risk factor but sex under 65; `moderate` is 1 point in a man; `high` is 2 or more.
    Raises ValueError.
    """
    whole("age_years", age_years, 18, 130)
    female = one_of("sex", sex, ("female", "male")) == "female"
    factors = (
        count(
            heart_failure=heart_failure,
            hypertension=hypertension,
            diabetes=diabetes,
            vascular_disease=vascular_disease,
        )
        + 2 * count(stroke_or_thromboembolism=stroke_or_thromboembolism)
        + (2 if age_years >= 75 else 1 if age_years >= 65 else 0)
    )
    total = factors + female
    band = "low" if factors == 0 else "moderate" if total == 1 else "high"
    advice = {
        "low": "Do not offer anticoagulation for stroke prevention.",
        "moderate": "Consider anticoagulation, with the risk of bleeding in mind.",
        "high": "Offer anticoagulation, with the risk of bleeding in mind.",
    }[band]
    meaning = (
        f"In the cohort, {STROKE_PER_YEAR[total]}% a year had an ischaemic stroke, and "
        f"{THROMBOEMBOLISM_PER_YEAR[total]}% a stroke, TIA or embolism. {advice}"
    )
    return Result(total, band, meaning, CHA2DS2_VASC_SOURCE)
