"""Frailty: the Clinical Frailty Scale, and the electronic Frailty Index of 2016."""

from .inputs import count, whole
from .result import Result, band_of

SCALE_SOURCE = "Rockwood K, Theou O. Can Geriatr J 2020;23:210 (Clinical Frailty Scale, version 2.0)."
SCALE = (
    ("very_fit", "Very fit: active and keen, fitter than most of their age."),
    ("fit", "Fit: no symptoms of disease, less active than those before."),
    ("managing_well", "Managing well: illness is controlled; little exercise beyond walking."),
    ("very_mild", "Living with very mild frailty: independent, but slowed by symptoms."),
    ("mild", "Living with mild frailty: slower, and needs help with money, transport or heavy housework."),
    ("moderate", "Living with moderate frailty: needs help outside, with the house, and often with bathing."),
    ("severe", "Living with severe frailty: depends on others for personal care, but stable."),
    ("very_severe", "Living with very severe frailty: depends on others entirely, and near the end of life."),
    ("terminally_ill", "Terminally ill: expected to live less than 6 months, otherwise not severely frail."),
)
WITH_DEMENTIA = {5: "mild", 6: "moderate", 7: "severe", 8: "very severe"}
"""The degree of dementia that goes with a level, in somebody who has dementia. It is no test for dementia."""

INDEX_SOURCE = "Clegg A et al. Age Ageing 2016;45:353."
DEFICITS = 36
INDEX_BANDS = (
    (0.12, "fit", "Fit: no or few long-term conditions, usually well controlled."),
    (0.24, "mild", "Mild frailty: slowing up, may need help with daily life."),
    (0.36, "moderate", "Moderate frailty: hard to manage outside, may need help with washing and dressing."),
    (1.0, "severe", "Severe frailty: often depends on others for personal care."),
)


def clinical_frailty(*, level: int) -> Result:
    """The level of the Clinical Frailty Scale (1 to 9) that a clinician chose, in words.

    For people of 65 and over, as they were two weeks before an acute illness; not for younger people, nor with stable
    long-term disability. Raises ValueError.
    """
    band, meaning = SCALE[whole("level", level, 1, 9) - 1]
    degree = WITH_DEMENTIA.get(level)
    return Result(
        level,
        band,
        f"{meaning} In a person with dementia, {degree} dementia goes with this level."
        if degree
        else meaning,
        SCALE_SOURCE,
    )


def efi(
    *,
    activity_limitation: bool,
    anaemia: bool,
    arthritis: bool,
    atrial_fibrillation: bool,
    cerebrovascular_disease: bool,
    chronic_kidney_disease: bool,
    diabetes: bool,
    dizziness: bool,
    dyspnoea: bool,
    falls: bool,
    foot_problems: bool,
    fragility_fracture: bool,
    hearing_impairment: bool,
    heart_failure: bool,
    heart_valve_disease: bool,
    housebound: bool,
    hypertension: bool,
    hypotension_or_syncope: bool,
    ischaemic_heart_disease: bool,
    memory_problems: bool,
    mobility_problems: bool,
    osteoporosis: bool,
    parkinsonism_or_tremor: bool,
    peptic_ulcer: bool,
    peripheral_vascular_disease: bool,
    polypharmacy: bool,
    requirement_for_care: bool,
    respiratory_disease: bool,
    skin_ulcer: bool,
    sleep_disturbance: bool,
    social_vulnerability: bool,
    thyroid_disease: bool,
    urinary_incontinence: bool,
    urinary_system_disease: bool,
    visual_impairment: bool,
    weight_loss: bool,
) -> Result:
    """The share of 36 deficits that a person's record shows, from 0 to 1; for 65 years and over.

    Bands: fit up to 0.12, mild to 0.24, moderate to 0.36, severe above. It finds people whom a clinician should look at: the
    record alone does not make anybody frail. Raises ValueError.
    """
    share = count(**locals()) / DEFICITS
    band, meaning = band_of(share, INDEX_BANDS)
    return Result(round(share, 4), band, meaning, INDEX_SOURCE)
