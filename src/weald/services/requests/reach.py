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
