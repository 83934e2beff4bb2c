"""One JSON object a line, with the fields that we name and no others: a log never holds personal data."""

import json
import logging
from datetime import UTC, datetime

FIELDS = ("method", "route", "status", "ms", "error", "job", "count")


class JsonFormatter(logging.Formatter):
    """Writes time, level, logger, the fixed message and the named fields; of an exception its type and place only.

    The text of an exception may quote what a person typed, so it is left out.
    """

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.msg if isinstance(record.msg, str) else type(record.msg).__name__,
        }
        line |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            line["where"] = _places(record)
        return json.dumps(line, ensure_ascii=False)


def _places(record: logging.LogRecord) -> list[str]:
    """The last eight frames as file:line, without the values in them."""
    trace = record.exc_info[2] if record.exc_info else None
    places: list[str] = []
    while trace:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename.rsplit('/src/', 1)[-1]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return places[-8:]
