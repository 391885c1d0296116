"""Rows to measure pages with: a sales team's work, the same each time, written in bulk as imports write it.

Twenty people in three teams sell to three thousand contacts. Six opportunities of ten are open, one of ten is
restricted to somebody or some team, two of three open ones have a next step, each has its first event.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from contacts.models import Contact
from core.bulk import insert_many, settle
from core.models import Tag
from core.sharing import CHANGE, VIEW, grant_models, permission
from history.models import event
from opportunities import verbs
from opportunities.filters.days import month_of
from opportunities.models import ExchangeRate, LostReason, Opportunity, Stage, keep_goal
from opportunities.rates import Rates
from tasks.due import due_instant
from tasks.models import Task, TaskCategory

SELLERS, COMPANIES, PEOPLE = 20, 1000, 2000
CHUNK = 10_000
ZONE = "Europe/Berlin"
PER_EURO = {"CHF": "0.935", "USD": "1.085"}
CURRENCIES = ("EUR",) * 8 + tuple(PER_EURO)
GOODS = ("Anlage", "Prüfstand", "Förderband", "Steuerung", "Wartung", "Schulung", "Lizenz", "Umbau", "Messgerät")
TEXT = "Angefragt für die Halle des Kunden; Maße und Wünsche stehen in den Unterlagen, der Preis ist noch offen. "
# Found in one opportunity of ninety-seven.
FOUND = "halle42"


def who_looks() -> User:
    """Return the person whose pages are measured: one of those who sell."""
    return User.objects.get(username="seller1")


def seed(rows: int) -> None:
    """Fill an empty database with so many opportunities and what belongs to them."""
    call_command("migrate", verbosity=0)
    rng = Random(1)
    now = timezone.now()
    with transaction.atomic():
        sellers = _sellers()
        contacts = _contacts(rng, sellers)
        for currency, rate in PER_EURO.items():
            ExchangeRate.objects.create(base="EUR", currency=currency, day=now.date(), rate=Decimal(rate))
        made = _opportunities(rng, now, sellers, contacts)
        for begin in range(0, rows, CHUNK):
            _write(rng, [next(made) for _row in range(min(CHUNK, rows - begin))])
    settle(Opportunity)
    if connection.vendor == "postgresql":
        # As its own housekeeping does it a minute later: an index alone answers only for what is known to be settled.
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def _sellers() -> list[User]:
    teams = [Group.objects.create(name=f"Team {number}") for number in range(1, 4)]
    people = []
    for number in range(1, SELLERS + 1):
        name = f"seller{number}"
        person = User.objects.create_user(
            name, email=f"{name}@example.com", first_name="Kim", last_name=f"Seller {number}", language="de"
        )
        person.give_role(Role.SALES, by=None)
        person.groups.add(teams[number % 3])
        people.append(User.objects.get(pk=person.pk))
    for whose in (people[0], teams[1]):
        keep_goal(whose, month_of(timezone.localdate())[0], Decimal(500_000), by=people[0])
    return people


def _contacts(rng: Random, sellers: list[User]) -> list[Contact]:
    companies = [
        Contact(kind="company", company_name=f"Maschinenbau Müller {number} GmbH", city="Köln", created_by=sellers[0])
        for number in range(COMPANIES)
    ]
    people = [
        Contact(
            kind="person",
            first_name="Jördis",
            last_name=f"Beispiel {number}",
            company=rng.choice(companies),
            created_by=rng.choice(sellers),
        )
        for number in range(PEOPLE)
    ]
    for rows in (companies, people):
        for row in rows:
            row.derive()
            row.index([])
            row.company_id = row.company.pk if row.company else None  # known once the companies are written
        insert_many(rows)
    return companies + people


def _opportunities(rng: Random, now: datetime, sellers: list[User], contacts: list[Contact]) -> Iterator[Opportunity]:
    """Yield unsaved opportunities, without end."""
    rates, today, reasons = Rates.of(PER_EURO), timezone.localdate(), list(LostReason.objects.all())
    stages: dict[str, list[Stage]] = {kind: [] for kind in ("open", "won", "lost")}
    for stage in Stage.objects.of_default_pipeline():
        stages[stage.kind].append(stage)
    number = 0
    while True:
        number += 1
        kind = rng.choices(("open", "won", "lost"), weights=(6, 2, 2))[0]
        made_at = now - timedelta(minutes=rng.randrange(60, 700 * 24 * 60))
        since = made_at + (now - made_at) * rng.random()
        row = Opportunity(
            title=f"{rng.choice(GOODS)} {number} für Halle{number % 97}",
            contact=rng.choice(contacts),
            description=TEXT * rng.randrange(1, 4),
            expected_close_on=today + timedelta(days=rng.randrange(-20, 340)) if rng.random() < 0.95 else None,
            currency=rng.choice(CURRENCIES),
            amount=Decimal(rng.randrange(500, 250_000)) if rng.random() < 0.9 else None,
            responsible=rng.choice(sellers),
            created_by=rng.choice(sellers),
            stage=rng.choice(stages[kind]),
            stage_since=since,
            created_at=made_at,
            updated_at=since,
            last_activity_at=since,
            restricted=rng.random() < 0.1,
        )
        row.total = row.amount
        if kind == "open" and rng.random() < 0.1:
            row.own_probability = rng.randrange(5, 95)
        if kind != "open":
            row.closed_on = min(timezone.localdate(since), today)
        if kind == "lost":
            row.lost_reason = rng.choice(reasons)
        row.index()
        row.reckon(rates)
        yield row


def _write(rng: Random, rows: list[Opportunity]) -> None:
    """Write opportunities with their tasks, grants, tags and first events."""
    tasks = [_task(rng, row) for row in rows if row.closed_on is None and rng.random() < 0.65]
    insert_many(rows)
    for task in tasks:
        task.opportunity_id = task.opportunity.pk
    insert_many(tasks)
    told = [event(verbs.CREATED, row, by=row.created_by, page=row, happened_at=row.created_at) for row in rows]
    for each in told:
        subject, page = each.about
        each.subject_id, each.page_id = subject.pk, page.pk if page else None
    insert_many(told)
    _restrict(rng, [row for row in rows if row.restricted])
    tags = Tag.objects.named(["Messe", "Bestand", "Ausschreibung", "Partner"])
    bears: Any = Opportunity.tags.through
    chosen = [row for row in rows if rng.random() < 0.25]
    bears.objects.bulk_create([bears(opportunity=row, tag=rng.choice(tags)) for row in chosen], batch_size=5000)


def _task(rng: Random, row: Opportunity) -> Task:
    """Return an open task, due soon or, seldom, overdue; the opportunity notes when."""
    day = timezone.localdate() + timedelta(days=rng.randrange(-3, 60))
    task = Task(
        title=rng.choice(("Anrufen", "Angebot nachfassen", "Termin vereinbaren")),
        category=_category(),
        assignee=row.responsible,
        opportunity=row,
        due_on=day,
        due_zone=ZONE,
        due_at=due_instant(day, None, ZONE),
        created_by=row.responsible,
    )
    task.index()
    row.next_step_at = task.due_at
    return task


def _category() -> TaskCategory:
    if not _categories:
        _categories.append(TaskCategory.objects.order_by("position", "pk")[0])
    return _categories[0]


_categories: list[TaskCategory] = []


def _restrict(rng: Random, rows: list[Opportunity]) -> None:
    """Grant each to a team, or to one person."""
    person_grants, team_grants = grant_models(Opportunity)
    levels = [permission(Opportunity, level) for level in (VIEW, CHANGE)]
    teams, people = list(Group.objects.filter(name__startswith="Team ")), list(User.objects.with_role())
    grants: dict[Any, list[Any]] = {person_grants: [], team_grants: []}
    for row in rows:
        model, holder = (
            (team_grants, {"group": rng.choice(teams)})
            if rng.random() < 0.3
            else (
                person_grants,
                {"user": rng.choice(people)},
            )
        )
        common = {"content_object": row, "permission": rng.choice(levels), "granted_by": row.created_by}
        grants[model].append(model(**holder, **common))
    for model, found in grants.items():
        model._default_manager.bulk_create(found, batch_size=2000)
