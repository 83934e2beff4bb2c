"""Who gets what at which address: read it from the top, the first row that fits an address holds.

`who`   EVERYBODY; or the roles of staff who may use it, in their own organisation; or DEVICE, LINK, OWN: the device that began a
        form, the holder of a private link, the person signed in or somebody who acts for them
`about` what it shows: a request, a person, a referral, a colleague; staff get those of SEEN_BY, and nothing for the rest. NOTHING:
        no single thing. ABSENT: this world has no such thing, and whoever may ask is told only that
`told`  what staff of the own organisation get of a restricted record: "no" is the sentence whom to ask; the manager, who
        restricts, is led to who is cleared
`how`   the methods that there are
`gives` what everybody gets by each method, where it is not the page: the sign-in after signing out
`proxy` what somebody who acts for the person gets where their scope does not reach: the request as it stands, with a sentence
`changes` staff of other organisations see it, and may not change it
"""

from dataclasses import dataclass
from fnmatch import fnmatchcase

from tests.access.world import BY_PERSON, ORGANISATIONS, PEOPLE, PERSONS_SEEN_BY, SEEN_BY
from weald.foundation.access import ROLES

EVERYBODY, DEVICE, LINK, OWN = "everybody", "device", "link", "own"
NOTHING, REQUEST, PERSON, REFERRAL, COLLEAGUE = "", "request", "person", "referral", "colleague"
FIGURES, ABSENT, DRAFT = "figures", "absent", "draft"

ALL_STAFF = frozenset(ROLES)
CARE = frozenset({"receptionist", "clinician", "practice_manager"})
MANAGER = frozenset({"practice_manager"})
CLINICIAN = frozenset({"clinician"})
PHARMACIST = frozenset({"pharmacist"})
OFFICER = frozenset({"privacy_officer"})
HOME = frozenset({"care_home"})
PLANNER = frozenset({"planner"})
GET, POST, BOTH = ("GET",), ("POST",), ("GET", "POST")


@dataclass(frozen=True)
class Row:
    """One row: the addresses that it is about, and what holds for them."""

    routes: str
    who: str | frozenset[str]
    about: str = NOTHING
    how: tuple[str, ...] = BOTH
    told: str = "absent"
    told_elsewhere: str = "absent"
    told_manager: str = ""
    things: tuple[str, ...] = ()
    gives: tuple[str, ...] = ()
    changes: bool = False
    proxy: str = ""


TABLE = (
    # the front door, for everybody
    Row("health/live", EVERYBODY), Row("health/ready", EVERYBODY),
    Row("", EVERYBODY, how=GET), Row("p/<str:ods>/", EVERYBODY, how=GET), Row("p/<str:ods>/start", EVERYBODY, how=POST),
    Row("help", EVERYBODY), Row("privacy", EVERYBODY), Row("accessibility", EVERYBODY),
    Row("display", EVERYBODY), Row("leave", EVERYBODY), Row("leaving", EVERYBODY),
    Row("report", EVERYBODY), Row("report/sent", EVERYBODY, how=GET),
    Row("i/<str:token>/", EVERYBODY), Row("i/<str:token>/*", EVERYBODY, how=POST),
    Row("r/new", EVERYBODY), Row("r/sent", EVERYBODY),
    Row("api/slots", EVERYBODY), Row("api/openapi.json", EVERYBODY, how=GET), Row("api/triage/assess", EVERYBODY, how=POST),
    Row("demo/messages", EVERYBODY, how=GET),
    # who tells what became of messages is known by a key and a signature: tests/services/messages/test_nhs_notify_callback.py
    Row("callbacks/nhs-notify", EVERYBODY, ABSENT, POST),
    Row("mine/sign-in", EVERYBODY), Row("mine/code", EVERYBODY), Row("mine/sign-out", EVERYBODY, how=POST, gives=("sign in",)),
    # a form, and a request by the device that sent it
    Row("ask/<uuid:draft>/finish", EVERYBODY, how=POST),
    *(Row(f"ask/<uuid:draft>/{step}", DEVICE, DRAFT) for step in
      ("danger", "who", "kind", "words", "problem", "question", "question/*", "about-you", "check", "send")),
    Row("ask/<uuid:draft>/messages/file", DEVICE, ABSENT),
    Row("ask/<uuid:draft>/*", DEVICE, REQUEST),
    # a request by its private link
    Row("r/<str:token>/", EVERYBODY), Row("r/<str:token>/code", EVERYBODY, gives=("sign in", "sign in")),
    Row("r/<str:token>/messages/file", LINK, ABSENT),
    Row("r/<str:token>/*", LINK),
    # a person who signed in, and whoever acts for them
    Row("mine/", OWN, how=GET), Row("mine/looked", OWN, how=GET), Row("mine/ask", OWN, how=POST),
    Row("mine/acts/<uuid:proxy>/end", OWN, ABSENT, POST),
    Row("mine/request/<uuid:own>/messages/file", OWN, ABSENT, proxy="in"),
    Row("mine/request/<uuid:own>/*", OWN, REQUEST),
    # signing in to work
    Row("staff/", ALL_STAFF, how=GET), Row("staff/sign-in", EVERYBODY, gives=("in", "no")), Row("staff/sign-out", EVERYBODY, how=POST, gives=("sign in",)),
    Row("staff/join/<str:token>", EVERYBODY, ABSENT),
    Row("staff/confirm", ALL_STAFF), Row("staff/account", ALL_STAFF, how=GET), Row("staff/account/<slug:verb>", ALL_STAFF, how=POST),
    # the queue and one request
    Row("staff/queue", CARE), Row("staff/queue/rows", CARE, how=GET), Row("staff/next", CARE, how=GET),
    Row("staff/going-home", CARE, how=GET), Row("staff/going-home/rows", CARE, how=GET),
    Row("staff/call-backs", CARE, how=GET), Row("staff/call-backs/rows", CARE, how=GET),
    Row("staff/call-backs/<uuid:id>", CARE, ABSENT, POST), Row("staff/call-backs/call/<uuid:id>", CARE, ABSENT, POST),
    Row("staff/call-backs/waiting/<uuid:id>", CARE, ABSENT, POST), Row("staff/call-backs/untold/<uuid:id>", CARE, ABSENT, POST),
    Row("staff/request/<uuid:id>", CARE, REQUEST, GET, told="no", things=tuple(SEEN_BY)),
    Row("staff/request/<uuid:id>/messages", CARE | PHARMACIST, REQUEST),
    Row("staff/request/<uuid:id>/invite", CARE, REQUEST, changes=True), Row("staff/request/<uuid:id>/wait", CARE, REQUEST, changes=True),
    Row("staff/waiting", CARE, how=GET), Row("staff/waiting/rows", CARE, how=GET), Row("staff/waiting/<uuid:id>", CARE, ABSENT, POST),
    Row("staff/recalls", CARE), Row("staff/recalls/<uuid:id>", CARE, ABSENT), Row("staff/recalls/<uuid:id>/phoned", CARE, ABSENT, POST),
    Row("staff/recalls/<uuid:id>/call", CARE, ABSENT, POST), Row("staff/recalls/<uuid:id>/rows", CARE, ABSENT, GET),
    Row("staff/request/<uuid:id>/times", CARE, REQUEST, GET), Row("staff/request/<uuid:id>/overbook", CARE, REQUEST),
    Row("staff/request/<uuid:id>/<slug:verb>", CARE, REQUEST, POST, things=tuple(SEEN_BY), changes=True),
    Row("staff/print/<uuid:id>", CARE, REQUEST, GET),
    Row("staff/attachment/<uuid:id>", CARE | PHARMACIST, ABSENT, GET),
    # reception and persons
    Row("staff/reception", CARE), Row("staff/register", CARE), Row("staff/list-differs", CARE, how=GET), Row("staff/enter", CARE, how=POST), Row("staff/enter/<uuid:id>", CARE, ABSENT),
    # What is not there, or with somebody else, is a sentence on the page of Reception.
    Row("staff/enter/<uuid:id>/go-on", CARE, how=POST),
    Row("staff/emergency", CARE | PHARMACIST), Row("staff/person/<uuid:person>/emergency", CARE | PHARMACIST),
    Row("staff/person/<uuid:person>/restriction", MANAGER | OFFICER, PERSON, told="in"),
    Row("staff/person/<uuid:id>", CARE, PERSON, GET, told="no", told_elsewhere="no", told_manager="in"),
    Row("staff/person/<uuid:id>/proxies/<slug:verb>", CARE, PERSON, POST),
    Row("staff/person/<uuid:id>/details", CARE, PERSON, changes=True),
    Row("staff/person/<uuid:id>/proxies", CARE, PERSON, GET), Row("staff/person/<uuid:id>/*", CARE, PERSON),
    # referred to a pharmacy
    Row("staff/referrals", PHARMACIST, how=GET), Row("staff/referrals/rows", PHARMACIST, how=GET),
    Row("staff/referrals/next", PHARMACIST, how=GET),
    Row("staff/referral/<uuid:id>", PHARMACIST, REFERRAL, GET), Row("staff/referral/<uuid:id>/<slug:verb>", PHARMACIST, REFERRAL, POST),
    # a care home
    Row("staff/residents", HOME, how=GET), Row("staff/residents/<uuid:id>/ask", HOME, ABSENT, POST),
    # the practice manager
    Row("staff/promises", MANAGER, how=GET), Row("staff/promises/behind", MANAGER, ABSENT, GET), Row("staff/promises.csv", MANAGER, how=GET),
    Row("staff/alarms", CARE, how=GET), Row("staff/alarms/rows", CARE, how=GET), Row("staff/alarms/<int:alarm>/seen", CARE, ABSENT, POST),
    Row("staff/forecast", MANAGER, how=GET), Row("staff/forecast/release", MANAGER, how=POST),
    Row("staff/day", CARE, how=GET), Row("staff/day/rows", CARE, how=GET),
    Row("staff/today", MANAGER, how=GET), Row("staff/settings/services", MANAGER, how=GET),
    Row("staff/settings/team/<uuid:id>", MANAGER, COLLEAGUE), Row("staff/settings/team/<uuid:id>/invite", MANAGER, COLLEAGUE, POST),
    Row("staff/settings/team/<uuid:id>/leaving", MANAGER, ABSENT),
    Row("staff/settings/sessions/<uuid:id>", MANAGER, ABSENT), Row("staff/settings/sessions/<uuid:id>/cut", MANAGER, ABSENT),
    Row("staff/settings/sessions/<uuid:id>/building", MANAGER, ABSENT),
    Row("staff/settings*", MANAGER),
    # the pathway book, for everybody who works here; the notes about rules speak of requests
    Row("staff/book", ALL_STAFF, how=GET), Row("staff/book/common", ALL_STAFF, how=GET), Row("staff/book/<slug:problem>", ALL_STAFF, how=GET), Row("staff/book/<slug:problem>.yaml", ALL_STAFF, how=GET),
    Row("staff/workbench/<slug:problem>", ALL_STAFF, how=GET),
    Row("staff/workbench/<slug:problem>/sign", CLINICIAN, how=POST),
    Row("staff/drafts", CLINICIAN), Row("staff/drafts/<uuid:id>", CLINICIAN, ABSENT, GET),
    Row("staff/drafts/<uuid:id>/walk", CLINICIAN, ABSENT, GET), Row("staff/drafts/<uuid:id>/*", CLINICIAN, ABSENT, POST),
    Row("staff/rule-notes", CLINICIAN | MANAGER, how=GET), Row("staff/rule-notes/answer", CLINICIAN, how=POST),
    # those who look after it
    Row("staff/openings", OFFICER, how=GET), Row("staff/openings/<uuid:case>", OFFICER, ABSENT),
    Row("staff/safety", MANAGER | OFFICER, how=GET), Row("staff/safety/<uuid:id>.json", MANAGER | OFFICER, ABSENT, GET),
    Row("staff/safety/<uuid:id>", MANAGER | OFFICER, ABSENT),
    Row("staff/figures", PLANNER, FIGURES, GET), Row("staff/figures.csv", PLANNER, FIGURES, GET),
)  # fmt: skip


def row_of(route: str) -> Row | None:
    """The row that holds for an address; None where there is none."""
    return next((row for row in TABLE if _fits(route, row.routes)), None)


def _fits(route: str, routes: str) -> bool:
    return fnmatchcase(route, routes.replace("[", "[[]"))


def things_of(row: Row) -> tuple[str, ...]:
    """What an address is tried with."""
    if row.things:
        return row.things
    return {
        REQUEST: ("own", "served", "referred", "hidden", "restricted", "neighbours"), PERSON: tuple(PERSONS_SEEN_BY), DRAFT: ("draft", "own"),
        REFERRAL: ("referred", "own"),
    }.get(row.about, ("own",))  # fmt: skip


def expected(row: Row, method: str, role: str, place: str, thing: str) -> str:
    """What somebody gets."""
    if method not in row.how:
        return "no such method"
    if isinstance(row.who, frozenset):
        return _staff(row, role, place, thing)
    if row.gives:
        return row.gives[row.how.index(method)]
    if row.who == EVERYBODY:
        return "absent" if row.about == ABSENT else "in"
    if row.who == DEVICE:
        mine = {DRAFT: "draft", REQUEST: "own"}.get(row.about)
        return "in" if role == "device" and thing == mine else "absent"
    if row.who == LINK:
        return ("absent" if row.about == ABSENT else "in") if role == "link" else "sign in"
    if role not in {"person", "proxy"}:
        return "sign in"
    if row.about == NOTHING:
        return "in"
    if row.proxy and role == "proxy":
        return row.proxy
    seen = row.about == REQUEST and thing in BY_PERSON and (role == "person" or thing != "hidden")
    return "in" if seen else "absent"


def _staff(row: Row, role: str, place: str, thing: str) -> str:
    if role in PEOPLE:
        return "sign in"
    if role not in row.who:
        return "no"
    if row.about == NOTHING:
        return "in"
    if row.about == ABSENT:
        return "absent"
    if row.about == FIGURES:
        return "in" if place == "unrelated" else "no"
    if row.about in {REQUEST, PERSON} and thing == "restricted":
        if place == "own" and role in MANAGER and row.told_manager:
            return row.told_manager
        return row.told if place == "own" else row.told_elsewhere
    seen = {
        REQUEST: SEEN_BY, PERSON: PERSONS_SEEN_BY, REFERRAL: {"referred": {"pharmacy"}, "own": set()}, COLLEAGUE: {"own": {"own"}},
    }[row.about]  # fmt: skip
    if row.changes and place != "own" and place in seen[thing] and thing != "neighbours":
        return "no"
    return "in" if place in seen[thing] else "absent"


assert set(ORGANISATIONS) >= {place for places in SEEN_BY.values() for place in places}
