"""Texts that a practice writes often."""

from uuid import uuid4

from weald.foundation.access import actor, authorise, query, record
from weald.foundation.refusal import Refused

LONGEST_NAME = 60
LONGEST_BODY = 2000


def save_template(*, name: str, body: str) -> None:
    """Keep a text of the actor's organisation under this name; one that has the name already is replaced.

    Raises Forbidden, and Refused for a name or a text that is empty or too long.
    """
    who = actor()
    authorise(who, "practice.settings")
    name, body = " ".join(name.split()), body.strip()
    if not name or len(name) > LONGEST_NAME:
        raise Refused(f"Give the template a name of at most {LONGEST_NAME} characters.")
    if not body or len(body) > LONGEST_BODY:
        raise Refused(f"Write a text of at most {LONGEST_BODY} characters.")
    old = query("select body from messages_template where organisation = %s and name = %s", [who.party, name])
    query(
        "insert into messages_template (id, organisation, name, body) values (%s, %s, %s, %s)"
        " on conflict (organisation, name) do update set body = excluded.body",
        [uuid4(), who.party, name, body],
    )
    record("messages.save_template", [name], f"{old[0][0] if old else 'none'} → {body}")


def remove_template(*, name: str) -> None:
    """Forget the text of the actor's organisation that has this name; the texts that come with the program stay."""
    who = actor()
    authorise(who, "practice.settings")
    gone = query(
        "delete from messages_template where organisation = %s and name = %s returning body",
        [who.party, name],
    )
    if gone:
        record("messages.remove_template", [name], f"{gone[0][0]} → none")
