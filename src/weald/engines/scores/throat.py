"""Sore throat: FeverPAIN, Centor, and Centor with McIsaac's points for age."""

from .inputs import count, whole
from .result import Result, band_of

FEVERPAIN_SOURCE = "Little P et al. BMJ 2013;347:f5806. Bands: NICE NG84."
FEVERPAIN_BANDS = (
    (1, "low", "Streptococci in 13 to 18%: do not offer an antibiotic."),
    (3, "medium", "Streptococci in 34 to 40%: consider no antibiotic or a back-up prescription."),
    (5, "high", "Streptococci in 62 to 65%: consider an antibiotic now or a back-up prescription."),
)
CENTOR_SOURCE = "Centor RM et al. Med Decis Making 1981;1:239. Bands: NICE NG84."
CENTOR_BANDS = (
    (2, "low", "Streptococci in 3 to 17%: do not offer an antibiotic."),
    (4, "high", "Streptococci in 32 to 56%: consider an antibiotic now or a back-up prescription."),
)
MCISAAC_SOURCE = "McIsaac WJ et al. CMAJ 1998;158:75, and JAMA 2004;291:1587."
MCISAAC_BANDS = (
    (1, "low", "Streptococci are unlikely: no test and no antibiotic."),
    (3, "medium", "Where a throat test is used, test, and treat only if it is positive."),
    (5, "high", "Streptococci are likely: test, or consider an antibiotic."),
)


def feverpain(
    *,
    fever_last_24_hours: bool,
    purulence: bool,
    attended_within_3_days: bool,
    severely_inflamed_tonsils: bool,
    no_cough_or_coryza: bool,
) -> Result:
    """How likely streptococci are in a sore throat, from 3 years; 0 to 5 points, one for each input. Raises ValueError."""
    total = count(
        fever_last_24_hours=fever_last_24_hours,
        purulence=purulence,
        attended_within_3_days=attended_within_3_days,
        severely_inflamed_tonsils=severely_inflamed_tonsils,
        no_cough_or_coryza=no_cough_or_coryza,
    )
    band, meaning = band_of(total, FEVERPAIN_BANDS)
    return Result(total, band, meaning, FEVERPAIN_SOURCE)


def centor(
    *,
    tonsillar_exudate: bool,
    tender_anterior_cervical_nodes: bool,
    fever_over_38: bool,
    no_cough: bool,
) -> Result:
    """How likely streptococci are in a sore throat; 0 to 4 points, one for each input. Raises ValueError."""
    total = count(
        tonsillar_exudate=tonsillar_exudate,
        tender_anterior_cervical_nodes=tender_anterior_cervical_nodes,
        fever_over_38=fever_over_38,
        no_cough=no_cough,
    )
    band, meaning = band_of(total, CENTOR_BANDS)
    return Result(total, band, meaning, CENTOR_SOURCE)


def mcisaac(
    *,
    age_years: int,
    tonsillar_exudate: bool,
    tender_anterior_cervical_nodes: bool,
    fever_over_38: bool,
    no_cough: bool,
) -> Result:
    """Centor with points for age: 3 to 14 years 1 more, 45 or more 1 less; -1 to 5 points. From 3 years. Raises ValueError.

    NICE NG84 uses FeverPAIN or Centor without age; this form is for places that test throats.
    """
    whole("age_years", age_years, 3, 130)
    plain = count(
        tonsillar_exudate=tonsillar_exudate,
        tender_anterior_cervical_nodes=tender_anterior_cervical_nodes,
        fever_over_38=fever_over_38,
        no_cough=no_cough,
    )
    total = plain + (1 if age_years < 15 else -1 if age_years >= 45 else 0)
    band, meaning = band_of(total, MCISAAC_BANDS)
    return Result(total, band, meaning, MCISAAC_SOURCE)
