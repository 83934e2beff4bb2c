"""A stand-in for NHS Notify: a real HTTP server, built from the published description, that refuses what the real one would.

It gives tokens to whoever signs an assertion as described, and looks at every message by the rules of `CreateMessage`. `faults`
are answered first, one to a request; `takes` says whether a message is taken although its answer is a fault.
"""

import json
import re
import threading
from base64 import urlsafe_b64decode
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import sleep, time
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA512

from weald.services.messages.nhs_notify.account import Account

API_KEY, KEY_ID, APPLICATION, CALLBACK_KEY = "an application", "weald-1", "1b6f", "0bb04a0e"
PLANS = {
    ("sms",): "00000000-0000-0000-0000-000000000003",
    ("email",): "00000000-0000-0000-0000-000000000002",
    ("app",): "00000000-0000-0000-0000-000000000001",
    ("sms", "email"): "5f2f3c9e-7a5c-4a63-9d1b-1f3c2f9a0001",
    ("sms", "letter"): "5f2f3c9e-7a5c-4a63-9d1b-1f3c2f9a0002",
}
WAYS = {plan: ways for ways, plan in PLANS.items()}
NEEDED = {
    "sms": {"sms_body"},
    "email": {"email_subject", "email_body"},
    "app": {"body"},
    "letter": {"letter_body"},
}
"""What the templates of the plans are filled with."""
THEIRS = {"app": "nhsapp", "sms": "sms", "email": "email", "letter": "letter"}
NAME = "2WL3qFTEFM0qMY8xjRbt1LIKCzM"
"""What it calls a message in its callbacks."""
JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@cache
def private_key() -> RSAPrivateKey:
    """The key of the application; one for all tests."""
    return generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Fault:
    """What is answered instead; status 0 is no answer at all."""

    status: int
    code: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    takes: bool = False
    seconds: float = 0
    body: bytes | None = None


class StandIn:
    """The server and what it was told."""

    def __init__(self, unreachable: set[str] | None = None) -> None:
        self.unreachable = unreachable or set()
        self.faults: list[Fault] = []
        self.token_faults: list[Fault] = []
        self.tokens: dict[str, float] = {}
        self.used: set[str] = set()
        self.taken: dict[str, dict[str, Any]] = {}
        self.asked: Counter[str] = Counter()
        self.documents: list[dict[str, Any]] = []
        self.life = 599
        self.contact_details = True
        stand_in = self

        class Handler(_Handler):
            notify = stand_in

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def account(self, **other: Any) -> Account:
        """The account that it knows."""
        values: dict[str, Any] = {
            "url": f"{self.address}/comms", "api_key": API_KEY, "key_id": KEY_ID, "private_key": private_key(),
            "plans": PLANS, "application_id": APPLICATION, "callback_key": CALLBACK_KEY,
        }  # fmt: skip
        return Account(**(values | other))

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def token(self, form: dict[str, list[str]]) -> tuple[int, dict[str, Any]]:
        """A token for whoever signed the right assertion, once."""
        said = {name: values[0] for name, values in form.items()}
        assert said["grant_type"] == "client_credentials"
        assert said["client_assertion_type"] == JWT_BEARER
        head, claims, signature = said["client_assertion"].split(".")
        try:
            private_key().public_key().verify(
                _bytes(signature), f"{head}.{claims}".encode(), PKCS1v15(), SHA512()
            )
        except InvalidSignature:
            return 401, {"error": "invalid_client"}
        header, claim = json.loads(_bytes(head)), json.loads(_bytes(claims))
        if header != {"alg": "RS512", "typ": "JWT", "kid": KEY_ID} or {claim["iss"], claim["sub"]} != {
            API_KEY
        }:
            return 401, {"error": "invalid_request"}
        lives = claim["exp"] - time()
        if (
            not 0 < lives <= 300
            or claim["jti"] in self.used
            or claim["aud"] != f"{self.address}/oauth2/token"
        ):
            return 400, {"error": "invalid_request"}
        self.used.add(claim["jti"])
        token = f"token{len(self.used)}"
        self.tokens[token] = time() + self.life
        return 200, {"access_token": token, "expires_in": str(self.life), "token_type": "Bearer"}

    def create(self, document: Any) -> tuple[int, dict[str, Any]]:
        """What `POST /v1/messages` says."""
        self.documents.append(document)
        codes = wrong_with(document)
        if (
            not self.contact_details
            and not codes
            and "contactDetails" in document["data"]["attributes"]["recipient"]
        ):
            codes = ["CM_CANNOT_SET_CONTACT_DETAILS"]
        if codes:
            return 400, errors("400", *codes)
        said = document["data"]["attributes"]
        if said["routingPlanId"] not in WAYS:
            return 404, errors("404", "CM_NO_SUCH_ROUTING_PLAN")
        if said["messageReference"] in self.taken:
            return 422, errors("422", "CM_DUPLICATE_REQUEST")
        identifier = f"{len(self.taken):027d}".replace("0", "a", 1)
        self.taken[said["messageReference"]] = said | {"id": identifier}
        return 201, {"data": {
            "type": "Message", "id": identifier, "links": {"self": f"{self.address}/comms/v1/messages/{identifier}"},
            "attributes": {
                "messageReference": said["messageReference"], "messageStatus": "created",
                "timestamps": {"created": "2026-11-23T09:00:00Z"}, "routingPlan": routing_plan(said["routingPlanId"]),
            },
        }}  # fmt: skip

    def message(self, identifier: str) -> tuple[int, dict[str, Any]]:
        """What `GET /v1/messages/{messageId}` says: everything was delivered at once, or failed."""
        said = next((one for one in self.taken.values() if one["id"] == identifier), None)
        if said is None:
            return 404, errors("404", "CM_NOT_FOUND")
        channels: list[dict[str, Any]] = []
        for order, way in enumerate(WAYS[said["routingPlanId"]], 1):
            arrived = any(one["channelStatus"] == "delivered" for one in channels)
            address = said["recipient"].get("contactDetails", {}).get(way, "")
            filled = set(said["personalisation"]) >= NEEDED[way]
            state = (
                "skipped"
                if arrived
                else "failed"
                if address in self.unreachable or not filled
                else "delivered"
            )
            channels.append({
                "type": THEIRS[way], "cascadeType": "primary", "cascadeOrder": order, "channelStatus": state,
                "timestamps": {"created": "2026-11-23T09:00:00Z"}, "routingPlan": {"id": said["routingPlanId"], "type": "original"},
            })  # fmt: skip
        status = "delivered" if any(one["channelStatus"] == "delivered" for one in channels) else "failed"
        link = {"self": f"{self.address}/comms/v1/messages/{identifier}"}
        return 200, {"data": {"type": "Message", "id": identifier, "links": link, "attributes": {
            "messageReference": said["messageReference"], "messageStatus": status, "channels": channels,
            "timestamps": {"created": "2026-11-23T09:00:00Z"}, "routingPlan": routing_plan(said["routingPlanId"]),
        }}}  # fmt: skip


def routing_plan(identifier: str) -> dict[str, str]:
    """A plan as it is described in answers and callbacks."""
    return {"id": identifier, "version": "1", "name": "A plan", "createdDate": "2026-11-01T09:00:00Z"}


def event(
    state: str, at: datetime, key: str = "one", *channels: tuple[str, str], kind: str = "MessageStatus"
) -> dict[str, Any]:
    """One thing that NHS Notify says, as its description has it."""
    return {
        "type": kind,
        "attributes": {
            "messageId": NAME, "messageReference": key, "messageStatus": state, "timestamp": at.isoformat(),
            "channels": [{"type": way, "channelStatus": how} for way, how in channels],
            "routingPlan": routing_plan(PLANS["sms",]),
        },
        "links": {"message": f"https://api.service.nhs.uk/comms/v1/messages/{NAME}"},
        "meta": {"idempotencyKey": "2515ae6b"},
    }  # fmt: skip


def errors(status: str, *codes: str) -> dict[str, Any]:
    """A refusal as it is described."""
    return {"errors": [{"id": "rrt-1", "code": code, "status": status, "title": "No"} for code in codes]}


def wrong_with(document: Any) -> list[str]:
    """What the rules of `CreateMessage` find wrong, as codes."""
    try:
        data = document["data"]
        said = data["attributes"]
        UUID(said["routingPlanId"])
        recipient, reference = said["recipient"], said["messageReference"]
    except (KeyError, TypeError):
        return ["CM_MISSING_VALUE"]
    except ValueError:
        return ["CM_INVALID_VALUE"]
    known = {
        "routingPlanId",
        "messageReference",
        "billingReference",
        "recipient",
        "originator",
        "personalisation",
    }
    contact = recipient.get("contactDetails", {})
    values = [reference, *contact.values(), *said.get("personalisation", {}).values()]
    fits = (
        data["type"] == "Message"
        and set(said) <= known
        and set(recipient) <= {"nhsNumber", "contactDetails"}
        and recipient
        and set(contact) <= {"sms", "email", "address", "name"}
        and all(isinstance(value, str) and value for value in values)
        and ("email" not in contact or _is_email(contact["email"]))
        and ("sms" not in contact or re.fullmatch(r"(\+44|0)7\d{9}", contact["sms"]))
    )
    if not fits:
        return ["CM_INVALID_VALUE"]
    if "nhsNumber" in recipient and not _is_nhs_number(recipient["nhsNumber"]):
        return ["CM_INVALID_NHS_NUMBER"]
    return []


def _is_email(text: str) -> bool:
    return 6 <= len(text) <= 90 and bool(
        re.fullmatch(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}", text)
    )


def _is_nhs_number(text: str) -> bool:
    if not re.fullmatch(r"[0-9]{10}", text):
        return False
    check = 11 - sum(int(digit) * (10 - place) for place, digit in enumerate(text[:9])) % 11
    return check % 11 == int(text[9])


def _bytes(part: str) -> bytes:
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))


class _Handler(BaseHTTPRequestHandler):
    notify: StandIn

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/oauth2/token":
            self.notify.asked["token"] += 1
            if self.notify.token_faults:
                self.fail(self.notify.token_faults.pop(0))
                return
            self.say(*self.notify.token(parse_qs(body.decode())))
            return
        assert self.path == "/comms/v1/messages"
        self.notify.asked["message"] += 1
        if self.headers["Content-Type"] not in {"application/json", "application/vnd.api+json"}:
            self.say(415, errors("415", "CM_UNSUPPORTED_MEDIA"))
        elif self.notify.faults:
            fault = self.notify.faults.pop(0)
            if fault.takes:
                self.notify.create(json.loads(body))
            self.fail(fault)
        elif self.let_in():
            self.say(*self.notify.create(json.loads(body)))

    def do_GET(self) -> None:
        self.notify.asked["status"] += 1
        if self.notify.faults:
            self.fail(self.notify.faults.pop(0))
        elif self.let_in():
            self.say(*self.notify.message(self.path.removeprefix("/comms/v1/messages/")))

    def let_in(self) -> bool:
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        if self.notify.tokens.get(token, 0) > time():
            return True
        self.say(401, errors("401", "CM_DENIED"))
        return False

    def fail(self, fault: Fault) -> None:
        sleep(fault.seconds)
        if not fault.status:
            self.close_connection = True
            return
        said = errors(str(fault.status), fault.code) if fault.body is None else fault.body
        self.say(fault.status, said, fault.headers)

    def say(
        self, status: int, said: dict[str, Any] | bytes, headers: Mapping[str, str] | None = None
    ) -> None:
        body = said if isinstance(said, bytes) else json.dumps(said).encode()
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/vnd.api+json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:
            self.close_connection = True  # whoever asked has lost patience

    def log_message(self, *_: Any) -> None:
        """Say nothing."""
