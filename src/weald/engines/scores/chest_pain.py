"""Chest pain in primary care: the Marburg Heart Score."""

from typing import Literal

from .inputs import count, one_of, whole
from .result import Result

SOURCE = (
    "Bösner S et al. CMAJ 2010;182:1295. Rates by band: Haasenritter J et al. Br J Gen Pract 2012;62:e415."
)


def marburg(
    *,
    age_years: int,
    sex: Literal["female", "male"],
    vascular_disease: bool,
    worse_with_exercise: bool,
    patient_thinks_heart: bool,
    reproducible_by_palpation: bool,
) -> Result:
    """How likely coronary disease is behind chest pain, from 35 years; 0 to 5 points, one for each of:

    a man of 55 or more, a woman of 65 or more; known vascular disease; pain worse with exercise; the person thinks it is the heart; pain that
    pressing on the chest does not bring back. It does not rule out an acute coronary syndrome. Raises ValueError.
    """
    whole("age_years", age_years, 18, 130)
    old = age_years >= (65 if one_of("sex", sex, ("female", "male")) == "female" else 55)
    total = (
        old
        + count(
            vascular_disease=vascular_disease,
            worse_with_exercise=worse_with_exercise,
            patient_thinks_heart=patient_thinks_heart,
        )
        + (not count(reproducible_by_palpation=reproducible_by_palpation))
    )
    if total <= 2:
        return Result(total, "low", "Coronary disease in about 3%: unlikely to be the cause.", SOURCE)
    return Result(total, "raised", "Coronary disease in about 23%: assess further, soon.", SOURCE)
