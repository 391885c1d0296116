"""`manage.py sweep_files`: what a crash may have left behind."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from documents import incoming, sweeping
from documents.storage import private_files


class Command(BaseCommand):
    """Reports rows without a file, files without a row and unfinished uploads. --remove removes them; rows always stay.

    After restoring a backup of the database run it without --remove first: files newer than the backup have no row.
    """

    help = "Report documents whose file is missing, files that belong to no document, and uploads that never ended."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--remove", action="store_true", help="Remove these files.")
        parser.add_argument(
            "--minutes", type=int, default=60, help="Leave younger files alone: they may be on their way (default: 60)."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        lost = 0
        for found in sweeping.rows_without_file():
            lost += 1
            self.stdout.write(f"without file: {found.row} ({found.path})")
        spare = 0
        before = timezone.now() - timedelta(minutes=max(options["minutes"], 0))
        for path in sweeping.files_without_row(before=before):
            spare += 1
            if options["remove"]:
                private_files().delete(path)
            self.stdout.write(f"{'removed' if options['remove'] else 'without row'}: {path}")
        unfinished = 0
        for left in incoming.left(before.timestamp()):
            unfinished += 1
            if options["remove"]:
                incoming.remove(left)
            self.stdout.write(f"{'removed' if options['remove'] else 'unfinished upload'}: {left.name}")
        kept = "removed" if options["remove"] else "found"
        told = f"{lost} rows without a file, {spare} files without a row, {unfinished} unfinished uploads"
        self.stdout.write(f"{told} {kept}.")
