"""A web process that dies at the worst moment: Python loads this file by its name wherever it is on the path.

While the file that WEALD_DIES_ONCE names is there, the next process that has answered a post, with everything committed
and nothing sent yet, takes it away and kills itself.
"""

import os
import signal
from pathlib import Path
from typing import Any

from django.core.handlers.wsgi import WSGIHandler

_answer = WSGIHandler.__call__
_trigger = Path(os.environ["WEALD_DIES_ONCE"])


def _die(self: WSGIHandler, environ: dict[str, Any], start_response: Any) -> Any:
    answer = _answer(self, environ, start_response)
    if environ["REQUEST_METHOD"] == "POST" and _trigger.exists():
        _trigger.unlink()
        os.kill(os.getpid(), signal.SIGKILL)
    return answer


WSGIHandler.__call__ = _die  # type: ignore[method-assign]
