"""Clots in the legs and lungs: Wells for deep vein thrombosis and for pulmonary embolism, and PERC."""

from .inputs import count, number, whole
from .result import Result

DVT_SOURCE = "Wells PS et al. N Engl J Med 2003;349:1227. Two levels: NICE NG158."
PE_SOURCE = "Wells PS et al. Thromb Haemost 2000;83:416. Two levels: NICE NG158."
PERC_SOURCE = "Kline JA et al. J Thromb Haemost 2008;6:772. Use: NICE NG158."


def wells_dvt(
    *,
    active_cancer: bool,
    paralysis_or_plaster: bool,
    bedridden_or_surgery: bool,
    tender_along_deep_veins: bool,
    entire_leg_swollen: bool,
    calf_swollen_over_3_cm: bool,
    pitting_oedema: bool,
    collateral_veins: bool,
    dvt_before: bool = False,
    other_diagnosis_as_likely: bool,
) -> Result:
    """How likely a deep vein thrombosis is; -2 to 9 points: one for each input, but 2 less for another diagnosis as likely.

    Cancer treated within 6 months or palliative; bedridden 3 days or more, or major surgery within 12 weeks; calf more
    than 3 cm larger than the other, 10 cm below the tibial tuberosity. 2 or more is likely, else unlikely. Raises ValueError.
    """
    total = count(
        active_cancer=active_cancer,
        paralysis_or_plaster=paralysis_or_plaster,
        bedridden_or_surgery=bedridden_or_surgery,
        tender_along_deep_veins=tender_along_deep_veins,
        entire_leg_swollen=entire_leg_swollen,
        calf_swollen_over_3_cm=calf_swollen_over_3_cm,
        pitting_oedema=pitting_oedema,
        collateral_veins=collateral_veins,
        dvt_before=dvt_before,
    ) - 2 * count(other_diagnosis_as_likely=other_diagnosis_as_likely)
    if total >= 2:
        return Result(
            total, "likely", "Ultrasound of the leg veins within 4 hours, else D-dimer first.", DVT_SOURCE
        )
    return Result(total, "unlikely", "D-dimer with the result within 4 hours.", DVT_SOURCE)


def wells_pe(
    *,
    heart_rate: int,
    signs_of_dvt: bool,
    other_diagnosis_less_likely: bool,
    immobile_or_surgery: bool,
    clot_before: bool,
    haemoptysis: bool,
    cancer: bool,
) -> Result:
    """How likely a pulmonary embolism is; 0 to 12.5 points.

    Signs of deep vein thrombosis 3; no other diagnosis as likely 3; heart rate above 100 a minute 1.5; immobile 3 days or more,
    or surgery within 4 weeks 1.5; a clot before 1.5; haemoptysis 1; cancer treated within 6 months or palliative 1.
    Above 4 is likely, else unlikely. The meaning names the band of the three-level form as well. Raises ValueError.
    """
    fast = whole("heart_rate", heart_rate, 10, 350) > 100
    total = (
        3.0 * count(signs_of_dvt=signs_of_dvt, other_diagnosis_less_likely=other_diagnosis_less_likely)
        + 1.5 * (fast + count(immobile_or_surgery=immobile_or_surgery, clot_before=clot_before))
        + 1.0 * count(haemoptysis=haemoptysis, cancer=cancer)
    )
    third = "low" if total < 2 else "moderate" if total <= 6 else "high"
    if total > 4:
        meaning = f"CT pulmonary angiogram at once, in hospital. Of three levels: {third}."
        return Result(total, "likely", meaning, PE_SOURCE)
    return Result(
        total, "unlikely", f"D-dimer with the result within 4 hours. Of three levels: {third}.", PE_SOURCE
    )


def perc(
    *,
    age_years: int,
    heart_rate: int,
    oxygen_saturation_percent: float,
    leg_swollen_on_one_side: bool,
    haemoptysis: bool,
    surgery_or_trauma: bool,
    clot_before: bool,
    hormones: bool,
) -> Result:
    """Whether pulmonary embolism can be ruled out without a test, where a clinician thinks it very unlikely (under 15%).

    0 to 8 points, one for each of: 50 years or more; 100 heartbeats a minute or more; oxygen saturation in air below 95%;
    one leg swollen; haemoptysis; surgery or trauma with anaesthetic within 4 weeks; a clot before; oestrogens. Raises ValueError.
    """
    total = (
        (whole("age_years", age_years, 18, 130) >= 50)
        + (whole("heart_rate", heart_rate, 10, 350) >= 100)
        + (number("oxygen_saturation_percent", oxygen_saturation_percent, 30, 100) < 95)
        + count(
            leg_swollen_on_one_side=leg_swollen_on_one_side,
            haemoptysis=haemoptysis,
            surgery_or_trauma=surgery_or_trauma,
            clot_before=clot_before,
            hormones=hormones,
        )
    )
    if total:
        return Result(
            total, "not_ruled_out", "Pulmonary embolism is not ruled out: go on with Wells.", PERC_SOURCE
        )
    return Result(
        0, "ruled_out", "Under 2% have a pulmonary embolism, if it was thought unlikely.", PERC_SOURCE
    )
