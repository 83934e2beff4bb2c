"""`weald messages check` says in a sentence whether NHS Notify lets us in, and sends nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.services.messages.notify import (
    API_KEY,
    APPLICATION,
    CALLBACK_KEY,
    KEY_ID,
    PLANS,
    Fault,
    StandIn,
    private_key,
)
from weald.services.messages.nhs_notify.account import NAMES
from weald.site import command


@pytest.fixture
def notify(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[StandIn]:
    """A stand-in, and an environment that names it."""
    stand_in = StandIn()
    key = tmp_path / "weald.pem"
    key.write_bytes(private_key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    for name, value in {
        "WEALD_MODE": "production", "WEALD_SECRET_KEY": "a" * 50, "WEALD_HOSTS": "weald.example",
        "WEALD_NOTIFY_URL": f"{stand_in.address}/comms", "WEALD_NOTIFY_API_KEY": API_KEY, "WEALD_NOTIFY_KEY_ID": KEY_ID,
        "WEALD_NOTIFY_KEY_FILE": str(key), "WEALD_NOTIFY_APPLICATION_ID": APPLICATION, "WEALD_NOTIFY_CALLBACK_KEY": CALLBACK_KEY,
        "WEALD_NOTIFY_PLANS": f"sms={PLANS['sms',]},sms+letter={PLANS['sms', 'letter']}",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    yield stand_in
    stand_in.close()


def test_who_is_let_in_hears_so(notify: StandIn, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["messages", "check"]) == 0
    said = capsys.readouterr()
    assert said.out == (
        f"{notify.address}/comms gave an access token and accepted it. Nothing was sent."
        " Routing plans are set for: sms, sms+letter.\n"
    )
    assert notify.taken == {}


@pytest.mark.parametrize(
    ("token", "fault", "says"),
    [
        (Fault(401), None, "No access token was given (status 401)"), (Fault(0), None, "gives no answer"),
        (None, Fault(403, "CM_FORBIDDEN"), "turned it down (status 403, CM_FORBIDDEN)"),
    ],
)  # fmt: skip
def test_who_is_not_hears_why(
    notify: StandIn, capsys: pytest.CaptureFixture[str], token: Fault | None, fault: Fault | None, says: str
) -> None:
    notify.token_faults = [token] if token else []
    notify.faults = [fault] if fault else []
    assert command.main(["messages", "check"]) == 1
    said = capsys.readouterr()
    assert says in said.err
    assert said.out == ""


@pytest.mark.usefixtures("notify")
def test_without_an_account_it_says_what_to_set(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in NAMES:
        monkeypatch.delenv(name)
    assert command.main(["messages", "check"]) == 2
    assert "Set WEALD_NOTIFY_URL" in capsys.readouterr().err
