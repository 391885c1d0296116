"""`manage.py serve`: the whole site, in one command."""

import http.client
import os
import socket
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection, connections, transaction

from accounts.models import User
from crm.demo import words
from crm.first_administrator import ensure_administrator
from crm.static_files import collect_if_changed
from crm.supervisor import Child, Supervisor

# How a shell tells that Ctrl-C ended a command.
STOPPED = 130
# Whoever finds this file in DATA_DIR knows that the passwords of the people in it are published.
DEMO_MARK = "this-is-the-demo.txt"


class Command(BaseCommand):
    """Prepares the database and the static files, then keeps web server and workers running until it is stopped."""

    help = "Set up or update the database, then run the web server and a worker until Ctrl-C or SIGTERM."
    # The checks run while migrating; here they would only run before there is anything to look at.
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="Address to listen on (default: 127.0.0.1).")
        parser.add_argument("--port", type=int, default=8000, help="Port to listen on (default: 8000).")
        parser.add_argument("--processes", type=int, default=1, help="Web server processes (default: 1).")
        parser.add_argument("--threads", type=int, default=4, help="Threads in each of them (default: 4).")
        parser.add_argument("--workers", type=int, default=1, help="Processes for long work and mail (default: 1).")
        parser.add_argument("--demo", action="store_true", help="With invented data and published passwords.")

    def handle(self, *args: Any, **options: Any) -> None:
        self._refuse_nonsense(options)
        try:
            self._prepare(demo=options["demo"])
        except KeyboardInterrupt:
            # The supervisor, which listens for it later, does not run yet.
            self.stdout.write("Stopped.")
            sys.exit(STOPPED)
        connections.close_all()
        children = self._children(options)
        supervisor = Supervisor(children, say=lambda sentence: self.stderr.write(sentence))
        address = self._address(options)
        came_up = supervisor.run(
            is_ready=lambda: _answers(options["host"], options["port"]),
            when_ready=lambda: self._announce(address, demo=options["demo"]),
        )
        if not came_up:
            raise CommandError("The web server did not start; the lines above say why.")
        self.stdout.write("Stopped.")

    def _refuse_nonsense(self, options: dict[str, Any]) -> None:
        for name, least, most in (("port", 1, 65535), ("processes", 1, 64), ("threads", 1, 64), ("workers", 1, 64)):
            if not least <= options[name] <= most:
                raise CommandError(f"--{name} must be from {least} to {most}.")
        try:
            # The address may still be held for a moment by connections of a server that has just stopped.
            with socket.socket(socket.AF_INET6 if ":" in options["host"] else socket.AF_INET) as probe:
                if os.name == "posix":
                    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((options["host"], options["port"]))
        except OSError as error:
            place = f"{options['host']}:{options['port']}"
            raise CommandError(f"Cannot listen on {place} ({error.strerror}): choose another --port.") from None

    def _prepare(self, *, demo: bool) -> None:
        mark = settings.DATA_DIR / DEMO_MARK
        if mark.exists() and not demo:
            raise CommandError(
                f"{settings.DATA_DIR} holds the demo, whose passwords are published: set DATA_DIR to another folder."
            )
        try:
            connection.ensure_connection()
        except DatabaseError as error:
            said = " ".join(str(error).split())
            raise CommandError(f"DATABASE_URL names a database that cannot be used: {said}") from None
        call_command("migrate", interactive=False, verbosity=0)
        if str(settings.CACHES["default"]["BACKEND"]).endswith("DatabaseCache"):
            call_command("createcachetable", verbosity=0)
        if not settings.DEBUG:
            collect_if_changed()
        if demo:
            self._make_demo(mark)
        else:
            ensure_administrator()

    def _make_demo(self, mark: Path) -> None:
        people = User.objects.exists()
        if people and not mark.exists():
            raise CommandError("This database holds data that the demo did not make: set DATA_DIR to another folder.")
        mark.write_text("Invented data; the passwords are published. Never put real data here.\n", encoding="utf-8")
        if not people:
            self.stdout.write("Making the demo data (half a minute) …")
            # All of it or nothing: a run that was interrupted here begins again at the next start.
            with transaction.atomic(), open(os.devnull, "w", encoding="utf-8") as nowhere:
                call_command("make_demo", stdout=nowhere)

    def _address(self, options: dict[str, Any]) -> str:
        return settings.BASE_URL if os.environ.get("BASE_URL") else f"http://localhost:{options['port']}"

    def _children(self, options: dict[str, Any]) -> list[Child]:
        # Links in mails name the port that is served, unless BASE_URL says how people really get here.
        environment = {**os.environ, "BASE_URL": self._address(options), "PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1"}
        environment.pop("ADMIN_PASSWORD", None)
        web = ["granian", "--interface", "wsgi", "--no-ws", "--host", options["host"], "--port", str(options["port"])]
        web += ["--workers", str(options["processes"]), "--blocking-threads", str(options["threads"])]
        web += ["--workers-kill-timeout", "10", "--respawn-failed-workers", "--log-level", "warning"]
        children = [Child("web server", [*web, "crm.wsgi:application"], environment)]
        for number in range(options["workers"]):
            name = "worker" if options["workers"] == 1 else f"worker {number + 1}"
            children.append(Child(name, ["manage", "work"], environment))
        return children

    def _announce(self, address: str, *, demo: bool) -> None:
        lines = ["", f"  The CRM is at    {address}"]
        if demo:
            names = ", ".join(username for username, *_ in words.PEOPLE)
            lines.append(f"  Sign in as       {names}; the password of each is {words.PASSWORD}")
        if settings.EMAIL_BACKEND == "crm.mails.ReadableFiles":
            lines.append(f"  Mails are in     {settings.EMAIL_FILE_PATH}")
        lines += ["  Stop it with     Ctrl-C", ""]
        self.stdout.write("\n".join(lines))
        # Into a log file it would otherwise wait until the end.
        self.stdout.flush()


def _answers(host: str, port: int) -> bool:
    """Whether the web server says that it serves."""
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    connection = http.client.HTTPConnection(reachable, port, timeout=2)
    try:
        # Under a name that ALLOWED_HOSTS allows, which the address listened on need not be.
        connection.request("GET", "/healthz", headers={"Host": settings.ALLOWED_HOSTS[0].lstrip(".*") or "localhost"})
        return connection.getresponse().status == http.client.OK
    except OSError:
        return False
    finally:
        connection.close()
