"""The head: the Canadian CT head rule, and the Ottawa rule for subarachnoid haemorrhage."""

from .inputs import count, number, whole
from .result import Result

CT_SOURCE = "Stiell IG et al. Lancet 2001;357:1391. In England NICE NG232 decides who has a CT of the head."
SAH_SOURCE = "Perry JJ et al. JAMA 2013;310:1248."


def canadian_ct_head(
    *,
    age_years: int,
    gcs_at_2_hours: int,
    suspected_skull_fracture: bool,
    sign_of_basal_fracture: bool,
    vomiting_episodes: int,
    amnesia_before_minutes: float,
    dangerous_mechanism: bool,
) -> Result:
    """Who needs a CT after a minor head injury: from 16 years, with loss of consciousness, amnesia or disorientation seen, and a
    Glasgow Coma Scale of 13 to 15 on arrival; not on anticoagulants, nor after a fit.

    `high` (neurosurgery possible): Glasgow Coma Scale below 15 two hours after it, open or depressed fracture suspected, a sign of
    a basal fracture, vomited twice or more, 65 years or more. `medium` (injury of the brain on CT): amnesia for 30 minutes or more before it, or a
    dangerous mechanism. Else `low`. Adds nothing up: `points` is None. Raises ValueError.
    """
    whole("age_years", age_years, 16, 130)
    whole("gcs_at_2_hours", gcs_at_2_hours, 3, 15)
    whole("vomiting_episodes", vomiting_episodes, 0, 1000)
    number("amnesia_before_minutes", amnesia_before_minutes, 0, 100_000)
    broken = count(
        suspected_skull_fracture=suspected_skull_fracture, sign_of_basal_fracture=sign_of_basal_fracture
    )
    mechanism = count(dangerous_mechanism=dangerous_mechanism)
    if gcs_at_2_hours < 15 or broken or vomiting_episodes >= 2 or age_years >= 65:
        return Result(None, "high", "CT is needed: high risk of an injury that needs surgery.", CT_SOURCE)
    if amnesia_before_minutes >= 30 or mechanism:
        return Result(
            None, "medium", "CT is needed: risk of an injury of the brain that CT shows.", CT_SOURCE
        )
    return Result(None, "low", "By this rule no CT is needed.", CT_SOURCE)


def ottawa_sah(
    *,
    age_years: int,
    neck_pain_or_stiffness: bool,
    witnessed_loss_of_consciousness: bool,
    onset_during_exertion: bool,
    thunderclap: bool,
    limited_neck_flexion: bool,
) -> Result:
    """Whether subarachnoid haemorrhage can be ruled out in an alert person from 16 years with a new bad headache that peaked
    within an hour; not with new neurological deficits, nor earlier aneurysm, haemorrhage, tumour or repeated headaches.

    0 to 6 points, one for each of: 40 years or more, and each other input. Any point means: not ruled out. Raises ValueError.
    """
    total = (whole("age_years", age_years, 16, 130) >= 40) + count(
        neck_pain_or_stiffness=neck_pain_or_stiffness,
        witnessed_loss_of_consciousness=witnessed_loss_of_consciousness,
        onset_during_exertion=onset_during_exertion,
        thunderclap=thunderclap,
        limited_neck_flexion=limited_neck_flexion,
    )
    if total:
        return Result(
            total,
            "not_ruled_out",
            "A subarachnoid haemorrhage is not ruled out: investigate now.",
            SAH_SOURCE,
        )
    return Result(
        0,
        "ruled_out",
        "By this rule no subarachnoid haemorrhage (sensitivity 100% in the study).",
        SAH_SOURCE,
    )
