"""What an operator was given by NHS England, from the environment; every mistake is a sentence."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from weald.services.messages.ports import CHANNELS

NAMES = {
    "WEALD_NOTIFY_URL": "the address of the API, like https://api.service.nhs.uk/comms",
    "WEALD_NOTIFY_API_KEY": "the API key of your application",
    "WEALD_NOTIFY_KEY_ID": "the name (kid) under which your public key is registered",
    "WEALD_NOTIFY_KEY_FILE": "the path of the private key, a PEM file",
    "WEALD_NOTIFY_PLANS": "your routing plans, like sms=UUID,email=UUID",
    "WEALD_NOTIFY_APPLICATION_ID": "the ID of your application",
    "WEALD_NOTIFY_CALLBACK_KEY": "the API key that NHS Notify sends with its callbacks",
}
"""Every variable, with what to set it to. All of them are needed as soon as there is one."""
FEWEST_BITS = 2048
LOCAL = ("127.0.0.1", "localhost")


class AccountError(Exception):
    """A sentence that says which variable is missing or wrong, and what to set."""


@dataclass(frozen=True)
class Account:
    """An account at NHS Notify, with what proves that we hold it."""

    url: str
    api_key: str = field(repr=False)
    key_id: str
    private_key: RSAPrivateKey = field(repr=False)
    plans: Mapping[tuple[str, ...], str]
    application_id: str
    callback_key: str = field(repr=False)

    @property
    def token_url(self) -> str:
        """Where access tokens come from: the same host."""
        scheme, host, *_ = urlsplit(self.url)
        return f"{scheme}://{host}/oauth2/token"

    @property
    def callback_secret(self) -> bytes:
        """With what callbacks are signed: the application's ID and the key of callbacks, as its documentation says."""
        return f"{self.application_id}.{self.callback_key}".encode()


def is_set(environ: Mapping[str, str]) -> bool:
    """Whether any of the variables is there."""
    return any(environ.get(name) for name in NAMES)


def read(environ: Mapping[str, str]) -> Account:
    """Read and check the variables; raises AccountError."""
    given = {name: environ.get(name, "").strip() for name in NAMES}
    for name, what in NAMES.items():
        if not given[name]:
            raise AccountError(f"{name} is missing: set it to {what}.")
    return Account(
        url=_url(given["WEALD_NOTIFY_URL"]),
        api_key=given["WEALD_NOTIFY_API_KEY"],
        key_id=given["WEALD_NOTIFY_KEY_ID"],
        private_key=_private_key(Path(given["WEALD_NOTIFY_KEY_FILE"])),
        plans=_plans(given["WEALD_NOTIFY_PLANS"]),
        application_id=given["WEALD_NOTIFY_APPLICATION_ID"],
        callback_key=given["WEALD_NOTIFY_CALLBACK_KEY"],
    )


def _url(address: str) -> str:
    try:
        scheme, host, _, query, fragment = urlsplit(address)
        name = urlsplit(address).hostname
    except ValueError:
        scheme = host = name = query = fragment = ""
    safe = scheme == "https" or (scheme == "http" and name in LOCAL)
    if not safe or not host or "@" in host or query or fragment or " " in address:
        raise AccountError(f"WEALD_NOTIFY_URL is '{address}': set it to {NAMES['WEALD_NOTIFY_URL']}.")
    return address.rstrip("/")


def _private_key(path: Path) -> RSAPrivateKey:
    try:
        key = load_pem_private_key(path.read_bytes(), None)
    except OSError as fault:
        raise AccountError(
            f"WEALD_NOTIFY_KEY_FILE is '{path}', which cannot be read ({fault.strerror}): set it to"
            f" {NAMES['WEALD_NOTIFY_KEY_FILE']}, and let Weald read it."
        ) from fault
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None  # what is wrong with it might quote it
    if not isinstance(key, RSAPrivateKey) or key.key_size < FEWEST_BITS:
        raise AccountError(
            f"WEALD_NOTIFY_KEY_FILE is '{path}', which holds no RSA private key of at least {FEWEST_BITS} bits without a"
            f" password: set it to {NAMES['WEALD_NOTIFY_KEY_FILE']}."
        )
    return key


def _plans(text: str) -> dict[tuple[str, ...], str]:
    """By the ways of a plan in their order: `sms+letter` is tried as a text message, then as a letter."""
    plans: dict[tuple[str, ...], str] = {}
    for part in text.split(","):
        ways, _, plan = (one.strip() for one in part.partition("="))
        named = tuple(ways.split("+"))
        if not set(named) <= set(CHANNELS) or len(set(named)) < len(named):
            raise AccountError(
                f"WEALD_NOTIFY_PLANS names the ways '{ways}': use {', '.join(CHANNELS)}, and + between those of one plan."
            )
        try:
            plans[named] = str(UUID(plan))
        except ValueError:
            raise AccountError(
                f"WEALD_NOTIFY_PLANS gives the plan '{plan}' for {ways}: use the ID of a routing plan, a UUID."
            ) from None
    return plans
