"""The people of the demo, their companies and contacts."""

from random import Random

from django.contrib.auth.models import Group

from accounts.models import User
from accounts.roles import Role
from contacts.models import Contact, ContactPoint, create_contact
from core.models import Tag
from crm.demo import words


def make_people() -> dict[str, User]:
    """Make the people with their roles and teams; return them by user name."""
    teams = {name: Group.objects.get_or_create(name=name)[0] for name in words.TEAMS}
    people = {}
    for username, first_name, last_name, role, language, team in words.PEOPLE:
        person = User.objects.create_user(
            username,
            email=f"{username}@example.com",
            password=words.PASSWORD,
            first_name=first_name,
            last_name=last_name,
            language=language,
        )
        person.give_role(Role(role), by=None)
        person.groups.add(*([teams[team]] if team else []))
        people[username] = User.objects.get(pk=person.pk)
    return people


def make_contacts(rng: Random, sellers: list[User], count: int) -> list[Contact]:
    """Make `count` contacts, about two people for each company; return the companies first."""
    tags = Tag.objects.named(list(words.TAGS))
    companies = [_company(rng, number, sellers, tags) for number in range(max(1, count * 5 // 12))]
    people = [_person(rng, number, sellers, companies) for number in range(count - len(companies))]
    return companies + people


def _company(rng: Random, number: int, sellers: list[User], tags: list[Tag]) -> Contact:
    root = words.ROOTS[number % len(words.ROOTS)]
    branch, form = words.BRANCHES[(number * 7 + number // len(words.ROOTS)) % len(words.BRANCHES)]
    town, postcode, country = rng.choice(words.TOWNS)
    domain = f"{_ascii(root)}-{_ascii(branch)}.example.com"
    points = [
        ContactPoint(kind="phone", label="work", value=f"+49 30 23125 {rng.randrange(100, 999)}"),
        ContactPoint(kind="email", label="work", value=f"info@{domain}"),
        ContactPoint(kind="web", label="work", value=f"https://www.{domain}"),
    ]
    changes = {
        "kind": "company",
        "company_name": f"{root} {branch} {form}",
        "street": f"{rng.choice(words.STREETS)} {rng.randrange(1, 140)}",
        "postcode": postcode,
        "city": town,
        "country": country,
        "points": points,
        "tags": rng.sample(tags, rng.choice((0, 0, 1, 2))),
    }
    return create_contact(changes, by=rng.choice(sellers))


def _person(rng: Random, number: int, sellers: list[User], companies: list[Contact]) -> Contact:
    first = words.FIRST_NAMES[number % len(words.FIRST_NAMES)]
    last = words.LAST_NAMES[(number * 11 + number // len(words.FIRST_NAMES)) % len(words.LAST_NAMES)]
    company = rng.choice(companies) if rng.random() < 0.85 else None
    address = f"{_ascii(first)}.{_ascii(last)}@example.com"
    points = [
        ContactPoint(kind="email", label="work", value=address),
        ContactPoint(kind="phone", label="mobile", value=f"+49 171 39200 {rng.randrange(10, 99)}"),
    ]
    changes = {
        "kind": "person",
        "first_name": first,
        "last_name": last,
        "company": company,
        "position": rng.choice(words.POSITIONS) if company else "",
        "city": company.city if company else rng.choice(words.TOWNS)[0],
        "country": company.country if company else "DE",
        "points": points,
    }
    return create_contact(changes, by=rng.choice(sellers))


UMLAUTS = dict(zip(map(ord, "äöüß"), ("ae", "oe", "ue", "ss"), strict=True))


def _ascii(word: str) -> str:
    spelled = word.casefold().translate(UMLAUTS)
    return "".join(char for char in spelled if char.isascii() and char.isalnum())
