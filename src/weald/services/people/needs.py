"""What somebody needs so that care reaches them: the kinds, the languages, and how both are said. Pure.

The kinds follow what two NHS England standards ask every provider to identify, record, share and meet: the Accessible
Information Standard (DAPB1605: information in a form that can be read, help to communicate, a communication
professional) and the Reasonable Adjustment Digital Flag (DAPB4019: access to the building, time, support from
somebody). The words are our own. Checked 2026-11-21.
"""

from collections.abc import Iterable

from weald.foundation.ui.language import _, marked

NEEDS = {
    "interpreter": marked("An interpreter"),
    "hearing": marked("Help with hearing"),
    "large_print": marked("Large print"),
    "easy_read": marked("Easy read"),
    "braille_or_audio": marked("Braille or audio"),
    "step_free": marked("Step-free access"),
    "longer_slot": marked("A longer appointment"),
    "supporter": marked("Somebody to support me"),
}
"""Every kind, as its person reads and ticks it."""

HINTS = {
    "interpreter": marked("Also for British Sign Language"),
    "hearing": marked("For example a hearing loop or lip reading. We will not phone you for an appointment"),
    "easy_read": marked("Simple words with pictures"),
    "step_free": marked("No steps, for example for a wheelchair"),
    "supporter": marked("A carer, friend or advocate who comes with you"),
}
"""What a kind means, where its name does not say it all."""

BRIEFLY = {
    "interpreter": "Interpreter",
    "hearing": "Hearing: not by phone",
    "large_print": "Large print",
    "easy_read": "Easy read",
    "braille_or_audio": "Braille or audio",
    "step_free": "Step-free",
    "longer_slot": "Longer slot",
    "supporter": "Comes with a supporter",
}
"""As staff read it at a glance."""

DOUBLE = frozenset({"interpreter", "longer_slot"})
"""Whoever has one of these is given two slots that follow each other."""

CHILDREN_NEVER = "Book a professional interpreter. Children and young people under 18 must not interpret."
"""Staff read this wherever an interpreter is needed. NHS England: Guidance for commissioners, interpreting and
translation services in primary care (September 2018), principle of safe and professional interpreting."""

INTERPRETS = {
    "professional": "A professional interpreter",
    "adult": "An adult whom the person chose, for this call only",
    "child": "A child or young person under 18",
}
"""Who interprets while staff enter a request for somebody."""

LANGUAGES = {
    "sq": marked("Albanian"), "am": marked("Amharic"), "ar": marked("Arabic"), "hy": marked("Armenian"), "bn": marked("Bengali"), "bfi": marked("British Sign Language"),
    "bg": marked("Bulgarian"), "yue": marked("Cantonese"), "hr": marked("Croatian"), "cs": marked("Czech"), "prs": marked("Dari"), "nl": marked("Dutch"), "et": marked("Estonian"),
    "fr": marked("French"), "de": marked("German"), "el": marked("Greek"), "gu": marked("Gujarati"), "he": marked("Hebrew"), "hi": marked("Hindi"), "hu": marked("Hungarian"),
    "it": marked("Italian"), "ckb": marked("Kurdish (Sorani)"), "kmr": marked("Kurdish (Kurmanji)"), "lv": marked("Latvian"), "lt": marked("Lithuanian"),
    "ml": marked("Malayalam"), "cmn": marked("Mandarin"), "ne": marked("Nepali"), "ps": marked("Pashto"), "fa": marked("Persian (Farsi)"), "pl": marked("Polish"),
    "pt": marked("Portuguese"), "pa": marked("Punjabi"), "rom": marked("Romani"), "ro": marked("Romanian"), "ru": marked("Russian"), "sk": marked("Slovak"),
    "so": marked("Somali"), "es": marked("Spanish"), "sw": marked("Swahili"), "syl": marked("Sylheti"), "tl": marked("Tagalog"), "ta": marked("Tamil"), "th": marked("Thai"),
    "ti": marked("Tigrinya"), "tr": marked("Turkish"), "uk": marked("Ukrainian"), "ur": marked("Urdu"), "vi": marked("Vietnamese"), "yo": marked("Yoruba"),
    "und": marked("Another language"),
}  # fmt: skip
"""ISO 639 code → name, by name; the languages that people in England most often name as their main one (Census 2021),
and British Sign Language. `und` is ISO's code for one that is not on this list."""


def known(needs: Iterable[str]) -> tuple[str, ...]:
    """The needs that there are, each once, in the order of `NEEDS`."""
    given = set(needs)
    return tuple(name for name in NEEDS if name in given)


def needs_words(needs: Iterable[str], language: str = "") -> tuple[str, ...]:
    """What staff must meet, briefly, each by itself: `("Interpreter: Polish", "Step-free")`. Empty where there is none."""
    return tuple(
        f"{BRIEFLY[name]}: {LANGUAGES[language]}"
        if name == "interpreter" and language in LANGUAGES
        else BRIEFLY[name]
        for name in known(needs)
    )


def needs_told(needs: Iterable[str], language: str = "") -> tuple[str, ...]:
    """The same as their person reads it, in their language: `("An interpreter: Polish", "Step-free access")`."""
    return tuple(
        f"{_(NEEDS[name])}: {_(LANGUAGES[language])}"
        if name == "interpreter" and language in LANGUAGES
        else _(NEEDS[name])
        for name in known(needs)
    )


def is_double(needs: Iterable[str]) -> bool:
    """Whether these needs ask for double time."""
    return not DOUBLE.isdisjoint(needs)
