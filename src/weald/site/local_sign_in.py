"""The sign-in outside of the demonstration: accounts of our own, a password and a code (the port `SignIn`)."""

from collections.abc import Mapping
from datetime import datetime

from weald.foundation.access import Actor, Basis, Forbidden, accounts, acting, query
from weald.foundation.access.ports import Proven

DESK = Actor(Basis.SYSTEM, "the staff sign-in")
WRONG = "The name, the password or the code is not right. A code counts once: type the one that your app shows next."
_FIRST = "select party from access_rolebinding where identity_id = %s order by id limit 1"


class LocalSignIn:
    """Implements `SignIn` by name, password and code."""

    demonstration = False

    def identify(self, *, sent: Mapping[str, str], now: datetime) -> Proven:
        """Whoever the three belong to; the same sentence whichever of them is wrong."""
        with acting(DESK):
            identity = accounts.prove(
                sign_in=sent.get("sign_in", "")[:200],
                password=sent.get("password", "")[:1000],
                code=sent.get("code", "")[:60],
                now=now,
            )
            places = query(_FIRST, [identity]) if identity else []
        if identity is None or not places:
            raise Forbidden(WRONG)
        return Proven(identity, places[0][0])
