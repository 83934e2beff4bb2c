"""`python -m bench`: run the families and print one JSON line a measurement."""

import json
import os
import sys
from collections.abc import Callable, Iterator

from bench import booking, journey, pages, triage, trust
from bench.served import Served, served

FAMILIES: dict[str, Callable[[Served], Iterator[dict[str, object]]]] = {
    "triage": triage.measure,
    "booking": booking.measure,
    "journey": journey.measure,
    "pages": pages.measure,
    "trust": trust.measure,
}
"""In the order of a full run: what leaves millions of rows behind comes after what is measured on few."""


def main() -> int:
    """Run every family, or the one in ONLY; 2 with a sentence when there is no such family."""
    only = os.environ.get("ONLY", "")
    if only and only not in FAMILIES:
        print(f"There is no family '{only}': choose one of {', '.join(FAMILIES)}.", file=sys.stderr)
        return 2
    with served() as program:
        for name in [only] if only else list(FAMILIES):
            for measurement in FAMILIES[name](program):
                print(json.dumps(measurement), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
