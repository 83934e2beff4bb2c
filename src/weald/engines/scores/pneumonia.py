"""How severe pneumonia is, caught outside of hospital: CRB-65 and CURB-65."""

from .inputs import count, number, whole
from .result import Result, band_of

SOURCE = "Lim WS et al. Thorax 2003;58:377. Bands: NICE guideline on pneumonia (NG250)."
CRB65_BANDS = (
    (0, "low", "Low risk of death (under 1%): consider care at home."),
    (2, "intermediate", "Intermediate risk of death (1 to 10%): consider hospital."),
    (4, "high", "High risk of death (over 10%): hospital, urgently."),
)
CURB65_BANDS = (
    (1, "low", "Low risk of death (under 3%): consider care at home."),
    (2, "intermediate", "Intermediate risk of death (3 to 15%): consider hospital."),
    (3, "high", "High risk of death (over 15%): hospital."),
    (5, "high", "High risk of death (over 15%): hospital, and consider critical care."),
)


def _shared(
    age_years: int, respiratory_rate: int, systolic_mmhg: float, diastolic_mmhg: float, new_confusion: bool
) -> int:
    whole("age_years", age_years, 16, 130)
    whole("respiratory_rate", respiratory_rate, 0, 120)
    number("systolic_mmhg", systolic_mmhg, 20, 350)
    number("diastolic_mmhg", diastolic_mmhg, 10, 250)
    low_pressure = systolic_mmhg < 90 or diastolic_mmhg <= 60
    return count(new_confusion=new_confusion) + (respiratory_rate >= 30) + low_pressure + (age_years >= 65)


def crb65(
    *,
    age_years: int,
    respiratory_rate: int,
    systolic_mmhg: float,
    diastolic_mmhg: float,
    new_confusion: bool,
) -> Result:
    """Without a blood test, for primary care; 0 to 4 points, one for each of:

    new confusion (abbreviated mental test of 8 or less), 30 or more breaths a minute, systolic below 90 or diastolic 60 mmHg or
    less, 65 years or more. From 16 years. It supports judgement, and does not replace it. Raises ValueError.
    """
    total = _shared(age_years, respiratory_rate, systolic_mmhg, diastolic_mmhg, new_confusion)
    band, meaning = band_of(total, CRB65_BANDS)
    return Result(total, band, meaning, SOURCE)


def curb65(
    *,
    age_years: int,
    respiratory_rate: int,
    systolic_mmhg: float,
    diastolic_mmhg: float,
    new_confusion: bool,
    urea_mmol_l: float,
) -> Result:
    """With blood urea, for hospital; 0 to 5 points: those of CRB-65, and one for urea above 7 mmol/L. Raises ValueError."""
    number("urea_mmol_l", urea_mmol_l, 0, 150)
    total = _shared(age_years, respiratory_rate, systolic_mmhg, diastolic_mmhg, new_confusion) + (
        urea_mmol_l > 7
    )
    band, meaning = band_of(total, CURB65_BANDS)
    return Result(total, band, meaning, SOURCE)
