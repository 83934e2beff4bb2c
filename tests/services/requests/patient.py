"""A patient with a browser without scripts: what the tests of the front door share."""

import re
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.test import Client

from tests import given
from weald.foundation.access import acting, query

ABOUT = {
    "given_name": "Ada",
    "family_name": "Test",
    "contact_by": "sms",
    "phone": "07700 900982",
    "asked_before": "no",
}
ME = {"for_whom": "me", "born-day": "6", "born-month": "5", "born-year": "1984", "sex": "female"}


def begin(patient: Client, code: str) -> str:
    """Starts a form and gives its address, with a stroke at the end."""
    answer = patient.post(f"/p/{code}/start")
    assert answer.status_code == 303
    return answer["Location"].removesuffix("danger")


def go(patient: Client, address: str, **posted: object) -> HttpResponse:
    """Posts a page, and follows to the one that comes."""
    return patient.post(address, posted, follow=True)


def where(answer: Any) -> str:
    """The address of the page that came."""
    return answer.redirect_chain[-1][0] if answer.redirect_chain else answer.request["PATH_INFO"]


def text(answer: Any) -> str:
    """The words of the page's content, without its markup."""
    main = answer.content.decode().split("<main", 1)[1].split("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def to_words(patient: Client, code: str, kind: str = "clinical", **who: str) -> str:
    """As far as the page that asks for their own words."""
    draft = begin(patient, code)
    go(patient, f"{draft}danger", signs="none")
    go(patient, f"{draft}who", **(ME | who))
    go(patient, f"{draft}kind", kind=kind)
    return draft


def to_questions(patient: Client, code: str, problem: str, words: str = "It hurts", **who: str) -> str:
    """As far as the first question of a problem."""
    draft = to_words(patient, code, **who)
    go(patient, f"{draft}words", words=words)
    go(patient, f"{draft}problem", problem=problem)
    return draft


def answer_all(patient: Client, draft: str, **said: str) -> None:
    """Answers every question: as `said` by its name, else no, none of these, or the first answer."""
    for _ in range(40):
        page = patient.get(f"{draft}question", follow=True)
        if "/question" not in where(page):
            return
        html = page.content.decode()
        action = re.search(r'<form method="post" action="([^"]+)"', html)[1]  # type: ignore[index]
        name = action.rsplit("/", 1)[1]
        values = re.findall(r'name="answer" type="radio" value="([^"]+)"', html)
        least = "none" if 'name="signs"' in html else "no" if "no" in values else values[0] if values else ""
        answer = said.get(name, least)
        go(patient, action, signs=answer, answer=answer, **({} if answer else {"unsure": "unsure"}))
    raise AssertionError("the questions do not end")


def to_check(
    patient: Client, code: str, problem: str = "low_back_pain", about: dict[str, str] = ABOUT, **who: str
) -> str:
    """As far as the page before sending."""
    draft = to_questions(patient, code, problem, **who)
    answer_all(patient, draft)
    page = go(patient, f"{draft}about-you", **about)
    assert where(page) == f"{draft}check", text(page)
    return draft


def identifier(draft: str) -> UUID:
    """The id of a draft, which is that of its request."""
    return UUID(draft.split("/")[2])


def stored(draft: str, column: str) -> Any:
    """One column of the request, or None where there is no request."""
    with acting(given.SYSTEM):
        rows = query(f"select {column} from requests_request where id = %s", [identifier(draft)])
    return rows[0][0] if rows else None


def count(table: str, draft: str) -> int:
    """How many rows a request has in a table of its own."""
    with acting(given.SYSTEM):
        return int(query(f"select count(*) from {table} where request_id = %s", [identifier(draft)])[0][0])


def private_token(page: Any) -> str:
    """The token of the private link that a page shows."""
    return re.search(r"/r/([\w-]{20,})/", page.content.decode())[1]  # type: ignore[index]


def born(day: int = 6, month: int = 5, year: int = 1984) -> dict[str, str]:
    """A date of birth as its three boxes."""
    return {"born-day": str(day), "born-month": str(month), "born-year": str(year)}
