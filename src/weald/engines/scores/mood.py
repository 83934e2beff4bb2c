"""Mood and worry over the last two weeks: PHQ-9 and GAD-7."""

from .inputs import points
from .result import Result, band_of

PHQ9_SOURCE = "Kroenke K, Spitzer RL, Williams JBW. J Gen Intern Med 2001;16:606. Treatment threshold of 16: NICE NG222."
PHQ9_BANDS = (
    (4, "minimal", "No or minimal symptoms of depression."),
    (9, "mild", "Mild symptoms of depression."),
    (14, "moderate", "Moderate symptoms of depression."),
    (19, "moderately_severe", "Moderately severe symptoms of depression."),
    (27, "severe", "Severe symptoms of depression."),
)
MORE_SEVERE_FROM = 16
SAFETY = "Thoughts of being better off dead or of self-harm were reported: ask about safety today."

GAD7_SOURCE = (
    "Spitzer RL et al. Arch Intern Med 2006;166:1092. Cut-point of 8 or 10: NICE CG113 and NICE CG123."
)
GAD7_BANDS = (
    (4, "minimal", "Minimal anxiety."),
    (9, "mild", "Mild anxiety: watch it, and ask again."),
    (14, "moderate", "Moderate anxiety: assess further."),
    (21, "severe", "Severe anxiety: treatment is probably needed."),
)


def phq9(
    *,
    little_interest: int,
    feeling_down: int,
    sleep: int,
    tired: int,
    appetite: int,
    failure: int,
    concentration: int,
    slow_or_restless: int,
    better_off_dead: int,
) -> Result:
    """Patient Health Questionnaire, nine items; 0 to 27 points.

    Each item: 0 not at all, 1 several days, 2 more than half the days, 3 nearly every day. Any answer above 0 to the last item is
    an alert whatever the total. NICE NG222 calls 16 or more "more severe" depression. It measures symptoms: it does not
    make a diagnosis. Raises ValueError.
    """
    total = points(
        {
            "little_interest": little_interest,
            "feeling_down": feeling_down,
            "sleep": sleep,
            "tired": tired,
            "appetite": appetite,
            "failure": failure,
            "concentration": concentration,
            "slow_or_restless": slow_or_restless,
            "better_off_dead": better_off_dead,
        },
        3,
    )
    band, meaning = band_of(total, PHQ9_BANDS)
    side = "more" if total >= MORE_SEVERE_FROM else "less"
    return Result(
        total,
        band,
        f"{meaning} NICE NG222 counts it as {side} severe.",
        PHQ9_SOURCE,
        (SAFETY,) if better_off_dead else (),
    )


def gad7(
    *,
    nervous: int,
    cannot_stop_worrying: int,
    worrying_too_much: int,
    trouble_relaxing: int,
    restless: int,
    irritable: int,
    afraid: int,
) -> Result:
    """Generalised Anxiety Disorder questionnaire, seven items; 0 to 21 points.

    Each item: 0 not at all, 1 several days, 2 more than half the days, 3 nearly every day. Raises ValueError.
    """
    total = points(
        {
            "nervous": nervous,
            "cannot_stop_worrying": cannot_stop_worrying,
            "worrying_too_much": worrying_too_much,
            "trouble_relaxing": trouble_relaxing,
            "restless": restless,
            "irritable": irritable,
            "afraid": afraid,
        },
        3,
    )
    band, meaning = band_of(total, GAD7_BANDS)
    return Result(total, band, meaning, GAD7_SOURCE)
