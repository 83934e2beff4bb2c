"""Fever in a child under 5: the traffic light of NICE NG143."""

from typing import Literal, get_args

from .inputs import count, number, one_of, whole
from .result import Result

SOURCE = "NICE NG143: Fever in under 5s, table 1 (traffic light system)."
MEANING = {
    "red": "High risk of serious illness: to a paediatrician urgently; 999 if life is in danger.",
    "amber": "Intermediate risk: a paediatrician, or a clear safety net where there is no diagnosis.",
    "green": "Low risk: care at home, with advice when to ask again.",
}

Colour = Literal["normal", "pallor_reported", "pale_mottled_ashen_or_blue"]
Response = Literal["normal", "not_normal", "none"]
Waking = Literal["normal", "prolonged_stimulation", "does_not_stay_awake"]
Cry = Literal["normal", "weak_high_or_continuous"]
Indrawing = Literal["none", "mild", "moderate", "severe"]


def ng143(
    *,
    age_months: float,
    temperature_c: float,
    respiratory_rate: int,
    oxygen_saturation_percent: float,
    heart_rate: int,
    capillary_refill_s: float,
    fever_days: float,
    colour: Colour = "normal",
    social_response: Response = "normal",
    smiles: bool = True,
    waking: Waking = "normal",
    cry: Cry = "normal",
    decreased_activity: bool = False,
    appears_ill: bool = False,
    nasal_flaring: bool = False,
    crackles: bool = False,
    grunting: bool = False,
    chest_indrawing: Indrawing = "none",
    reduced_skin_turgor: bool = False,
    dry_mucous_membranes: bool = False,
    poor_feeding: bool = False,
    reduced_urine: bool = False,
    rigors: bool = False,
    limb_or_joint_swelling: bool = False,
    limb_not_used: bool = False,
    non_blanching_rash: bool = False,
    bulging_fontanelle: bool = False,
    neck_stiffness: bool = False,
    status_epilepticus: bool = False,
    focal_neurological_signs: bool = False,
    focal_seizures: bool = False,
) -> Result:
    """How likely a serious illness is in a child under 5 years (60 months) with fever.

    Any red sign makes `red`, else any amber sign `amber`, else `green`; `alerts` names the signs of that colour. Temperature
    in °C, rates per minute, saturation in air in %, capillary refill in seconds, fever in days. Breaths: above 60 is red; above
    50 from 6 to 12 months, above 40 after that, amber. Heartbeats: above 160 under 12 months, 150 under 24 months, 140 after that, amber.
    Temperature: 38 or more under 3 months red; 39 or more from 3 to 6 months amber. Adds nothing up: `points` is None. Raises ValueError.
    """
    number("age_months", age_months, 0, 60)
    if age_months == 60:
        raise ValueError("age_months must be under 60: the traffic light is for children under 5 years.")
    number("temperature_c", temperature_c, 28, 44)
    whole("respiratory_rate", respiratory_rate, 0, 150)
    number("oxygen_saturation_percent", oxygen_saturation_percent, 30, 100)
    whole("heart_rate", heart_rate, 0, 350)
    number("capillary_refill_s", capillary_refill_s, 0, 30)
    number("fever_days", fever_days, 0, 365)
    one_of("colour", colour, get_args(Colour))
    one_of("social_response", social_response, get_args(Response))
    one_of("waking", waking, get_args(Waking))
    one_of("cry", cry, get_args(Cry))
    one_of("chest_indrawing", chest_indrawing, get_args(Indrawing))
    seen_red = {
        "appears_ill": appears_ill,
        "grunting": grunting,
        "reduced_skin_turgor": reduced_skin_turgor,
        "non_blanching_rash": non_blanching_rash,
        "bulging_fontanelle": bulging_fontanelle,
        "neck_stiffness": neck_stiffness,
        "status_epilepticus": status_epilepticus,
        "focal_neurological_signs": focal_neurological_signs,
        "focal_seizures": focal_seizures,
    }
    seen_amber = {
        "decreased_activity": decreased_activity,
        "nasal_flaring": nasal_flaring,
        "crackles": crackles,
        "dry_mucous_membranes": dry_mucous_membranes,
        "poor_feeding": poor_feeding,
        "reduced_urine": reduced_urine,
        "rigors": rigors,
        "limb_or_joint_swelling": limb_or_joint_swelling,
        "limb_not_used": limb_not_used,
    }
    count(**seen_red, **seen_amber, smiles=smiles)
    fast_breathing = (6 <= age_months <= 12 and respiratory_rate > 50) or (
        age_months > 12 and respiratory_rate > 40
    )
    fast_heart = heart_rate > (160 if age_months < 12 else 150 if age_months < 24 else 140)
    red = seen_red | {
        "colour": colour == "pale_mottled_ashen_or_blue",
        "social_response": social_response == "none",
        "waking": waking == "does_not_stay_awake",
        "cry": cry != "normal",
        "respiratory_rate": respiratory_rate > 60,
        "chest_indrawing": chest_indrawing in ("moderate", "severe"),
        "temperature under 3 months": age_months < 3 and temperature_c >= 38,
    }
    amber = seen_amber | {
        "colour": colour == "pallor_reported",
        "social_response": social_response == "not_normal",
        "no smile": not smiles,
        "waking": waking == "prolonged_stimulation",
        "respiratory_rate": fast_breathing,
        "oxygen_saturation_percent": oxygen_saturation_percent <= 95,
        "heart_rate": fast_heart,
        "capillary_refill_s": capillary_refill_s >= 3,
        "temperature from 3 to 6 months": 3 <= age_months <= 6 and temperature_c >= 39,
        "fever_days": fever_days >= 5,
    }
    for band, signs in (("red", red), ("amber", amber)):
        found = tuple(name for name, present in signs.items() if present)
        if found:
            return Result(None, band, MEANING[band], SOURCE, found)
    return Result(None, "green", MEANING["green"], SOURCE)
