"""The risk of major bleeding on anticoagulants: ORBIT and HAS-BLED."""

from typing import Literal

from .inputs import count, number, one_of, whole
from .result import Result, band_of

ORBIT_SOURCE = "O'Brien EC et al. Eur Heart J 2015;36:3258. Preferred by NICE NG196."
ORBIT_BANDS = ((2, "low", 2.4), (3, "medium", 4.7), (7, "high", 8.1))

HAS_BLED_SOURCE = "Pisters R et al. Chest 2010;138:1093."
BLEEDS_PER_100_YEARS = (1.13, 1.02, 1.88, 3.74, 8.70, 12.50)
"""By points up to 5; the cohort had too few people with more to give a rate."""


def orbit(
    *,
    age_years: int,
    sex: Literal["female", "male"],
    haemoglobin_g_l: float,
    haematocrit_percent: float | None = None,
    egfr: float,
    bleeding_before: bool,
    antiplatelet: bool,
) -> Result:
    """Major bleeding on anticoagulants for atrial fibrillation; 0 to 7 points.

    Haemoglobin (g/L) below 130 in men and 120 in women, or haematocrit (%) below 40 and 36: 2. Over 74 years 1. Bleeding
    before (gut, brain) 2. eGFR (mL/min/1.73 m²) below 60: 1. Antiplatelet treatment 1. Raises ValueError.
    """
    whole("age_years", age_years, 18, 130)
    number("haemoglobin_g_l", haemoglobin_g_l, 20, 260)
    number("egfr", egfr, 0, 250)
    female = one_of("sex", sex, ("female", "male")) == "female"
    anaemic = haemoglobin_g_l < (120 if female else 130)
    if haematocrit_percent is not None:
        anaemic |= number("haematocrit_percent", haematocrit_percent, 5, 80) < (36 if female else 40)
    total = (
        2 * anaemic
        + (age_years > 74)
        + 2 * count(bleeding_before=bleeding_before)
        + (egfr < 60)
        + count(antiplatelet=antiplatelet)
    )
    band, rate = band_of(total, ORBIT_BANDS)
    meaning = f"In the cohort, {rate} major bleeds in 100 people a year. Look for what can be changed."
    return Result(total, band, meaning, ORBIT_SOURCE)


def has_bled(
    *,
    age_years: int,
    systolic_mmhg: float,
    creatinine_umol_l: float,
    dialysis_or_transplant: bool,
    cirrhosis: bool,
    bilirubin_times_normal: float = 1.0,
    liver_enzyme_times_normal: float = 1.0,
    stroke: bool,
    bleeding_before: bool,
    labile_inr: bool,
    antiplatelet_or_nsaid: bool,
    alcohol_misuse: bool,
    drinks_per_week: float = 0.0,
) -> Result:
    """Major bleeding on anticoagulants for atrial fibrillation; 0 to 9 points, one for each of:

    Systolic pressure above 160 mmHg (a history of hypertension that is controlled does not count). Kidney: dialysis,
    transplant, or creatinine of 200 µmol/L or more. Liver: chronic disease such as cirrhosis, or bilirubin above 2 times with
    AST, ALT or ALP above 3 times the upper limit of normal. Stroke before. Major bleeding before, or anaemia. Labile INR (within
    range under 60% of the time). Over 65 years. Antiplatelet or anti-inflammatory medicine. Alcohol misuse, or 8 or more
    drinks a week. Raises ValueError.
    """
    whole("age_years", age_years, 18, 130)
    number("systolic_mmhg", systolic_mmhg, 20, 350)
    number("creatinine_umol_l", creatinine_umol_l, 5, 3000)
    number("bilirubin_times_normal", bilirubin_times_normal, 0, 100)
    number("liver_enzyme_times_normal", liver_enzyme_times_normal, 0, 1000)
    number("drinks_per_week", drinks_per_week, 0, 500)
    kidney = count(dialysis_or_transplant=dialysis_or_transplant) or creatinine_umol_l >= 200
    liver = count(cirrhosis=cirrhosis) or (bilirubin_times_normal > 2 and liver_enzyme_times_normal > 3)
    alcohol = count(alcohol_misuse=alcohol_misuse) or drinks_per_week >= 8
    total = (
        (systolic_mmhg > 160)
        + bool(kidney)
        + bool(liver)
        + (age_years > 65)
        + bool(alcohol)
        + count(
            stroke=stroke,
            bleeding_before=bleeding_before,
            labile_inr=labile_inr,
            antiplatelet_or_nsaid=antiplatelet_or_nsaid,
        )
    )
    band = "low" if total <= 1 else "moderate" if total == 2 else "high"
    rate = (
        f"{BLEEDS_PER_100_YEARS[total]:g} major bleeds in 100 people a year"
        if total < len(BLEEDS_PER_100_YEARS)
        else "too few people to give a rate, and above 12.5 expected"
    )
    meaning = (
        f"In the cohort: {rate}. Look for what can be changed: a high score is no reason by itself to withhold "
        "anticoagulants."
    )
    return Result(total, band, meaning, HAS_BLED_SOURCE)
