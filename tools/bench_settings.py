"""The settings as they are, with the floor's page beside the site's (tools/bench_floor.py)."""

from crm.settings import *  # noqa: F403
from crm.settings import MIDDLEWARE

MIDDLEWARE = ["tools.bench_floor.FloorMiddleware", *MIDDLEWARE]
# A measurement calls no other machine.
ECB_RATES_URL = ""
