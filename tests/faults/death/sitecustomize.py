"""What befalls a served program in these tests: Python loads this file by its name wherever it is on the path.

While the file that WEALD_DIES_ONCE names is there, the next process that has answered a post, with everything committed
and nothing sent yet, takes it away and kills itself.

While the file that WEALD_CLOCK names is there, the program's clock goes so many seconds before or behind as it says.
"""

import os
import signal
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.utils import timezone

_answer = WSGIHandler.__call__
_trigger = Path(os.environ["WEALD_DIES_ONCE"])
_time = time.time
_clock = Path(os.environ["WEALD_CLOCK"])


def _die(self: WSGIHandler, environ: dict[str, Any], start_response: Any) -> Any:
    answer = _answer(self, environ, start_response)
    if environ["REQUEST_METHOD"] == "POST" and _trigger.exists():
        _trigger.unlink()
        os.kill(os.getpid(), signal.SIGKILL)
    return answer


def _step() -> float:
    try:
        return float(_clock.read_text())
    except (OSError, ValueError):
        return 0.0


WSGIHandler.__call__ = _die  # type: ignore[method-assign]
time.time = lambda: _time() + _step()
timezone.now = lambda: datetime.now(UTC) + timedelta(seconds=_step())  # type: ignore[assignment]
