"""Fill an empty database with demo data."""

from random import Random
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from crm.demo import words
from crm.demo.fields import fill_in, fill_in_industries, make_fields
from crm.demo.goals import make_goals, push_dates
from crm.demo.people import make_contacts, make_people
from crm.demo.rates import make_rates
from crm.demo.settling import settle
from crm.demo.stories import Cast, sellers_of, tell_story
from crm.demo.templates import make_templates
from crm.demo.work import make_document, make_tasks
from opportunities.measuring import measure_stages
from reports.taking import take_all
from tasks.models import TaskCategory


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
            make_rates(Random(options["seed"]), timezone.localdate())
            administrator = next(person for person in people.values() if person.may("administer"))
            fields, fields_rng = make_fields(administrator), Random(options["seed"])
            contacts = make_contacts(rng, sellers_of(people), options["contacts"])
            fill_in_industries(fields_rng, contacts, fields)
            cast = Cast.gathered(people, contacts)
            categories = list(TaskCategory.objects.order_by("position"))
            for number in range(options["opportunities"]):
                row = tell_story(rng, cast)
                make_tasks(rng, cast, row, categories)
                fill_in(fields_rng, cast, row, fields)
                if number % 5 == 0:
                    make_document(rng, cast, row)
            make_templates(administrator)
            push_dates(Random(options["seed"]), cast)
            make_goals(Random(options["seed"]), cast.sellers, administrator, timezone.localdate())
            measure_stages(cast.now)
            settle(cast)
            take_all()
        names = ", ".join(people)
        self.stdout.write(f"Demo data is there. Sign in as {names}; the password is {words.PASSWORD}.")
