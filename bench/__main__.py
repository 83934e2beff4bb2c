"""`python -m bench`: run the families and print one JSON line a measurement."""

import json
import os
import platform
import sys
import sysconfig
from collections.abc import Callable, Iterator

from bench import booking, growth, journey, pages, search, triage, trust
from bench.served import Served, served

FAMILIES: tuple[tuple[str, Callable[[Served], Iterator[dict[str, object]]]], ...] = (
    ("triage", triage.measure),
    ("pages", pages.measure),
    ("trust", trust.measure),
    ("search", search.measure),
    ("booking", booking.measure),
    ("journey", journey.measure),
    ("booking", growth.measure),
    ("pages", pages.find),
    ("trust", trust.verify),
)
"""In the order of a full run: what leaves many rows behind comes after what is measured on few."""


def machine() -> dict[str, object]:
    """What the figures hang on: the processors, what else they do, and the Python, as it was built."""
    optimised = "--enable-optimizations" in (sysconfig.get_config_var("CONFIG_ARGS") or "")
    return {
        "name": "machine", "value": os.cpu_count(), "unit": "processors", "load_average": round(os.getloadavg()[0], 1),
        "python": platform.python_version(), "python_built_with_optimisation": optimised,
    }  # fmt: skip


def main() -> int:
    """Run every family, or the one in ONLY; 2 with a sentence when there is no such family."""
    only = os.environ.get("ONLY", "")
    names = dict.fromkeys(name for name, _ in FAMILIES)
    if only and only not in names:
        print(f"There is no family '{only}': choose one of {', '.join(names)}.", file=sys.stderr)
        return 2
    print(json.dumps(machine()), flush=True)
    with served() as program:
        for name, measure in FAMILIES:
            for measurement in measure(program) if name == (only or name) else ():
                print(json.dumps(measurement), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
