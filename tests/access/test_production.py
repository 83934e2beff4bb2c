"""What cannot exist in production, whatever somebody sets; and what every answer carries."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from django.http import Http404
from django.test import Client, RequestFactory

from tests.services.messages.notify import PLANS, private_key
from weald.foundation.access import Forbidden
from weald.services.messages.nhs_notify.account import NAMES
from weald.site import demo_messages, sign_in
from weald.site.demo_sign_in import DemoSignIn
from weald.site.environment import Environment, SettingError
from weald.site.local_sign_in import LocalSignIn

SOURCE = Path(__file__).parents[2] / "src" / "weald"
SECRET = "a-long-secret-of-random-characters-0123456789-abcdefghij"
PRODUCTION = {"WEALD_MODE": "production", "WEALD_SECRET_KEY": SECRET, "WEALD_HOSTS": "weald.example"}


@pytest.mark.parametrize(
    ("missing", "says"),
    [("WEALD_SECRET_KEY", "WEALD_SECRET_KEY"), ("WEALD_HOSTS", "WEALD_HOSTS")],
)
def test_production_does_not_start_without_its_secret_and_its_names(missing: str, says: str) -> None:
    with pytest.raises(SettingError, match=says):
        Environment.read({name: value for name, value in PRODUCTION.items() if name != missing})
    with pytest.raises(SettingError, match="50 random characters"):
        Environment.read(PRODUCTION | {"WEALD_SECRET_KEY": "short"})
    assert Environment.read(PRODUCTION).secret_key == SECRET


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WEALD_BASE_URL", "weald.example"), ("WEALD_BASE_URL", "http://weald.example"), ("WEALD_BASE_URL", ""),
        ("WEALD_WORKERS", "many"), ("WEALD_WORKERS", "0"), ("WEALD_LOG_LEVEL", "LOUD"), ("WEALD_BEHIND_PROXY", "true"),
    ],
)  # fmt: skip
def test_a_setting_that_cannot_be_meant_is_a_sentence(name: str, value: str) -> None:
    with pytest.raises(SettingError, match=f"{name} is '{value}': set it to "):
        Environment.read(PRODUCTION | {name: value})


def test_private_links_lead_to_where_people_open_weald() -> None:
    hosts = PRODUCTION | {"WEALD_HOSTS": "weald.example, www.weald.example"}
    assert Environment.read(hosts).base_url == "https://weald.example"
    assert Environment.read(hosts).hosts == ("weald.example", "www.weald.example")
    assert (
        Environment.read(hosts | {"WEALD_BASE_URL": "https://gp.example/"}).base_url == "https://gp.example"
    )
    assert Environment.read({"PORT": "8001"}).base_url == "http://127.0.0.1:8001"


@pytest.mark.parametrize(("environ", "bound"), [(PRODUCTION, "NoSupplier"), ({}, "LocalSupplier")])
def test_only_the_demonstration_takes_a_file_for_a_message_that_arrived(
    environ: dict[str, str], bound: str
) -> None:
    program = (
        "import django; django.setup()\n"
        "from weald.site import wiring; wiring.connect()\n"
        "from weald.services.messages import supplier; print(type(supplier.bound()).__name__)"
    )
    said = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False,
        env={name: value for name, value in os.environ.items() if not name.startswith("WEALD_MODE")}
        | environ | {"DJANGO_SETTINGS_MODULE": "weald.site.settings"},
    )  # fmt: skip
    assert (said.stdout.strip(), said.stderr) == (bound, "")


@pytest.fixture(scope="module")
def notify(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An account at NHS Notify, as an operator sets it."""
    path = tmp_path_factory.mktemp("notify") / "weald.pem"
    path.write_bytes(private_key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return {
        "WEALD_NOTIFY_URL": "https://int.api.service.nhs.uk/comms", "WEALD_NOTIFY_API_KEY": "the key of the application",
        "WEALD_NOTIFY_KEY_ID": "weald-1", "WEALD_NOTIFY_KEY_FILE": str(path), "WEALD_NOTIFY_APPLICATION_ID": "1b6f",
        "WEALD_NOTIFY_CALLBACK_KEY": "the key of callbacks",
        "WEALD_NOTIFY_PLANS": f"sms={PLANS['sms',]}, sms+letter={PLANS['sms', 'letter']}",
    }  # fmt: skip


def test_an_account_at_nhs_notify_is_bound_as_the_supplier(notify: dict[str, str]) -> None:
    account = Environment.read(PRODUCTION | notify).nhs_notify
    assert account is not None
    assert account.token_url == "https://int.api.service.nhs.uk/oauth2/token"
    assert account.plans == {way: PLANS[way] for way in (("sms",), ("sms", "letter"))}
    for secret in ("the key of the application", "the key of callbacks", "PRIVATE"):
        assert secret not in repr(Environment.read(PRODUCTION | notify)).replace(str(account.private_key), "")
    test_only_the_demonstration_takes_a_file_for_a_message_that_arrived(PRODUCTION | notify, "NhsNotify")


@pytest.mark.parametrize("name", NAMES)
def test_of_an_account_at_nhs_notify_everything_is_needed(notify: dict[str, str], name: str) -> None:
    for empty in ({}, {name: " "}):
        rest = {one: value for one, value in notify.items() if one != name}
        with pytest.raises(SettingError, match=f"^{name} is missing: set it to "):
            Environment.read(PRODUCTION | rest | empty)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WEALD_NOTIFY_URL", "http://api.service.nhs.uk/comms"), ("WEALD_NOTIFY_URL", "api.service.nhs.uk/comms"),
        ("WEALD_NOTIFY_URL", "https://"), ("WEALD_NOTIFY_URL", "https://a:b@api.service.nhs.uk"), ("WEALD_NOTIFY_URL", "https://[x"),
        ("WEALD_NOTIFY_URL", "https://api.service.nhs.uk/comms?a=b"), ("WEALD_NOTIFY_KEY_FILE", "/nowhere/weald.pem"),
        ("WEALD_NOTIFY_KEY_FILE", __file__), ("WEALD_NOTIFY_PLANS", "sms"), ("WEALD_NOTIFY_PLANS", "sms=1"),
        ("WEALD_NOTIFY_PLANS", "fax=00000000-0000-0000-0000-000000000003"), ("WEALD_NOTIFY_PLANS", ","),
        ("WEALD_NOTIFY_PLANS", "sms+sms=00000000-0000-0000-0000-000000000003"),
    ],
)  # fmt: skip
def test_an_account_that_cannot_be_meant_is_a_sentence(notify: dict[str, str], name: str, value: str) -> None:
    with pytest.raises(SettingError, match=rf"^{name} (is|names|gives) .*: (set it to|use) .+\.$"):
        Environment.read(PRODUCTION | notify | {name: value})


def test_a_key_that_cannot_sign_is_a_sentence(notify: dict[str, str], tmp_path: Path) -> None:
    private = (Encoding.PEM, PrivateFormat.PKCS8)
    weak = generate_private_key(public_exponent=65537, key_size=1024)
    for number, key in enumerate((
        private_key().private_bytes(*private, BestAvailableEncryption(b"a password")), weak.private_bytes(*private, NoEncryption()),
        ec.generate_private_key(ec.SECP256R1()).private_bytes(*private, NoEncryption()),
        private_key().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
    )):  # fmt: skip
        path = tmp_path / f"{number}.pem"
        path.write_bytes(key)
        with pytest.raises(
            SettingError, match="holds no RSA private key of at least 2048 bits without a password"
        ):
            Environment.read(PRODUCTION | notify | {"WEALD_NOTIFY_KEY_FILE": str(path)})


def test_the_demonstration_tells_nobody_whatever_is_set(notify: dict[str, str]) -> None:
    with pytest.raises(SettingError, match="The demonstration sends nothing"):
        Environment.read(notify)


@pytest.mark.parametrize("mode", ["Demo", "DEMO", "prod", "test", "development", "demo ", ""])
def test_any_other_mode_is_refused_and_none_is_nearly_the_demonstration(mode: str) -> None:
    with pytest.raises(SettingError, match="WEALD_MODE"):
        Environment.read(PRODUCTION | {"WEALD_MODE": mode})


@pytest.mark.parametrize(
    "name", ["WEALD_DEMO", "DEMO", "DEBUG", "WEALD_DEBUG", "DJANGO_DEBUG", "WEALD_DEMO_SIGN_IN"]
)
@pytest.mark.parametrize("value", ["1", "true", "yes", "demo"])
def test_nothing_in_the_environment_switches_the_demonstration_on(name: str, value: str) -> None:
    found = Environment.read(PRODUCTION | {name: value})
    assert not found.demo
    assert found.tls


def test_the_demonstrations_sign_in_messages_and_people_do_not_exist(settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(Forbidden):
        DemoSignIn()
    assert isinstance(sign_in._port(), LocalSignIn)
    with pytest.raises(Http404):
        demo_messages.messages(RequestFactory().get("/demo/messages"))


def run(script: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, **PRODUCTION, **environ},
        capture_output=True,
        text=True,
        check=False,
    )


def test_settings_of_production_are_closed_whatever_else_is_set() -> None:
    done = run(
        "import django; django.setup(); from django.conf import settings as s;"
        "print(s.DEMO, s.DEBUG, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS >= 31536000,"
        " s.ALLOWED_HOSTS)",
        DJANGO_SETTINGS_MODULE="weald.site.settings", DEBUG="1", DEMO="1", DATABASE_URL="postgresql://weald_app@127.0.0.1:1/none",
    )  # fmt: skip
    assert done.stdout.strip() == "False False True True True True ['weald.example']", done.stderr


def test_the_made_up_county_is_refused_in_production() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "weald.site.command", "demo", "--no-serve", "--people", "10"],
        env={**os.environ, **PRODUCTION, "DATABASE_URL": "postgresql://weald_app@127.0.0.1:1/none"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "production" in done.stderr
    assert "Traceback" not in done.stderr


def test_no_secret_is_written_into_the_program() -> None:
    found = []
    pattern = re.compile(
        r"(?i)(?:secret_key|password|passwd|api_?key|token)\s*[:=]\s*[\"'][A-Za-z0-9+/_\-]{12,}[\"']|-----BEGIN [A-Z ]*PRIVATE KEY"
    )
    for path in SOURCE.rglob("*.py"):
        found += [f"{path.name}: {match[0]}" for match in pattern.finditer(path.read_text(encoding="utf-8"))]
    assert found == []


def test_secrets_are_read_from_the_environment_in_one_place() -> None:
    reading = {
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*.py")
        if "WEALD_SECRET_KEY" in path.read_text(encoding="utf-8")
    }
    assert reading == {"site/environment.py"} | (reading & {"site/settings.py"})


@pytest.mark.parametrize(
    "address", ["/", "/staff/sign-in", "/help", "/nothing-here", "/health/live", "/api/slots"]
)
def test_every_answer_says_how_browsers_must_treat_it(db: None, address: str) -> None:
    answer = Client().get(address)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "base-uri 'none'" in policy
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy
    assert "charset=utf-8" in answer["Content-Type"] or answer["Content-Type"] == "application/json"
    assert "Access-Control-Allow-Origin" not in answer


def test_a_form_of_another_site_changes_nothing(db: None) -> None:
    strict = Client(enforce_csrf_checks=True)
    for address in ("/staff/sign-in", "/staff/sign-out", "/r/new"):
        assert (
            strict.post(address, {"q": "x"}, headers={"Origin": "https://elsewhere.example"}).status_code
            == 410
        )


def test_a_host_that_is_not_ours_is_not_answered(db: None, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["weald.example"]
    assert Client().get("/", headers={"Host": "elsewhere.example"}).status_code == 400
    assert Client().get("/help", headers={"Host": "weald.example"}).status_code == 200


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PUT", "DELETE", "PATCH"])
def test_methods_that_no_page_has_are_refused(db: None, method: str) -> None:
    for address in ("/staff/queue", "/staff/sign-in", "/staff/openings"):
        assert Client().generic(method, address).status_code == 405, address
