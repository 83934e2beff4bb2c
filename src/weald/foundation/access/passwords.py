"""Passwords of staff: long ones that nobody guesses first, kept as Argon2id."""

import re
from collections.abc import Iterable
from functools import cache

from django.contrib.auth.hashers import Argon2PasswordHasher

from weald.foundation.refusal import Refused

LEAST = 12
MOST = 200

# What is tried first, taken down to letters: with digits, signs or a capital around it, it is no better.
_WORDS = """password passwordpassword passphrase letmein letmeinplease welcome welcomeback welcomehome administrator admin adminadmin
changeme changemenow changeit secret topsecret mypassword thepassword newpassword oldpassword defaultpassword default
qwerty qwertyuiop qwertyuiopasdfghjkl qwertyqwerty asdfghjkl asdfghjklzxcvbnm zxcvbnm qazwsxedc qazwsxedcrfv
abcdefgh abcdefghijkl abcdefghijklmnopqrstuvwxyz iloveyou iloveyouforever sunshine princess football liverpool
liverpoolfc arsenal chelsea manchester manchesterunited manchestercity tottenham everton england scotland london
superman batman pokemon starwars monkey dragon master shadow summer winter spring autumn monday tuesday wednesday
thursday friday saturday sunday january february march april june july august september october november december
nationalhealthservice nhsnhsnhs health healthcare hospital surgery practice doctor doctors nurse nurses reception
receptionist medical medicine patient patients clinic pharmacy general generalpractice kent medway kentandmedway weald
trustnoone whatever computer internet google facebook charlie charlotte thomas jessica michael jennifer ashley
correcthorsebatterystaple nopassword nothing something anything guest guestguest test testtest
testpassword letmeinnow opensesame abracadabra"""
_FIRST_TRIED = frozenset(_WORDS.split())
_RUNS = ("01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_LOOKS_LIKE = str.maketrans(
    {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "$": "s", "@": "a", "!": "i"}
)
_HASHER = Argon2PasswordHasher()


def refuse_weak(password: str, names: Iterable[str]) -> None:
    """Raise Refused with a sentence unless nobody would guess it early. `names` are words about its owner."""
    if len(password) < LEAST:
        raise Refused(
            f"Use at least {LEAST} characters. Three or four words that do not belong together are easy to remember."
        )
    if len(password) > MOST:
        raise Refused(f"Use at most {MOST} characters.")
    plain = password.casefold()
    core = re.sub(r"^[^a-z]+|[^a-z]+$", "", plain)
    stems = {re.sub(r"[^a-z]", "", text) for text in (plain, core, core.translate(_LOOKS_LIKE))}
    own = {part for name in names for part in re.findall(r"[a-z]{3,}", name.casefold())}
    if stems & _FIRST_TRIED or any(_is_only(stem, own | _FIRST_TRIED) for stem in stems):
        raise Refused("This is one of the first passwords that somebody would try. Choose another one.")
    if len(set(plain)) < 5 or _is_run(plain):
        raise Refused("This repeats itself or runs along the keyboard. Choose another one.")


def make(password: str) -> str:
    """What is kept of a password."""
    return _HASHER.encode(password, _HASHER.salt())


def fits(password: str, kept: str) -> bool:
    """Whether this is the password. Takes as long where nothing is kept: nobody learns from it who has an account."""
    if len(password) > MOST:
        return False
    return _HASHER.verify(password, kept or _nobodys()) and bool(kept)


@cache
def _nobodys() -> str:
    return make("a password that nobody has")


def _is_only(stem: str, words: Iterable[str]) -> bool:
    """Whether nothing is left of it once the words are taken away."""
    if not stem:
        return False
    for word in sorted(words, key=len, reverse=True):
        stem = stem.replace(word, "")
    return not stem


def _is_run(plain: str) -> bool:
    return any(plain[at : at + 8] in run or plain[at : at + 8] in run[::-1] for run in _RUNS for at in (0, 4))
