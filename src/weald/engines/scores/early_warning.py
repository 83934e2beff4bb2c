"""Early warning: NEWS2 for adults, and the Brighton Paediatric Early Warning Score."""

from typing import Literal

from .inputs import count, number, one_of, whole
from .result import Result

NEWS2_SOURCE = "Royal College of Physicians. National Early Warning Score (NEWS) 2. London, 2017."
NEWS2_MEANING = {
    "low": "Low risk: a nurse decides whether to watch more often (at least every 4 to 12 hours).",
    "low_medium": "One sign alone scores 3: urgent review by a doctor; at least every hour.",
    "medium": "Medium risk: urgent review by a clinician who is skilled in acute illness; at least every hour.",
    "high": "High risk: emergency assessment, in the community 999; watch without a break.",
}
RESPIRATION = ((8, 3), (11, 1), (20, 0), (24, 2))
SATURATION_1 = ((91, 3), (93, 2), (95, 1))
SATURATION_2_LOW = ((83, 3), (85, 2), (87, 1), (92, 0))
SATURATION_2_ON_OXYGEN = ((94, 1), (96, 2))
SYSTOLIC = ((90, 3), (100, 2), (110, 1), (219, 0))
PULSE = ((40, 3), (50, 1), (90, 0), (110, 1), (130, 2))
TEMPERATURE = ((35.0, 3), (36.0, 1), (38.0, 0), (39.0, 1))

PEWS_SOURCE = "Monaghan A. Paediatr Nurs 2005;17(1):32 (Brighton). Critical from 4, or 3 in one area: Akre M et al. Pediatrics 2010;125:e763."
PEWS_MEANING = {
    "low": "Low: go on as planned, and score again.",
    "intermediate": "Intermediate: tell the nurse in charge and the doctor, and watch more often.",
    "high": "Critical: a senior clinician or the emergency team comes at once.",
}


def _step(value: float, steps: tuple[tuple[float, int], ...], above: int) -> int:
    """The points of the first step that the value does not exceed, else `above`."""
    return next((points for most, points in steps if value <= most), above)


def _saturation(value: int, scale: int, oxygen: bool) -> int:
    if scale == 1:
        return _step(value, SATURATION_1, 0)
    if value <= 92 or not oxygen:
        return _step(value, SATURATION_2_LOW, 0)
    return _step(value, SATURATION_2_ON_OXYGEN, 3)


def news2(
    *,
    respiratory_rate: int,
    oxygen_saturation_percent: int,
    saturation_scale: int = 1,
    on_oxygen: bool,
    systolic_mmhg: int,
    pulse: int,
    consciousness: Literal["alert", "confusion", "voice", "pain", "unresponsive"],
    temperature_c: float,
) -> Result:
    """National Early Warning Score 2, from 16 years and not in pregnancy; 0 to 20 points.

    Rates per minute, pressure in mmHg, temperature in °C (to one decimal). `saturation_scale` is 2 only where a clinician has set a
    target of 88 to 92% for hypercapnic respiratory failure. `confusion` is new confusion. Bands: `low` 0 to 4, `low_medium` with
    3 in one sign, `medium` 5 to 6, `high` from 7. Raises ValueError.
    """
    whole("respiratory_rate", respiratory_rate, 0, 120)
    whole("oxygen_saturation_percent", oxygen_saturation_percent, 30, 100)
    whole("saturation_scale", saturation_scale, 1, 2)
    whole("systolic_mmhg", systolic_mmhg, 20, 350)
    whole("pulse", pulse, 0, 350)
    number("temperature_c", temperature_c, 20, 46)
    oxygen = bool(count(on_oxygen=on_oxygen))
    levels = ("alert", "confusion", "voice", "pain", "unresponsive")
    signs = {
        "breathing": _step(respiratory_rate, RESPIRATION, 3),
        "oxygen saturation": _saturation(oxygen_saturation_percent, saturation_scale, oxygen),
        "systolic pressure": _step(systolic_mmhg, SYSTOLIC, 3),
        "pulse": _step(pulse, PULSE, 3),
        "consciousness": 0 if one_of("consciousness", consciousness, levels) == "alert" else 3,
        "temperature": _step(round(temperature_c, 1), TEMPERATURE, 2),
    }
    total = sum(signs.values()) + 2 * oxygen
    alerts = tuple(f"{sign} alone scores 3" for sign, points in signs.items() if points == 3)
    band = "high" if total >= 7 else "medium" if total >= 5 else "low_medium" if alerts else "low"
    return Result(total, band, NEWS2_MEANING[band], NEWS2_SOURCE, alerts)


def pews(
    *,
    behaviour: int,
    cardiovascular: int,
    respiratory: int,
    nebulisers_every_15_minutes: bool,
    vomiting_after_surgery: bool,
) -> Result:
    """Brighton Paediatric Early Warning Score; 0 to 13 points.

    `behaviour`: 0 playing or as usual, 1 sleeping, 2 irritable, 3 lethargic, confused or reacts less to pain. `cardiovascular`: 0 pink or
    refill 1–2 s, 1 pale or 3 s, 2 grey or 4 s or pulse 20 above normal, 3 grey and mottled or 5 s or more or pulse 30 above
    normal or slow. `respiratory`: 0 normal, 1 more than 10 above normal, accessory muscles or some oxygen, 2 more than 20 above normal,
    recession or more oxygen, 3 five below normal with recession or grunting, or much oxygen. Nebulisers every quarter of
    an hour 2; vomiting that goes on after surgery 2. `high` is 4 or more, or 3 in one area.
    Hospitals in England use the national PEWS charts instead. Raises ValueError.
    """
    areas = {"behaviour": behaviour, "cardiovascular": cardiovascular, "respiratory": respiratory}
    for name, value in areas.items():
        whole(name, value, 0, 3)
    total = sum(areas.values()) + 2 * count(
        nebulisers_every_15_minutes=nebulisers_every_15_minutes, vomiting_after_surgery=vomiting_after_surgery
    )
    alerts = tuple(f"{name} alone scores 3" for name, value in areas.items() if value == 3)
    band = "high" if total >= 4 or alerts else "intermediate" if total == 3 else "low"
    return Result(total, band, PEWS_MEANING[band], PEWS_SOURCE, alerts)
