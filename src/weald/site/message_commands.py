"""`weald messages`: whether the supplier of messages lets us in."""

import argparse
import os
import sys
from typing import Any


def add(commands: "argparse._SubParsersAction[Any]") -> None:
    """Add the command to the command line."""
    messages = commands.add_parser("messages", help="the supplier of messages")
    what = messages.add_subparsers(metavar="WHAT", required=True)
    check = what.add_parser("check", help="ask NHS Notify whether it lets Weald in, and send nothing")
    check.set_defaults(handler=_check)


def _check(_: argparse.Namespace) -> int:
    from weald.services.messages.nhs_notify.client import NhsNotify
    from weald.services.messages.ports import SupplierAway
    from weald.services.messages.supplier import NONE
    from weald.site.environment import Environment, SettingError

    account = Environment.read(os.environ).nhs_notify
    if account is None:
        raise SettingError(f"{NONE} Set WEALD_NOTIFY_URL and what belongs to it.")
    try:
        NhsNotify(account).try_out()
    except SupplierAway as fault:
        print(fault, file=sys.stderr)
        return 1
    ways = ", ".join("+".join(plan) for plan in account.plans)
    print(
        f"{account.url} gave an access token and accepted it. Nothing was sent. Routing plans are set for: {ways}."
    )
    return 0
