"""Building the indexes of the search anew from the rows."""

from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core import trigrams


class Command(BaseCommand):
    """`manage.py rebuild_search`: needed only where somebody has written into the database past its triggers."""

    help = "Builds the indexes of the search anew. People may go on working; writers wait meanwhile."

    def handle(self, *args: Any, **options: Any) -> None:
        began = monotonic()
        made = trigrams.rebuild()
        if not made:
            raise CommandError("The database takes no such index; the search reads every text. The log says why.")
        self.stdout.write(f"Built in {monotonic() - began:.1f} s: {', '.join(made)}.")
