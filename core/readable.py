"""What the database keeps as JSON, as the administration pages show it."""

import json
from typing import Any

from django.utils.html import format_html


def written_out(kept: Any) -> str:
    """Return what a JSON field keeps as HTML, a line for each value; "" where there is nothing."""
    if not kept:
        return ""
    return format_html("<pre>{}</pre>", json.dumps(kept, indent=2, ensure_ascii=False, sort_keys=True))
