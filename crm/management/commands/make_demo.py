"""Fill an empty database with demo data."""

from random import Random
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts.models import User
from crm.demo import words
from crm.demo.people import make_contacts, make_people
from crm.demo.stories import Cast, sellers_of, tell_story


class Command(BaseCommand):
    """Make people, contacts and opportunities with tasks, documents and a year of history; the same in every run."""

    help = "Fills an empty database with demo data (people, contacts, opportunities, tasks, documents, history)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--opportunities", type=int, default=300, metavar="N")
        parser.add_argument("--contacts", type=int, default=120, metavar="N")
        parser.add_argument("--seed", type=int, default=2026, metavar="N")

    def handle(self, *args: Any, **options: Any) -> None:
        if User.objects.exists():
            raise CommandError("There are people in this database already. Demo data is made in an empty one only.")
        rng = Random(options["seed"])
        with transaction.atomic():
            people = make_people()
            contacts = make_contacts(rng, sellers_of(people), options["contacts"])
            cast = Cast.gathered(people, contacts)
            for _number in range(options["opportunities"]):
                tell_story(rng, cast)
        names = ", ".join(people)
        self.stdout.write(f"Demo data is there. Sign in as {names}; the password is {words.PASSWORD}.")
