"""Clinical scores: published instruments as pure functions. Each takes its inputs by name and gives a Result.

Nothing here decides: a score supports the judgement of a clinician. Inputs that cannot be true raise ValueError with a
sentence that names the input.
"""

from .alcohol import audit_c
from .bleeding import has_bled, orbit
from .chest_pain import marburg
from .clots import perc, wells_dvt, wells_pe
from .early_warning import news2, pews
from .feverish_child import ng143
from .frailty import clinical_frailty, efi
from .head import canadian_ct_head, ottawa_sah
from .instruments import INSTRUMENTS, Input, Instrument
from .mood import gad7, phq9
from .pneumonia import crb65, curb65
from .result import Result
from .stroke import abcd2, cha2ds2_vasc
from .throat import centor, feverpain, mcisaac

__all__ = [
    "INSTRUMENTS",
    "Input",
    "Instrument",
    "Result",
    "abcd2",
    "audit_c",
    "canadian_ct_head",
    "centor",
    "cha2ds2_vasc",
    "clinical_frailty",
    "crb65",
    "curb65",
    "efi",
    "feverpain",
    "gad7",
    "has_bled",
    "marburg",
    "mcisaac",
    "news2",
    "ng143",
    "orbit",
    "ottawa_sah",
    "perc",
    "pews",
    "phq9",
    "wells_dvt",
    "wells_pe",
]
