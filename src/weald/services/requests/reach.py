"""Where a written notice can reach somebody. Pure."""


def reach(contact_by: str, phone: str, email: str) -> tuple[str, str]:
    """By which way (sms, email) and to what address; two empty texts where nothing written can reach them.

    Somebody who likes to be phoned still gets what must be in writing, such as a link: as a text message if their
    number is a mobile one, else by email.
    """
    if contact_by == "email" and email:
        return "email", email
    if phone.startswith("+447"):
        return "sms", phone
    return ("email", email) if email else ("", "")


def by_message(contact_by: str, phone: str, email: str) -> str:
    """By which way a message tells somebody what they must answer; empty where staff phone: nothing written reaches them, or
    they asked to be phoned."""
    return "" if contact_by == "phone" else reach(contact_by, phone, email)[0]


def others(by: str, phone: str, email: str, nhs_number: str = "") -> tuple[tuple[str, str], ...]:
    """The further ways for a notice that goes out `by` one way, for when that one fails for good: the other address that
    they left, then a letter where their NHS number is sure (the carrier looks the address up by it)."""
    further = [
        ("sms", phone if phone.startswith("+447") else ""),
        ("email", email),
        ("letter", nhs_number),
    ]
    return tuple((way, address) for way, address in further if address and way != by)
