"""Opportunities as a target of imports: the fields, what is asked, and how an import is taken back."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.former import remove_former, used_since
from accounts.models import AccountChange, User
from accounts.querysets import teams
from contacts.parts import CompaniesPart, PeoplePart, TagsPart
from contacts.vocabularies import ContactIds, ContactNames, Tags
from core.sharing import CHANGE, VIEW, Grant
from fields.imports import custom_vocabularies, import_fields
from fields.layout import Layout
from imports.additions import WordsPart, note_additions
from imports.fields import OWN_ID, Field
from imports.leftovers import reasons_to_stay, referring
from imports.options import MatchKey, Option
from imports.sessions import Assignment, Session
from imports.targets import Part, Target
from imports.vocabularies import CREATE, CREATE_PERSON, EMPTY, REFUSE, Vocabulary
from opportunities import verbs
from opportunities.currency_names import Currencies
from opportunities.drafts import OpportunitySession
from opportunities.forms.currencies import offered_choices
from opportunities.import_fields import FIELDS
from opportunities.matching import EXTERNAL_ID, TITLE_AND_CONTACT
from opportunities.models import (
    Opportunity,
    OpportunityGroupGrant,
    OpportunityUserGrant,
    Participant,
    Pipeline,
    Stage,
    StageKind,
)
from opportunities.people_names import People
from opportunities.vocabularies import AmountTypes, Origins, Outcomes, Reasons, Stages
from opportunities.wishes import BY_EXPECTED, BY_TODAY, REFUSED

# What notes of stages and accounts that imports made are kept under, and by which vocabulary they are made.
STAGE, PERSON = "stage", "person"
MADE_BEFORE = {"stage": STAGE, "responsible": PERSON}


def grantees() -> list[tuple[str, str]]:
    """Return the people and teams to whom access can be granted."""
    people = [(f"user:{person.public_id}", person.label) for person in User.objects.with_role().by_name()]
    return [*people, *((f"team:{team.pk}", team.name) for team in teams())]


def grantees_called() -> dict[str, tuple[str, str]]:
    """Return what else those people are called: their user names and e-mail addresses."""
    return {f"user:{person.public_id}": (person.username, person.email) for person in User.objects.with_role()}


def chosen_grants(options: dict[str, Any]) -> list[Grant]:
    """Return the grants that were chosen for all rows; who may edit need not be named as a viewer, too."""
    levels = {key: VIEW for key in options.get("can_view") or ()} | {
        key: CHANGE for key in options.get("can_edit") or ()
    }
    people = {f"user:{person.public_id}": person for person in User.objects.with_role()}
    known = people | {f"team:{team.pk}": team for team in teams()}
    return [Grant(known[key], level) for key, level in levels.items() if key in known]


class Participants(ContactNames):
    """Contacts that take part."""

    key = "participant"
    label = _("Participants")
    allows = (EMPTY, CREATE, CREATE_PERSON, REFUSE)


class OpportunityPart(Part):
    """The opportunities that an import made, as they are taken back."""

    label = _("Opportunities")

    def rows(self, run: Any) -> models.QuerySet[Any]:
        return Opportunity.objects.filter(import_run=run)

    def reasons(self, rows: Sequence[Any]) -> dict[int, list[str]]:
        """Participants that were added, and access that was given since, have their event: the import gave the rest."""
        apart = (Participant, OpportunityUserGrant, OpportunityGroupGrant)
        return reasons_to_stay(rows, imported=verbs.IMPORTED, apart=apart)


class StagesPart(WordsPart):
    """The stages that came into being with an import: those go in which nothing stands, and that nobody has changed."""

    label = _("Stages")
    kind = STAGE
    model = Stage

    def shown(self, run: Any, user: Any) -> models.QuerySet[Any]:
        """Everybody sees the stages."""
        return self.rows(run)

    def reasons(self, rows: Sequence[Any]) -> dict[int, list[str]]:
        used = referring(Stage, [row.pk for row in rows])
        found: dict[int, list[str]] = {row.pk: [gettext("still in use")] for row in rows if row.pk in used}
        for row in rows:
            if row.version > 1:
                found.setdefault(row.pk, []).append(gettext("changed since"))
        starting = set(Stage.objects.of_default_pipeline().filter(kind=StageKind.OPEN).values_list("pk", flat=True))
        if starting <= {row.pk for row in rows} - found.keys():
            found |= {key: [gettext("new opportunities start in it")] for key in starting}
        return found


class FormerPeoplePart(WordsPart):
    """The accounts that came into being with an import: those go at which nothing stands, and that nobody changed."""

    label = _("Users")
    kind = PERSON
    model = User

    def shown(self, run: Any, user: Any) -> models.QuerySet[Any]:
        """People with a role see each other."""
        return self.rows(run)

    def reasons(self, rows: Sequence[Any]) -> dict[int, list[str]]:
        used = referring(User, [row.pk for row in rows], apart=(AccountChange,))
        found: dict[int, list[str]] = {row.pk: [gettext("still in use")] for row in rows if row.pk in used}
        changed = used_since(rows)
        for row in rows:
            if row.pk in changed:
                found.setdefault(row.pk, []).append(gettext("changed since"))
        return found

    def delete_untouched(self, rows: Sequence[Any]) -> int:
        held = list(User.objects.select_for_update().filter(pk__in=[row.pk for row in rows]).order_by("pk"))
        untouched = {row.pk for row in held} - (self.reasons(held).keys() if held else set())
        return remove_former([row for row in held if row.pk in untouched])


class OpportunityTarget(Target):
    """Opportunities out of a file."""

    key = "opportunities"
    label = _("Opportunities")
    heading = _("Import opportunities")
    icon = "graph-up-arrow"
    list_url = "opportunities:index"
    model = Opportunity
    match_keys = (
        MatchKey(OWN_ID, _("Opportunity number"), ("id",)),
        MatchKey(EXTERNAL_ID, _("Id in the former system"), ("external_id",)),
        MatchKey(TITLE_AND_CONTACT, _("Title and contact"), ("title",), is_sure=False),
    )

    @property
    def fields(self) -> Sequence[Field]:  # type: ignore[override]
        """Our own, and the custom ones as they are now."""
        return (*FIELDS, *import_fields(Layout.of(self.key)))

    def vocabularies(self, by: Any, options: dict[str, Any]) -> dict[str, Vocabulary]:
        stages = Stages(options.get("pipeline", ""), may_create=by.is_administrator)
        found: tuple[Vocabulary, ...] = (
            stages,
            Outcomes([known.value for known in stages.choices()]),
            People(by),
            ContactNames(by),
            ContactIds(by),
            Participants(by),
            Tags(Opportunity.objects.visible_to(by)),
            Currencies(),
            AmountTypes(),
            Origins(),
            Reasons(),
        )
        own = {vocabulary.key: vocabulary for vocabulary in found}
        return own | custom_vocabularies(Layout.of(self.key), by)

    def options(self, by: Any) -> Sequence[Option]:
        rows = list(Pipeline.objects.order_by("-is_default", "position", "pk"))
        pipelines = [(str(each.pk), each.name) for each in rows]
        called = {str(each.pk): (each.name_de, each.name_en) for each in rows}
        stages = [("", _("The first stage of the pipeline")), *Stages.of_all_pipelines()]
        people = [(known.ref, known.label) for known in People().choices()]
        closing = (
            (BY_EXPECTED, _("The expected close date of the row")),
            (BY_TODAY, _("The day of the import")),
            (REFUSED, _("Refuse the row")),
        )
        return (
            *([Option("pipeline", _("Pipeline"), pipelines, pipelines[0][0], others=called)] if len(rows) > 1 else []),
            Option("stage", _("Stage where the file names none"), stages),
            Option("responsible", _("Owner where the file names none"), people, by.public_id),
            Option("currency", _("Currency where the file names none"), offered_choices(), settings.BASE_CURRENCY),
            Option("closing", _("Closing day of won and lost ones where the file has none"), closing, BY_EXPECTED),
            Option(
                "tags", _("Tags for all rows"), typed=True, help_text=_("Separated by commas. They go onto every row.")
            ),
            Option(
                "restricted",
                _("Restrict access to the opportunities"),
                help_text=_(
                    "Then only the responsible person of each, you, the administrators and those named here see them. "
                    "Opportunities that exist already keep their access. Access is for the whole file: no column can "
                    "say it row by row."
                ),
            ),
            Option("can_edit", _("May also edit them"), grantees(), several=True, others=grantees_called()),
            Option("can_view", _("May also view them"), grantees(), several=True, others=grantees_called()),
        )

    def session(self, assignment: Assignment) -> Session:
        options = assignment.options
        vocabularies = self.vocabularies(assignment.by, options)
        return OpportunitySession(assignment, self.fields, vocabularies, chosen_grants(options))

    def settle_names(self, run: Any) -> dict[str, Any]:
        """Make the stages and accounts that rows need by the check: they are there before the first row is."""
        answers: dict[str, Any] = run.answers
        vocabularies: dict[str, Any] = self.vocabularies(run.owner, run.options)
        for key, kind in MADE_BEFORE.items():
            if said := run.answers.get(key):
                _count, named = run.checked.get("new", {}).get(key, (0, []))
                settled, made = vocabularies[key].settled(said, named, by=run.owner)
                note_additions(run, kind, made)
                answers = answers | {key: settled}
        return answers

    def parts(self) -> Sequence[Part]:
        return (OpportunityPart(), PeoplePart(), CompaniesPart(), StagesPart(), FormerPeoplePart(), TagsPart())
