"""The web application, with static files served from memory by WhiteNoise."""

import gc
import os
from pathlib import Path

import django
from django.core.handlers.wsgi import WSGIHandler
from whitenoise import WhiteNoise

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "weald.site.settings")
django.setup(set_prefix=False)

from weald.site import wiring  # noqa: E402  the rooms must be loaded before they are connected
from weald.site.arriving import Arrived  # noqa: E402
from weald.site.turns import InTurn  # noqa: E402

wiring.connect()
# Before the first person asks, least of all several at once.
wiring.warm()

YEAR = 60 * 60 * 24 * 365
_SOURCE = Path(__file__).parents[1]

in_turn = InTurn(WSGIHandler())
application = WhiteNoise(Arrived(in_turn), max_age=YEAR, allow_all_origins=False)
for _folder in sorted(_SOURCE.glob("**/static")):
    application.add_files(str(_folder), prefix="static/")

# What was read stays until the end. Looking through it for rubbish again and again cost an eighth of the processor time of
# all pages, and stopped every thread of the process for a tenth of a second each time.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 10)
