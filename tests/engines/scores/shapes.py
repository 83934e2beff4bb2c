"""What each score takes, for tests: ranges, which way is worse, the calmest case, and the order of its bands."""

from dataclasses import dataclass, field
from typing import Any

from weald.engines.scores import INSTRUMENTS, Result


@dataclass(frozen=True)
class Range:
    """Numbers from `low` to `high`. Worse is `up`, `down`, or `away` from `normal`; empty where neither holds."""

    low: float
    high: float
    worse: str = "up"
    normal: float = 0


@dataclass(frozen=True)
class Shape:
    """The least and most points (None where nothing is added up), the bands from calm to worst, and the numbers."""

    least: float | None
    most: float | None
    bands: tuple[str, ...]
    numbers: dict[str, Range] = field(default_factory=dict)
    better: tuple[str, ...] = ()
    """Yes-or-no inputs where yes is the better answer."""


AGE = Range(18, 120)
ITEMS3 = Range(0, 3)
ITEMS4 = Range(0, 4)
PRESSURE_HIGH = Range(60, 260)
PRESSURE_LOW = Range(40, 200, "down")
DIASTOLIC_LOW = Range(20, 120, "down")

SHAPES: dict[str, Shape] = {
    "abcd2": Shape(
        0,
        7,
        ("low", "moderate", "high"),
        {
            "age_years": Range(0, 120),
            "systolic_mmhg": PRESSURE_HIGH,
            "diastolic_mmhg": Range(30, 160),
            "duration_minutes": Range(0, 300),
        },
    ),
    "audit_c": Shape(
        0,
        12,
        ("lower", "increasing", "higher", "possible_dependence"),
        dict.fromkeys(("how_often", "units_on_a_day", "how_often_heavy"), ITEMS4),
    ),
    "canadian_ct_head": Shape(
        None,
        None,
        ("low", "medium", "high"),
        {
            "age_years": Range(16, 120),
            "gcs_at_2_hours": Range(3, 15, "down"),
            "vomiting_episodes": Range(0, 10),
            "amnesia_before_minutes": Range(0, 600),
        },
    ),
    "centor": Shape(0, 4, ("low", "high")),
    "cha2ds2_vasc": Shape(0, 9, ("low", "moderate", "high"), {"age_years": AGE}),
    "clinical_frailty": Shape(
        1,
        9,
        (
            "very_fit",
            "fit",
            "managing_well",
            "very_mild",
            "mild",
            "moderate",
            "severe",
            "very_severe",
            "terminally_ill",
        ),
        {"level": Range(1, 9)},
    ),
    "crb65": Shape(
        0,
        4,
        ("low", "intermediate", "high"),
        {
            "age_years": Range(16, 120),
            "respiratory_rate": Range(5, 80),
            "systolic_mmhg": PRESSURE_LOW,
            "diastolic_mmhg": DIASTOLIC_LOW,
        },
    ),
    "curb65": Shape(
        0,
        5,
        ("low", "intermediate", "high"),
        {
            "age_years": Range(16, 120),
            "respiratory_rate": Range(5, 80),
            "systolic_mmhg": PRESSURE_LOW,
            "diastolic_mmhg": DIASTOLIC_LOW,
            "urea_mmol_l": Range(1, 60),
        },
    ),
    "efi": Shape(0, 1, ("fit", "mild", "moderate", "severe")),
    "feverpain": Shape(0, 5, ("low", "medium", "high")),
    "gad7": Shape(
        0,
        21,
        ("minimal", "mild", "moderate", "severe"),
        {each.name: ITEMS3 for each in INSTRUMENTS["gad7"].inputs},
    ),
    "has_bled": Shape(
        0,
        9,
        ("low", "moderate", "high"),
        {
            "age_years": AGE,
            "systolic_mmhg": PRESSURE_HIGH,
            "creatinine_umol_l": Range(40, 900),
            "bilirubin_times_normal": Range(0, 10),
            "liver_enzyme_times_normal": Range(0, 20),
            "drinks_per_week": Range(0, 60),
        },
    ),
    "marburg": Shape(0, 5, ("low", "raised"), {"age_years": AGE}, ("reproducible_by_palpation",)),
    "mcisaac": Shape(-1, 5, ("low", "medium", "high"), {"age_years": Range(3, 110, "down")}),
    "news2": Shape(
        0,
        20,
        ("low", "low_medium", "medium", "high"),
        {
            "respiratory_rate": Range(0, 60, "away", 16),
            "oxygen_saturation_percent": Range(60, 100, ""),
            "saturation_scale": Range(1, 2, ""),
            "systolic_mmhg": Range(40, 260, "away", 150),
            "pulse": Range(20, 220, "away", 70),
            "temperature_c": Range(30, 43, "away", 37),
        },
    ),
    "ng143": Shape(
        None,
        None,
        ("green", "amber", "red"),
        {
            "age_months": Range(0, 59.9, ""),
            "temperature_c": Range(34, 42),
            "respiratory_rate": Range(10, 100),
            "oxygen_saturation_percent": Range(70, 100, "down"),
            "heart_rate": Range(60, 250),
            "capillary_refill_s": Range(0, 10),
            "fever_days": Range(0, 20),
        },
        ("smiles",),
    ),
    "orbit": Shape(
        0,
        7,
        ("low", "medium", "high"),
        {
            "age_years": AGE,
            "haemoglobin_g_l": Range(60, 180, "down"),
            "haematocrit_percent": Range(20, 55, "down"),
            "egfr": Range(5, 120, "down"),
        },
    ),
    "ottawa_sah": Shape(0, 6, ("ruled_out", "not_ruled_out"), {"age_years": Range(16, 120)}),
    "perc": Shape(
        0,
        8,
        ("ruled_out", "not_ruled_out"),
        {
            "age_years": AGE,
            "heart_rate": Range(40, 200),
            "oxygen_saturation_percent": Range(80, 100, "down"),
        },
    ),
    "pews": Shape(
        0,
        13,
        ("low", "intermediate", "high"),
        dict.fromkeys(("behaviour", "cardiovascular", "respiratory"), ITEMS3),
    ),
    "phq9": Shape(
        0,
        27,
        ("minimal", "mild", "moderate", "moderately_severe", "severe"),
        {each.name: ITEMS3 for each in INSTRUMENTS["phq9"].inputs},
    ),
    "wells_dvt": Shape(-2, 9, ("unlikely", "likely"), better=("other_diagnosis_as_likely",)),
    "wells_pe": Shape(0, 12.5, ("unlikely", "likely"), {"heart_rate": Range(40, 200)}),
}

CALM: dict[str, dict[str, Any]] = {
    "abcd2": {"age_years": 59, "systolic_mmhg": 139, "diastolic_mmhg": 89, "duration_minutes": 9},
    "canadian_ct_head": {"age_years": 64, "gcs_at_2_hours": 15},
    "cha2ds2_vasc": {"age_years": 64, "sex": "male"},
    "clinical_frailty": {"level": 1},
    "crb65": {"age_years": 64, "respiratory_rate": 29, "systolic_mmhg": 90, "diastolic_mmhg": 61},
    "curb65": {
        "age_years": 64,
        "respiratory_rate": 29,
        "systolic_mmhg": 90,
        "diastolic_mmhg": 61,
        "urea_mmol_l": 7,
    },
    "has_bled": {"age_years": 65, "systolic_mmhg": 160, "creatinine_umol_l": 199},
    "marburg": {"age_years": 54, "sex": "male"},
    "mcisaac": {"age_years": 30},
    "news2": {
        "respiratory_rate": 16,
        "oxygen_saturation_percent": 96,
        "saturation_scale": 1,
        "systolic_mmhg": 120,
        "pulse": 70,
        "temperature_c": 37.0,
    },
    "ng143": {
        "age_months": 18,
        "temperature_c": 38.5,
        "respiratory_rate": 40,
        "oxygen_saturation_percent": 96,
        "heart_rate": 150,
        "capillary_refill_s": 2,
        "fever_days": 4,
    },
    "orbit": {"age_years": 74, "sex": "male", "haemoglobin_g_l": 130, "egfr": 60},
    "ottawa_sah": {"age_years": 39},
    "perc": {"age_years": 49, "heart_rate": 99, "oxygen_saturation_percent": 95},
    "wells_pe": {"heart_rate": 100},
}
"""What the calmest case has beside every yes-or-no input at its better answer and every other number at 0."""


def calm(name: str) -> dict[str, Any]:
    """The calmest case of a score: just below every threshold."""
    case: dict[str, Any] = {}
    for each in INSTRUMENTS[name].inputs:
        if each.words:
            case[each.name] = each.words[0]
        elif each.kind is bool:
            case[each.name] = each.name in SHAPES[name].better
        elif each.needed:
            case[each.name] = 0
    return case | CALM.get(name, {})


def score(name: str, **changes: Any) -> Result:
    """The score of the calmest case with these changes."""
    return INSTRUMENTS[name].score(**(calm(name) | changes))
