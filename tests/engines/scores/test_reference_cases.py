"""Every published reference case of 22 instruments, from the folder that WEALD_REAL_DATA names.

Where a case contradicts the published instrument, CONTRADICTIONS names it, says why with the source, and holds what the
instrument gives.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.engines.scores.reference import Case, read
from weald.engines import scores

pytestmark = pytest.mark.real_data

FILES = {
    "ABCD2_score.v1": 7,
    "AUDIT-C.v1": 18,
    "CHA2DS2-VASc.v1": 15,
    "CRB-65.v1": 9,
    "CURB-65.v1": 6,
    "Canadian_CT_head_injury_rule.v1": 4,
    "Centor_Criteria.v1": 11,
    "Clinical_frailty_scale.v1": 9,
    "Electronic_Frailty_Index.v1": 4,
    "FeverPAIN_Strep.v1": 4,
    "GAD-7.v1": 4,
    "HAS-BLED.v1": 12,
    "Marburg_Heart_Score.v1": 10,
    "NEWS2.v1": 19,
    "NICE_NG143_Traffic_Light_Assessment.v0": 8,
    "ORBIT_bleeding_risk_score.v1": 7,
    "Ottawa_Subarachnoid_Hemorrhage_Rule_for_Headache_Evaluation.v1": 2,
    "PERC.v1": 4,
    "PEWS.v1": 5,
    "PHQ9.v1": 4,
    "Wells_Criteria_PE.v1": 3,
    "Wells_DVT.v1": 2,
}


@pytest.fixture(scope="module")
def folder() -> Path:
    named = os.environ.get("WEALD_REAL_DATA")
    if not named or not (Path(named) / "scores").is_dir():
        pytest.skip("WEALD_REAL_DATA does not name a folder with reference cases of scores")
    return Path(named) / "scores"


def test_every_file_is_tried(folder: Path) -> None:
    there = {path.name.removesuffix(".test.yml"): len(read(path)) for path in folder.glob("*.test.yml")}
    assert there == FILES
    assert set(TRIED) == set(FILES)


@pytest.mark.parametrize("file", FILES)
def test_the_reference_cases_come_out_as_published(folder: Path, file: str) -> None:
    cases = read(folder / f"{file}.test.yml")
    against = CONTRADICTIONS.get(file, {})
    assert set(against) <= {case.name for case in cases}
    for case in cases:
        assert TRIED[file](case), case.name
        assert case.wanted, case.name


def contradicts(file: str, case: Case) -> Any:
    """What the published instrument gives where this case says something else; None where it agrees."""
    return CONTRADICTIONS.get(file, {}).get(case.name, (None, ""))[0]


HAS_BLED_PRESSURE = (
    "Pisters 2010 counts uncontrolled hypertension, systolic above 160 mmHg; the case counts any history of hypertension "
    "at 150 or 160 mmHg."
)
CONTRADICTIONS: dict[str, dict[str, tuple[Any, str]]] = {
    "CHA2DS2-VASc.v1": {
        "no_diagnoses_female_under_65_1p": (
            "low",
            "NICE NG196: a woman under 65 without another risk factor is at low risk; the case says intermediate.",
        )
    },
    "Canadian_CT_head_injury_rule.v1": {
        name: (
            3,
            "Teasdale and Jennett 1974: the Glasgow Coma Scale begins at 3; the case has 0. At 3 the risk is high, as it says.",
        )
        for name in (
            "case_1:Part one:Positive value = High risk fulfilled",
            "case_1:Positive value in part one and part two= High risk fulfilled",
        )
    },
    "Clinical_frailty_scale.v1": {
        **{
            f"Clinical frailty scale = {level}": (
                None,
                "Rockwood and Theou 2020: the scale is no test for dementia; the case reads 'no dementia suspected' from the level.",
            )
            for level in (1, 2, 3, 4)
        },
        "Clinical frailty scale = 8": (
            "very severe",
            "Rockwood and Theou 2020 (version 2.0): very severe dementia goes with level 8; the case says severe.",
        ),
    },
    "Electronic_Frailty_Index.v1": {
        "case_4:Severe Frailty (eFI score > 0.36)": (
            0.9722,
            "Clegg 2016: the 36 deficits have heart valve disease, and one deficit for respiratory disease; the case has asthma/COPD "
            "apart from it and no valve disease, so 35 of 36 are present.",
        )
    },
    "HAS-BLED.v1": {
        "Renal, HT history": (1, HAS_BLED_PRESSURE),
        "Both": (1, HAS_BLED_PRESSURE),
        "Stroke, Major bleeding, elderly, INR, medication, consumes alcohol but no abuse history": (
            7,
            HAS_BLED_PRESSURE,
        ),
        "Doesn't consume, but has history": (7, HAS_BLED_PRESSURE),
        "Liver d history": (
            1,
            "Pisters 2010 counts chronic liver disease by itself; the case has it and counts nothing.",
        ),
    },
    "NEWS2.v1": {
        "score 3, spO2": (
            "low_medium",
            "Royal College of Physicians 2017: 3 in one sign is low-medium, with an urgent review; the case says low.",
        )
    },
    "NICE_NG143_Traffic_Light_Assessment.v0": {
        "Red 2": (41.0, "A temperature of 50 °C cannot be; with one that can, the case is red, as it says."),
    },
}
"""By file and case: what the published instrument gives (or the nearest sound input), and why."""


def abcd2(case: Case) -> bool:
    found = scores.abcd2(
        age_years=case.age("gt0006"),
        systolic_mmhg=case.number("gt0004"),
        diastolic_mmhg=case.number("gt0005"),
        features=("other", "speech", "weakness")[case.ordinal("gt0022")],
        duration_minutes=(9, 59, 60)[case.ordinal("gt0024")],
        diabetes=case.yes("gt0023"),
    )
    risks = [case.label(code).replace(",", ".") for code in ("gt0049", "gt0050", "gt0051")]
    assert all(risk in found.meaning for risk in risks)
    return found.points == case.points("gt0031") and case.label("gt0048").startswith(found.band)


def audit_c(case: Case) -> bool:
    found = scores.audit_c(
        how_often=case.ordinal("gt0003"),
        units_on_a_day=case.ordinal("gt0004"),
        how_often_heavy=case.ordinal("gt0005"),
        sex=case.word("gt0017").lower(),  # type: ignore[arg-type]
    )
    # The cases call it misuse from the cut-points of the validation studies. Their third band, abuse with possible liver
    # damage from 6, is not in Bush 1998; England's bands (OHID) are tested with the tables.
    misuse = not case.label("gt0020").endswith("normal consumption")
    return found.points == case.points("gt0010") and bool(found.alerts) == misuse


def cha2ds2_vasc(case: Case) -> bool:
    found = scores.cha2ds2_vasc(
        age_years=case.age("gt0010"),
        sex=case.word("gt0009").lower(),  # type: ignore[arg-type]
        heart_failure=case.yes("gt0011"),
        hypertension=case.yes("gt0012"),
        diabetes=case.yes("gt0015"),
        stroke_or_thromboembolism=case.yes("gt0013"),
        vascular_disease=case.yes("gt0014"),
    )
    if "gt0038" in case.wanted:
        assert f"{case.label('gt0038')} a year had an ischaemic stroke" in found.meaning
        assert f"{case.label('gt0039')} a stroke, TIA or embolism" in found.meaning
    theirs = {"low risk": "low", "intermediate risk": "moderate", "high risk": "high"}[case.label("gt0037")]
    against = contradicts("CHA2DS2-VASc.v1", case)
    assert against != theirs
    return found.points == case.points("gt0023") and found.band == (against or theirs)


def pneumonia(case: Case, confusion: str, breathing: str, pressure: str, age: str) -> dict[str, Any]:
    return {
        "new_confusion": case.yes(confusion),
        "respiratory_rate": 30 if case.yes(breathing) else 29,
        "systolic_mmhg": 89 if case.yes(pressure) else 90,
        "diastolic_mmhg": 61,
        "age_years": 65 if case.yes(age) else 64,
    }


def crb65(case: Case) -> bool:
    found = scores.crb65(**pneumonia(case, "gt0009", "gt0010", "gt0011", "gt0012"))
    theirs = {"low": "low", "moderate": "intermediate", "severe": "high"}[case.label("gt0043").split()[0]]
    return (found.points, found.band) == (case.points("gt0008"), theirs)


def curb65(case: Case) -> bool:
    urea = 7.1 if case.yes("gt0009") else 7.0
    found = scores.curb65(urea_mmol_l=urea, **pneumonia(case, "gt0005", "gt0006", "gt0007", "gt0008"))
    theirs = {"low": "low", "moderate": "intermediate", "severe": "high", "highest": "high"}
    word = case.label("gt0016").split()[0]
    assert ("critical care" in found.meaning) == (word == "highest")
    return (found.points, found.band) == (case.points("gt0015"), theirs[word])


def canadian_ct_head(case: Case) -> bool:
    given: dict[str, Any] = {
        "age_years": case.age("gt0020"),
        "suspected_skull_fracture": case.yes("gt0003"),
        "sign_of_basal_fracture": case.yes("gt0004"),
        "vomiting_episodes": 2 if case.yes("gt0005") else 1,
        "amnesia_before_minutes": 30 if case.yes("gt0037") else 29,
        "dangerous_mechanism": case.yes("gt0038"),
    }
    coma = case.whole("gt0040")
    sound = contradicts("Canadian_CT_head_injury_rule.v1", case)
    if sound is not None:
        with pytest.raises(ValueError, match="gcs_at_2_hours"):
            scores.canadian_ct_head(gcs_at_2_hours=coma, **given)
        coma = sound
    theirs = {
        "ct unnecessary": "low",
        "consider ct with medium risk": "medium",
        "consider ct with high risk": "high",
    }
    return scores.canadian_ct_head(gcs_at_2_hours=coma, **given).band == theirs[case.label("gt0042")]


def centor(case: Case) -> bool:
    criteria = {
        "no_cough": case.ordinal("gt0004") == 1,
        "tender_anterior_cervical_nodes": case.yes("gt0006"),
        "fever_over_38": case.yes("gt0007"),
        "tonsillar_exudate": case.yes("gt0008"),
    }
    age = {-1: 45, 0: 15, 1: 14}[case.ordinal("gt0005")]
    found = scores.mcisaac(age_years=age, **criteria)
    plain = scores.centor(**criteria)
    assert plain.points == case.points("gt0014") - case.ordinal("gt0005")
    test = case.label("gt0029").startswith("perform")
    return found.points == case.points("gt0014") and (found.band != "low") == test


def clinical_frailty(case: Case) -> bool:
    level = case.ordinal("gt0016")
    found = scores.clinical_frailty(level=level)
    goes_with = {5: "mild", 6: "moderate", 7: "severe"}
    against = contradicts("Clinical_frailty_scale.v1", case)
    theirs = case.label("gt0005")
    if level in goes_with:
        assert theirs == f"{goes_with[level]} dementia"
        return f"{goes_with[level]} dementia goes with this level" in found.meaning
    if level == 9:
        return theirs == "terminally ill" and found.band == "terminally_ill"
    return (f"{against} dementia" in found.meaning) if against else ("dementia" not in found.meaning)


def efi(case: Case) -> bool:
    same = {
        "arthritis": "gt0003",
        "atrial_fibrillation": "gt0005",
        "cerebrovascular_disease": "gt0006",
        "chronic_kidney_disease": "gt0007",
        "diabetes": "gt0008",
        "foot_problems": "gt0009",
        "fragility_fracture": "gt0010",
        "heart_failure": "gt0011",
        "hypertension": "gt0012",
        "hypotension_or_syncope": "gt0013",
        "ischaemic_heart_disease": "gt0014",
        "osteoporosis": "gt0015",
        "parkinsonism_or_tremor": "gt0016",
        "peptic_ulcer": "gt0017",
        "peripheral_vascular_disease": "gt0018",
        "skin_ulcer": "gt0020",
        "thyroid_disease": "gt0021",
        "activity_limitation": "gt0023",
        "housebound": "gt0024",
        "hearing_impairment": "gt0025",
        "mobility_problems": "gt0026",
        "requirement_for_care": "gt0027",
        "social_vulnerability": "gt0028",
        "visual_impairment": "gt0029",
        "anaemia": "gt0030",
        "dizziness": "gt0031",
        "dyspnoea": "gt0032",
        "falls": "gt0033",
        "memory_problems": "gt0034",
        "polypharmacy": "gt0035",
        "sleep_disturbance": "gt0036",
        "weight_loss": "gt0038",
        "urinary_system_disease": "gt0115",
        "urinary_incontinence": "gt0116",
    }
    found = scores.efi(
        respiratory_disease=case.yes("gt0004") or case.yes("gt0019"),
        heart_valve_disease=False,
        **{name: case.yes(code) for name, code in same.items()},
    )
    wanted = contradicts("Electronic_Frailty_Index.v1", case) or case.points("gt0076")
    assert found.points is not None
    return abs(found.points - wanted) < 0.006 and case.label("gt0118").startswith(found.band)


def feverpain(case: Case) -> bool:
    found = scores.feverpain(
        attended_within_3_days=case.yes("gt0004"),
        no_cough_or_coryza=case.yes("gt0005"),
        fever_last_24_hours=case.yes("gt0006"),
        purulence=case.yes("gt0007"),
        severely_inflamed_tonsils=case.yes("gt0008"),
    )
    bands = {"no": "low", "delayed": "medium", "consider": "high"}
    theirs = bands[case.label("gt0023").split()[0]]
    return (found.points, found.band) == (case.points("gt0014"), theirs)


def gad7(case: Case) -> bool:
    found = scores.gad7(
        nervous=case.ordinal("gt0008"),
        cannot_stop_worrying=case.ordinal("gt0009"),
        worrying_too_much=case.ordinal("gt0010"),
        trouble_relaxing=case.ordinal("gt0011"),
        restless=case.ordinal("gt0012"),
        irritable=case.ordinal("gt0013"),
        afraid=case.ordinal("gt0014"),
    )
    theirs = case.label("gt0057").split()[0] if "gt0057" in case.wanted else "minimal"
    return (found.points, found.band) == (case.points("gt0055"), theirs)


def has_bled(case: Case) -> bool:
    enzymes = max(case.number(code) for code in ("gt0043", "gt0048")) / 40  # upper limit 40 U/l
    found = scores.has_bled(
        age_years=case.age("gt0060"),
        systolic_mmhg=case.number("gt0003"),
        creatinine_umol_l=case.number("gt0005"),
        dialysis_or_transplant=case.yes("gt0014"),
        cirrhosis=case.yes("gt0015"),
        bilirubin_times_normal=case.number("gt0007") / 1.2,  # upper limit 1.2 mg/dl
        liver_enzyme_times_normal=max(enzymes, case.number("gt0042") / 120),  # ALP: upper limit 120 U/l
        stroke=case.yes("gt0016"),
        bleeding_before=case.yes("gt0017"),
        labile_inr=case.yes("gt0018"),
        antiplatelet_or_nsaid=case.yes("gt0020"),
        alcohol_misuse=case.yes("gt0021"),
        drinks_per_week=case.number("gt0011"),
    )
    against = contradicts("HAS-BLED.v1", case)
    if against is not None:
        assert against != case.points("gt0032")
        return bool(found.points == against)
    theirs = {"low": "low", "intermediate": "moderate", "high": "high"}[case.label("gt0075").split()[0]]
    return (found.points, found.band) == (case.points("gt0032"), theirs)


def marburg(case: Case) -> bool:
    found = scores.marburg(
        age_years=case.age("gt0004"),
        sex=case.word("gt0003").lower(),  # type: ignore[arg-type]
        vascular_disease=case.yes("gt0049"),
        worse_with_exercise=case.yes("gt0050"),
        patient_thinks_heart=case.yes("gt0051"),
        reproducible_by_palpation=case.word("gt0048") == "Yes",
    )
    return found.points == case.points("gt0066") and case.label("gt0053") in found.meaning


def news2(case: Case) -> bool:
    found = scores.news2(
        respiratory_rate=case.whole("gt0011"),
        oxygen_saturation_percent=case.whole("gt0005"),
        saturation_scale=2 if case.word("gt0016").startswith("88") else 1,
        on_oxygen=case.yes("gt0013"),
        systolic_mmhg=case.whole("gt0003"),
        pulse=case.whole("gt0007"),
        consciousness="confusion" if case.yes("gt0014") else "alert",
        temperature_c=case.number("gt0009"),
    )
    theirs = case.label("gt0025").replace("-", "_")
    against = contradicts("NEWS2.v1", case)
    assert against != theirs
    return found.points == case.points("gt0024") and found.band == (against or theirs)


def ng143(case: Case) -> bool:
    # The unit says years (a_j), but NICE NG143 is for children under 5 and the limits only fit months: a heart rate of 130 at "6" is
    # green, 150 at "25" amber, and 39 °C at "2" red. As years they are refused.
    age = case.number("gt0003")
    given: dict[str, Any] = {
        "respiratory_rate": case.whole("gt0007"),
        "oxygen_saturation_percent": case.number("gt0009"),
        "heart_rate": case.whole("gt0011"),
        "capillary_refill_s": case.number("gt0013"),
        "fever_days": case.number("gt0015"),
        "colour": {
            "Normal colour": "normal",
            "Pallor": "pallor_reported",
            "Pale/mottled/ashen/ blue": "pale_mottled_ashen_or_blue",
        }[case.word("gt0016")],
        "social_response": {
            "Responds normally": "normal",
            "Responds abnormally": "not_normal",
            "No respond": "none",
        }[case.word("gt0017")],
        "waking": {
            "Stays": "normal",
            "Wakes": "prolonged_stimulation",
            "Does": "does_not_stay_awake",
        }[case.word("gt0020").split()[0]],
        "cry": "normal" if case.word("gt0021").startswith("Strong") else "weak_high_or_continuous",
        "chest_indrawing": case.word("gt0026").lower(),
        "dry_mucous_membranes": case.word("gt0028").startswith("Dry"),
    }
    signs = {
        "nasal_flaring": "gt0018",
        "smiles": "gt0019",
        "decreased_activity": "gt0022",
        "appears_ill": "gt0023",
        "crackles": "gt0024",
        "grunting": "gt0025",
        "reduced_skin_turgor": "gt0027",
        "poor_feeding": "gt0029",
        "reduced_urine": "gt0030",
        "rigors": "gt0031",
        "limb_or_joint_swelling": "gt0032",
        "limb_not_used": "gt0033",
        "non_blanching_rash": "gt0034",
        "bulging_fontanelle": "gt0035",
        "neck_stiffness": "gt0036",
        "status_epilepticus": "gt0037",
        "focal_neurological_signs": "gt0038",
        "focal_seizures": "gt0039",
    }
    given |= {name: case.yes(code) for name, code in signs.items()}
    warmth = case.number("gt0005")
    sound = contradicts("NICE_NG143_Traffic_Light_Assessment.v0", case)
    if sound is not None:
        with pytest.raises(ValueError, match="temperature_c"):
            scores.ng143(age_months=age, temperature_c=warmth, **given)
        warmth = sound
    if age > 5:
        with pytest.raises(ValueError, match="age_months"):
            scores.ng143(age_months=12 * age, temperature_c=warmth, **given)
    return scores.ng143(age_months=age, temperature_c=warmth, **given).band == case.label("gt0041")


def orbit(case: Case) -> bool:
    haemoglobin = case.number("gt0006") * (10 if "/dl" in case.given["gt0006"] else 1)
    found = scores.orbit(
        age_years=case.whole("gt0004"),
        sex=case.word("gt0003").lower(),  # type: ignore[arg-type]
        haemoglobin_g_l=haemoglobin,
        haematocrit_percent=case.number("gt0007"),
        egfr=case.number("gt0009"),
        bleeding_before=case.yes("gt0011"),
        antiplatelet=case.yes("gt0012"),
    )
    assert f"{case.label('gt0020')} major bleeds" in found.meaning
    # One case names no group: its rate of bleeding does.
    theirs = case.label("gt0019") if "gt0019" in case.wanted else "high"
    return (found.points, found.band) == (case.points("gt0017"), theirs)


def ottawa_sah(case: Case) -> bool:
    found = scores.ottawa_sah(
        age_years=40 if case.yes("gt0003") else 39,
        thunderclap=case.yes("gt0004"),
        onset_during_exertion=case.yes("gt0005"),
        witnessed_loss_of_consciousness=case.yes("gt0006"),
        neck_pain_or_stiffness=case.yes("gt0007"),
        limited_neck_flexion=case.yes("gt0008"),
    )
    out = "can be ruled out" in case.label("gt0010")
    return (found.points, found.band == "ruled_out") == (case.points("gt0012"), out)


def perc(case: Case) -> bool:
    found = scores.perc(
        age_years=50 if case.yes("gt0003") else 49,
        heart_rate=100 if case.yes("gt0004") else 99,
        oxygen_saturation_percent=94 if case.yes("gt0005") else 95,
        leg_swollen_on_one_side=case.yes("gt0006"),
        haemoptysis=case.yes("gt0007"),
        surgery_or_trauma=case.yes("gt0008"),
        clot_before=case.yes("gt0009"),
        hormones=case.yes("gt0010"),
    )
    out = "can be ruled out" in case.label("gt0014")
    return (found.points, found.band == "ruled_out") == (case.points("gt0012"), out)


def pews(case: Case) -> bool:
    found = scores.pews(
        behaviour=case.ordinal("gt0004"),
        cardiovascular=case.ordinal("gt0005"),
        respiratory=case.ordinal("gt0006"),
        nebulisers_every_15_minutes=case.yes("gt0007"),
        vomiting_after_surgery=case.yes("gt0008"),
    )
    return (found.points, found.band) == (case.points("gt0014"), case.label("gt0023").split()[0])


def phq9(case: Case) -> bool:
    names = [each.name for each in scores.INSTRUMENTS["phq9"].inputs]
    items = {name: case.ordinal(f"gt{code:04}") for code, name in enumerate(names, 3)}
    found = scores.phq9(**items)
    theirs = {
        "minimal or no depression": "minimal",
        "mild depression": "mild",
        "moderately severe depression": "moderately_severe",
        "severe depression": "severe",
    }
    return (found.points, found.band) == (case.points("gt0026"), theirs[case.label("gt0030")])


def wells_pe(case: Case) -> bool:
    found = scores.wells_pe(
        heart_rate=case.whole("gt0003"),
        signs_of_dvt=case.yes("gt0005"),
        other_diagnosis_less_likely=case.yes("gt0006"),
        immobile_or_surgery=case.yes("gt0008"),
        clot_before=case.yes("gt0009"),
        haemoptysis=case.yes("gt0010"),
        cancer=case.yes("gt0011"),
    )
    assert found.meaning.endswith(f"Of three levels: {case.label('gt0033').split()[0]}.")
    likely = not case.label("gt0034").startswith("pulmonary embolism unlikely")
    return (found.points, found.band == "likely") == (case.points("gt0021"), likely)


def wells_dvt(case: Case) -> bool:
    found = scores.wells_dvt(
        active_cancer=case.yes("gt0021"),
        paralysis_or_plaster=case.yes("gt0022"),
        bedridden_or_surgery=case.yes("gt0023"),
        tender_along_deep_veins=case.yes("gt0024"),
        entire_leg_swollen=case.yes("gt0025"),
        collateral_veins=case.yes("gt0026"),
        calf_swollen_over_3_cm=case.yes("gt0027"),
        pitting_oedema=case.yes("gt0028"),
        other_diagnosis_as_likely=case.yes("gt0039"),
    )
    # The cases have the three levels of 1997, which lack a thrombosis before; NICE NG158 has two.
    likely = not case.label("gt0045").startswith("low")
    return (found.points, found.band == "likely") == (case.points("gt0040"), likely)


TRIED: dict[str, Callable[[Case], bool]] = {
    "ABCD2_score.v1": abcd2,
    "AUDIT-C.v1": audit_c,
    "CHA2DS2-VASc.v1": cha2ds2_vasc,
    "CRB-65.v1": crb65,
    "CURB-65.v1": curb65,
    "Canadian_CT_head_injury_rule.v1": canadian_ct_head,
    "Centor_Criteria.v1": centor,
    "Clinical_frailty_scale.v1": clinical_frailty,
    "Electronic_Frailty_Index.v1": efi,
    "FeverPAIN_Strep.v1": feverpain,
    "GAD-7.v1": gad7,
    "HAS-BLED.v1": has_bled,
    "Marburg_Heart_Score.v1": marburg,
    "NEWS2.v1": news2,
    "NICE_NG143_Traffic_Light_Assessment.v0": ng143,
    "ORBIT_bleeding_risk_score.v1": orbit,
    "Ottawa_Subarachnoid_Hemorrhage_Rule_for_Headache_Evaluation.v1": ottawa_sah,
    "PERC.v1": perc,
    "PEWS.v1": pews,
    "PHQ9.v1": phq9,
    "Wells_Criteria_PE.v1": wells_pe,
    "Wells_DVT.v1": wells_dvt,
}
