"""Take an import back from the command line: the same verb as on its page."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from imports.models import ImportRun
from imports.outcome import left_rows
from imports.starting import work_off
from jobs import Failed


class Command(BaseCommand):
    """`manage.py undo_import ID`."""

    help = "Takes an import back: created rows go, changed rows get their former values, what was touched since stays."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("id", help="the import, as its address or import_file names it")
        parser.add_argument("--json", action="store_true", help="print the counts as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        run = ImportRun.objects.filter(public_id=options["id"]).first()
        if run is None:
            raise CommandError(f"There is no import {options['id']}.")
        if not run.take_back(by=run.owner):
            raise CommandError(f"The import {run.public_id} has nothing to take back, or is still at work.")
        try:
            work_off(run)
        except Failed as reason:
            raise CommandError(str(reason)) from reason
        counts = {"deleted": run.taken_back, "restored": run.restored, "left": left_rows(run)}
        self.stdout.write(json.dumps(counts) if options["json"] else ", ".join(f"{n} {k}" for k, n in counts.items()))
