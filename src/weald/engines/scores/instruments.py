"""Every score by its name, and how a case that is written as text becomes its inputs."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import NoneType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from .alcohol import audit_c
from .bleeding import has_bled, orbit
from .chest_pain import marburg
from .clots import perc, wells_dvt, wells_pe
from .early_warning import news2, pews
from .feverish_child import ng143
from .frailty import clinical_frailty, efi
from .head import canadian_ct_head, ottawa_sah
from .mood import gad7, phq9
from .pneumonia import crb65, curb65
from .result import Result
from .stroke import abcd2, cha2ds2_vasc
from .throat import centor, feverpain, mcisaac

YES = {"yes", "true", "1"}
NO = {"no", "false", "0"}


@dataclass(frozen=True, slots=True)
class Input:
    """One input of a score: its name, `kind` (yes or no, whole number, number, or a few words), and whether it may be left out."""

    name: str
    kind: type
    words: tuple[str, ...]
    needed: bool

    @property
    def says(self) -> str:
        """What may be written, in words."""
        if self.words:
            return " | ".join(self.words)
        return {bool: "yes | no", int: "a whole number", float: "a number"}[self.kind]

    def read(self, text: str) -> Any:
        """The value of a text. Raises ValueError with a sentence."""
        if self.words:
            if text in self.words:
                return text
        elif self.kind is bool:
            if text.lower() in YES | NO:
                return text.lower() in YES
        else:
            try:
                return self.kind(text)
            except ValueError:
                pass
        raise ValueError(f"{self.name} must be {self.says}, not “{text}”.")


@dataclass(frozen=True, slots=True)
class Instrument:
    """A score: its name, what it is in one line, and the function."""

    name: str
    title: str
    score: Callable[..., Result]

    @property
    def inputs(self) -> tuple[Input, ...]:
        """What it needs, in order."""
        hints = get_type_hints(self.score)
        parameters = inspect.signature(self.score).parameters.values()
        return tuple(
            _input(each.name, hints[each.name], each.default is inspect.Parameter.empty)
            for each in parameters
        )

    def of(self, written: Mapping[str, str]) -> Result:
        """The score of a case that is written as text; an empty text counts as not given. Raises ValueError."""
        values: dict[str, Any] = {}
        for each in self.inputs:
            text = written.get(each.name, "").strip()
            if text:
                values[each.name] = each.read(text)
            elif each.needed:
                raise ValueError(f"{each.name} is missing: give {each.says}.")
        return self.score(**values)


def _input(name: str, hint: Any, needed: bool) -> Input:
    if get_origin(hint) is Literal:
        return Input(name, str, get_args(hint), needed)
    kinds = [each for each in (get_args(hint) or (hint,)) if each is not NoneType]
    return Input(name, kinds[0], (), needed)


INSTRUMENTS: Mapping[str, Instrument] = {
    score.__name__: Instrument(score.__name__, title, score)
    for score, title in (
        (abcd2, "ABCD2: stroke soon after a transient ischaemic attack"),
        (audit_c, "AUDIT-C: risky drinking"),
        (canadian_ct_head, "Canadian CT head rule: who needs a CT after a minor head injury"),
        (centor, "Centor: streptococci in a sore throat"),
        (cha2ds2_vasc, "CHA2DS2-VASc: stroke in atrial fibrillation"),
        (clinical_frailty, "Clinical Frailty Scale: a chosen level in words"),
        (crb65, "CRB-65: severity of pneumonia without a blood test"),
        (curb65, "CURB-65: severity of pneumonia with blood urea"),
        (efi, "Electronic Frailty Index (2016): share of 36 deficits"),
        (feverpain, "FeverPAIN: streptococci in a sore throat"),
        (gad7, "GAD-7: anxiety in the last two weeks"),
        (has_bled, "HAS-BLED: major bleeding on anticoagulants"),
        (marburg, "Marburg Heart Score: coronary disease behind chest pain"),
        (mcisaac, "McIsaac: Centor with points for age"),
        (news2, "NEWS2: early warning in adults"),
        (ng143, "NICE NG143 traffic light: fever in a child under 5"),
        (orbit, "ORBIT: major bleeding on anticoagulants"),
        (ottawa_sah, "Ottawa rule: subarachnoid haemorrhage behind a headache"),
        (perc, "PERC: pulmonary embolism ruled out without a test"),
        (pews, "Brighton PEWS: early warning in children"),
        (phq9, "PHQ-9: depression in the last two weeks"),
        (wells_dvt, "Wells: deep vein thrombosis"),
        (wells_pe, "Wells: pulmonary embolism"),
    )
}
