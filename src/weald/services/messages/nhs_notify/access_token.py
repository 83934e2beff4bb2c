"""The access token of an application, got with a signed assertion (RS512) and kept until shortly before it ends.

As NHS England describes its application-restricted APIs: the assertion names the application (iss, sub), the address that it is
for (aud), lives for five minutes at the most (exp) and is used once (jti); the key that signed it is named by `kid`.
"""

import logging
from base64 import urlsafe_b64encode
from collections.abc import Callable
from threading import Lock
from time import monotonic, time
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import msgspec
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA512

from weald.services.messages.nhs_notify.account import Account
from weald.services.messages.nhs_notify.calling import call
from weald.services.messages.ports import SupplierAway

logger = logging.getLogger("weald.messages")

ASSERTION_LIFE = 300
"""Seconds: the longest that is accepted."""
SPARE = 60
"""Seconds before its end at which a token is not used any more: a message that is on its way arrives with one that holds."""
JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


class _Given(msgspec.Struct):
    access_token: str
    expires_in: int | str


class AccessToken:
    """One token for all threads of the process; the first that needs one fetches it while the others wait."""

    def __init__(self, account: Account, *, patience: float, clock: Callable[[], float] = monotonic) -> None:
        self.account, self.patience, self.clock = account, patience, clock
        self._lock = Lock()
        self._token, self._until = "", 0.0

    def current(self) -> str:
        """A token that holds. Raises SupplierAway where none can be had."""
        with self._lock:
            if not self._token or self.clock() >= self._until:
                asked_at = self.clock()
                self._token, life = self._fetched()
                self._until = asked_at + life - SPARE
            return self._token

    def forget(self, token: str) -> None:
        """Fetch a new one next time, if this is still the one that is kept: it was not accepted."""
        with self._lock:
            if self._token == token:
                self._token = ""

    def _fetched(self) -> tuple[str, int]:
        form = {
            "grant_type": "client_credentials", "client_assertion_type": JWT_BEARER, "client_assertion": self._assertion(),
        }  # fmt: skip
        reply = call(
            "POST", self.account.token_url, body=urlencode(form).encode(), patience=self.patience,
            headers={"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"},
        )  # fmt: skip
        try:
            if reply.status == 200:
                given = msgspec.json.decode(reply.body, type=_Given)
                return given.access_token, int(given.expires_in)
        except (msgspec.MsgspecError, ValueError) as fault:
            raise SupplierAway("The answer to our application for a token cannot be read.") from fault
        logger.warning("no access token was given", extra={"status": reply.status})
        raise SupplierAway(
            f"No access token was given (status {reply.status}). See whether WEALD_NOTIFY_API_KEY, WEALD_NOTIFY_KEY_ID and"
            " WEALD_NOTIFY_KEY_FILE are those of one application, and whether its public key is registered.",
            reply.wait,
        )

    def _assertion(self) -> str:
        header = {"alg": "RS512", "typ": "JWT", "kid": self.account.key_id}
        claims = {
            "iss": self.account.api_key, "sub": self.account.api_key, "aud": self.account.token_url,
            "jti": str(uuid4()), "exp": int(time()) + ASSERTION_LIFE,
        }  # fmt: skip
        signed = f"{_part(header)}.{_part(claims)}"
        signature = self.account.private_key.sign(signed.encode(), PKCS1v15(), SHA512())
        return f"{signed}.{_base64(signature)}"


def _part(value: dict[str, Any]) -> str:
    return _base64(msgspec.json.encode(value))


def _base64(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()
