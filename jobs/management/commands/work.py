"""`manage.py work`: the worker process."""

import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from jobs import queue
from jobs.worker import Worker


class Command(BaseCommand):
    """Runs jobs: imports, mails, reminders. Ends on SIGTERM or Ctrl-C after the slice at hand, with exit code 0."""

    help = "Run jobs until asked to stop. Any number of workers may run at the same time."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--queue", action="append", default=[], help="Take jobs of this queue only; repeatable.")
        parser.add_argument("--nice", type=int, default=5, help="Give way to the web server by so much (default: 5).")
        once = parser.add_mutually_exclusive_group()
        once.add_argument("--once", action="store_true", help="Run one slice, if one is due, and end.")
        once.add_argument("--drain", action="store_true", help="Run until nothing is due, and end.")

    def handle(self, *args: Any, **options: Any) -> None:
        worker = Worker(tuple(options["queue"]))
        if options["once"]:
            queue.set_up_schedules()
            worker.turn()
        elif options["drain"]:
            worker.drain()
        else:
            if hasattr(os, "nice"):
                os.nice(options["nice"])
            worker.listen()
            self.stdout.write("The worker is ready.")
            worker.work()
