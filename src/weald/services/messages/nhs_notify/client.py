"""The supplier: hands messages over to NHS Notify one by one, and asks what became of them."""

import logging
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from time import monotonic
from typing import Any, Literal

import msgspec

from weald.services.messages.nhs_notify.access_token import AccessToken
from weald.services.messages.nhs_notify.account import Account
from weald.services.messages.nhs_notify.calling import Reply, call
from weald.services.messages.ports import Answer, ChannelStatus, Route, SupplierAway

logger = logging.getLogger("weald.messages")

PATIENCE = 10.0
"""Seconds for one answer. The outbox holds ten rows meanwhile."""
QUIET = timedelta(seconds=20)
"""For how long nobody asks again after no answer came: nine more messages of the same lot would wait as long, each."""
MEDIA = "application/vnd.api+json"
SUBJECT = "A message from your GP practice"
FIELDS = {
    "app": ("nhsapp_body", "body"), "sms": ("sms_body",), "email": ("email_subject", "email_body"), "letter": ("letter_body",),
}  # fmt: skip
"""By way, what the template of a routing plan gets: the names that the published plans for free text use (two for the app)."""
OURS: Mapping[str, str] = {"nhsapp": "app", "sms": "sms", "email": "email", "letter": "letter"}
EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}")
LONGEST_EMAIL = 90
NHS_NUMBER = re.compile(r"[0-9]{10}")
IDENTIFIER = re.compile(r"[a-zA-Z0-9]{27}")
CODE = re.compile(r"CM_[A-Z_]+")
DUPLICATE = "CM_DUPLICATE_REQUEST"
OF_THE_ACCOUNT = frozenset(
    {"CM_CANNOT_SET_CONTACT_DETAILS", "CM_CANNOT_SET_ODS_CODE", "CM_ODS_CODE_REQUIRED"}
)
"""What is wrong with the account and not with a message: tried again, while whoever runs the program sets it right."""


class NhsNotify:
    """NHS Notify behind the port of suppliers.

    A message goes to the addresses that its person left, which the account must be allowed to do, with the NHS number where it
    is sure. Its routing plan is that of its ways: the account has one for each that is used.
    """

    def __init__(
        self, account: Account, *, patience: float = PATIENCE, clock: Callable[[], float] = monotonic
    ) -> None:
        self.account, self.patience, self.clock = account, patience, clock
        self._token = AccessToken(account, patience=patience, clock=clock)
        self._quiet_until = 0.0

    def send(
        self, *, reference: str, plan: str, routes: Sequence[Route], personalisation: Mapping[str, str]
    ) -> Answer:
        """Hand a message over. Known by its reference for nine months; of one that was known before NHS Notify does not say its
        own name, so its callback alone tells what became of it."""
        text = personalisation.get("text", "")
        ways, routing_plan = self._planned(routes)
        if not reference or not text:
            return Answer("refused", reason="A message needs a reference and a text.")
        if not ways:
            return Answer("refused", reason="WEALD_NOTIFY_PLANS has no plan for any way to this person.")
        attributes = {
            "routingPlanId": routing_plan,
            "messageReference": reference,
            "recipient": _recipient(routes, ways),
            "personalisation": {
                name: SUBJECT if name == "email_subject" else text for way in ways for name in FIELDS[way.channel]
            },
        }  # fmt: skip
        reply = self._ask("POST", "/v1/messages", {"data": {"type": "Message", "attributes": attributes}})
        if reply.status == 201:
            return Answer("accepted", _identifier(reply))
        codes = _codes(reply)
        if reply.status == 422 and DUPLICATE in codes:
            return Answer("known")
        if reply.status in {400, 422} and codes and not codes & OF_THE_ACCOUNT:
            self._log(reply, codes)
            return Answer("refused", reason=f"NHS Notify refuses it: {', '.join(sorted(codes))}.")
        raise self._away(reply)

    def status(self, identifier: str) -> tuple[ChannelStatus, ...]:
        """How far it came; nothing where its name is not known, or nothing is decided."""
        if not IDENTIFIER.fullmatch(identifier):
            return ()
        reply = self._ask("GET", f"/v1/messages/{identifier}")
        if reply.status == 404:
            return ()
        if reply.status != 200:
            raise self._away(reply)
        try:
            return _ways_of(msgspec.json.decode(reply.body, type=_Document).data.attributes)
        except msgspec.MsgspecError as fault:
            raise SupplierAway("The answer of NHS Notify cannot be read.") from fault

    def try_out(self) -> None:
        """Ask for a message that is not there: raises SupplierAway, with a sentence, where NHS Notify does not let us in."""
        self.status("0" * 27)

    def _planned(self, routes: Sequence[Route]) -> tuple[tuple[Route, ...], str]:
        """The first ways that a plan has, as many in a row as one has: the others are left to whoever phones."""
        able = [route for route in routes if _able(route)]
        for start in range(len(able)):
            for end in range(len(able), start, -1):
                ways = tuple(able[start:end])
                if plan := self.account.plans.get(tuple(way.channel for way in ways)):
                    return ways, plan
        return (), ""

    def _ask(self, method: str, path: str, sent: Mapping[str, Any] | None = None) -> Reply:
        left = self._quiet_until - self.clock()
        if left > 0:
            raise SupplierAway("NHS Notify is not asked for a moment.", timedelta(seconds=left))
        try:
            reply = self._asked(method, path, sent)
            if reply.status == 401:  # a token that held when it was fetched; with a new one once more
                reply = self._asked(method, path, sent)
        except SupplierAway as away:
            self._keep_quiet(max(away.after, QUIET))
            logger.warning("NHS Notify gives no answer")
            raise
        if reply.status in {429, 503}:
            self._keep_quiet(reply.wait)
        return reply

    def _asked(self, method: str, path: str, sent: Mapping[str, Any] | None) -> Reply:
        token = self._token.current()
        headers = {"Authorization": f"Bearer {token}", "Accept": MEDIA}
        if sent is not None:
            headers["Content-Type"] = MEDIA
        reply = call(
            method, self.account.url + path, headers=headers, patience=self.patience,
            body=None if sent is None else msgspec.json.encode(sent),
        )  # fmt: skip
        if reply.status == 401:
            self._token.forget(token)
        return reply

    def _keep_quiet(self, wait: timedelta) -> None:
        self._quiet_until = self.clock() + wait.total_seconds()

    def _away(self, reply: Reply) -> SupplierAway:
        codes = _codes(reply)
        self._log(reply, codes)
        said = f"status {reply.status}{', ' if codes else ''}{', '.join(sorted(codes))}"
        return SupplierAway(f"NHS Notify turned it down ({said}).", reply.wait)

    def _log(self, reply: Reply, codes: set[str]) -> None:
        """Status and codes: what else it says may quote what was sent."""
        logger.warning(
            "NHS Notify turned something down",
            extra={"status": reply.status, "error": ", ".join(sorted(codes)) or "none"},
        )


def _able(route: Route) -> bool:
    """Whether the address is one that the API takes: one that it would not take must not cost the other ways."""
    if route.channel == "email":
        return bool(EMAIL.fullmatch(route.address)) and len(route.address) <= LONGEST_EMAIL
    if route.channel == "sms":
        return route.address.startswith("+")
    return bool(NHS_NUMBER.fullmatch(route.address))


def _recipient(routes: Sequence[Route], ways: Sequence[Route]) -> dict[str, Any]:
    """Addresses of the ways alone; the NHS number by whichever way it is known."""
    numbers = [route.address for route in routes if route.channel in {"app", "letter"} and _able(route)]
    addresses = {way.channel: way.address for way in ways if way.channel in {"sms", "email"}}
    return ({"nhsNumber": numbers[0]} if numbers else {}) | (
        {"contactDetails": addresses} if addresses else {}
    )


class _Channel(msgspec.Struct, rename="camel"):
    type: str
    channel_status: Literal["created", "sending", "delivered", "failed", "skipped"]
    channel_failure_reason_code: str = ""


class _Attributes(msgspec.Struct, rename="camel"):
    message_status: str
    message_failure_reason_code: str = ""
    channels: list[_Channel] = []


class _Data(msgspec.Struct):
    attributes: _Attributes


class _Document(msgspec.Struct):
    data: _Data


class _Named(msgspec.Struct):
    id: str


class _Created(msgspec.Struct):
    data: _Named


class _Error(msgspec.Struct):
    code: str = ""


class _Errors(msgspec.Struct):
    errors: list[_Error]


def _ways_of(message: _Attributes) -> tuple[ChannelStatus, ...]:
    """The ways as the outbox reads them. The status of the whole message decides: it may fail before there is any way, and a way
    that failed is not the end while the message goes on."""
    ways = tuple(
        ChannelStatus(
            OURS.get(one.type, ""),
            "sending" if one.channel_status == "created" else one.channel_status,
            one.channel_failure_reason_code,
        )
        for one in message.channels
    )
    over = [way for way in ways if way.state in {"failed", "skipped"}]
    if message.message_status == "failed":
        return tuple(over) or (ChannelStatus("", "failed", message.message_failure_reason_code),)
    if message.message_status == "delivered":
        arrived = any(way.state == "delivered" for way in ways)
        return ways if arrived else (ChannelStatus("", "delivered"),)
    return ways if len(over) < len(ways) else ()


def _identifier(reply: Reply) -> str:
    """Its own name for the message; empty where that cannot be read: the message was taken all the same."""
    try:
        return msgspec.json.decode(reply.body, type=_Created).data.id
    except msgspec.MsgspecError:
        return ""


def _codes(reply: Reply) -> set[str]:
    try:
        errors = msgspec.json.decode(reply.body, type=_Errors).errors
    except msgspec.MsgspecError:
        return set()
    return {one.code for one in errors if CODE.fullmatch(one.code)}
