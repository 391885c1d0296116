"""What the names of stages, reasons, types … in a file stand for; those of people: `opportunities.people_names`."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.fold import fold
from history.lists.writing import tell_added
from imports.vocabularies import CHOOSE, CREATE, EMPTY, REFUSE, Answers, Entry, Listed, Unknown
from opportunities.models import AmountType, LostReason, Stage, StageKind

# What ONLYOFFICE calls the stages that ship with it, in English and German, by the English names of ours.
ONLYOFFICE_STAGES = {
    "Initial contact": ("Initial contact", "Erstkontakt"),
    "Pre-qualification": ("Application of initial fit criteria", "Anwendung der ersten Eignungskriterien"),
    "Interested": ("Suspect", "Kaufinteressent"),
    "Needs assessment": ("Need assessment", "Identifikation erforderlich"),
    "Qualified": ("Qualified prospect", "Qualifizierter Kontakt"),
    "Proposal": ("Proposal", "Angebot"),
    "Negotiation": ("Negotiations", "Verhandlung"),
    "Won": ("Closure/Transaction", "Abschluss mit Erfolg"),
    "Lost": ("Unsuccessfully closed", "Abschluss mit Misserfolg"),
}
WON = (
    "Won",
    "Gewonnen",
    "Closed Won",
    "Closed - Won",
    "ClosedWon",
    "Deal won",
    "Abgeschlossen und gewonnen",
    "Erfolgreich abgeschlossen",
)
LOST = (
    "Lost",
    "Verloren",
    "Closed Lost",
    "Closed - Lost",
    "ClosedLost",
    "Deal lost",
    "Abgeschlossen und verloren",
    "Erfolglos abgeschlossen",
)


# What leaving a name empty comes to where every row has a value.
AS_WITHOUT = _("As in rows that name none")
MOST_NEW = 30
LONGEST_STAGE = 100


def with_pipeline(stage: Stage) -> tuple[str, ...]:
    """Return the names of a stage with its pipeline in front, in both languages."""
    pipeline = stage.pipeline
    return tuple(
        f"{one}: {two}"
        for one in (pipeline.name_de, pipeline.name_en)
        for two in (stage.name_de, stage.name_en)
        if one and two
    )


class Stages(Listed):
    """The stages of one pipeline: by their names, ONLYOFFICE's names, and the words for won and lost."""

    key = "stage"
    label = _("Stages")
    allows: tuple[str, ...] = (EMPTY, REFUSE)
    empty_label = AS_WITHOUT
    refusal = _("This stage is not known.")

    def __init__(self, pipeline: str = "", *, may_create: bool = False) -> None:
        """`pipeline` is the key of one as text; the default one is meant where it is empty or gone.

        Stages are the administrators' list: `may_create` says whether the owner of the import is one.
        """
        self.allows = (CREATE, *self.allows) if may_create else self.allows
        self.on_creating = "" if may_create else _("Stages are created by administrators, in the settings or here.")
        self._new: dict[str, Stage] = {}
        rows = Stage.objects.in_order().filter(pipeline=int(pipeline)) if pipeline.isdecimal() else Stage.objects.none()
        stages = list(rows) or list(Stage.objects.of_default_pipeline())
        closing = {"won": WON, "lost": LOST}
        known = {stage.pk for stage in stages}
        every = list(Stage.objects.in_order())
        several = len({stage.pipeline_id for stage in every}) > 1
        # Words for won and lost mean a stage only where there is one of the kind.
        single = {kind for kind in closing if sum(stage.kind == kind for stage in stages) == 1}
        listed = (
            (
                str(stage.pk),
                stage.name,
                stage,
                (
                    stage.name_de,
                    stage.name_en,
                    *ONLYOFFICE_STAGES.get(stage.name_en, ()),
                    *(closing[stage.kind] if stage.kind in single else ()),
                    *(with_pipeline(stage) if several else ()),
                ),
            )
            for stage in stages
        )
        others = (stage for stage in every if stage.pk not in known)
        super().__init__(
            listed, unlisted=((str(stage.pk), stage.name, stage, with_pipeline(stage)) for stage in others)
        )
        self.several = several

    def name_of(self, stage: Stage) -> str:
        """Return what a file of ours calls a stage: by its name, with its pipeline where there are several."""
        if self.several:
            return self.spelled(str(stage.pk), f"{stage.pipeline.name}: {stage.name}")
        return self.spelled(str(stage.pk), stage.name, stage.name_de, stage.name_en)

    def create(self, name: str, line: int, *, as_person: bool = False) -> Stage:
        """Return an open stage of this name, unsaved. A run has all that its rows need from its start on."""
        if len(name) > LONGEST_STAGE:
            raise Unknown(gettext("The name of a stage has at most %(most)s characters.") % {"most": LONGEST_STAGE})
        if fold(name) not in self._new:
            if len(self._new) >= MOST_NEW:
                raise Unknown(self.too_many)
            self._new[fold(name)] = Stage(name_de=name, name_en=name, pipeline=self.pipeline())
        return self._new[fold(name)]

    @staticmethod
    def new_name(stage: Stage) -> str:
        """Return what the file calls a stage that it creates."""
        return stage.name_de

    @property
    def too_many(self) -> str:
        """The sentence about a stage beyond the most that an import creates."""
        return gettext("An import creates at most %(most)s stages.") % {"most": MOST_NEW}

    def pipeline(self) -> Any:
        """Return the pipeline that these are the stages of; None where there is none."""
        return self._choices[0].value.pipeline if self._choices else None

    def settled(self, said: dict[str, Any], names: Iterable[str], *, by: Any) -> tuple[dict[str, Any], list[Stage]]:
        """Make the stages that the answers about these names create; return the answers that choose them, and them.

        The other answers stay: rows that are skipped, or fill empty fields only, name stages that nobody needs.
        """
        answers = Answers.from_json(said)
        asked = [name for name in names if not self.find([name])[name] and answers.to(name) == CREATE]
        asked = [name for name in asked if len(name) <= LONGEST_STAGE][:MOST_NEW] if CREATE in self.allows else []
        found, made = Stage.objects.add_open(asked, pipeline=self.pipeline())
        tell_added(made, by=by)
        chosen = {fold(name): f"{CHOOSE}{stage.pk}" for name, stage in found.items()}
        return {"all": answers.for_all, "names": {**answers.names, **chosen}}, made

    @staticmethod
    def of_all_pipelines() -> list[tuple[str, str]]:
        """Return (reference, label) of every stage, with its pipeline where there are several."""
        stages = list(Stage.objects.in_order())
        several = len({stage.pipeline_id for stage in stages}) > 1
        return [(str(stage.pk), f"{stage.pipeline.name}: {stage.name}" if several else stage.name) for stage in stages]


# What says that an opportunity is neither won nor lost: its stage counts.
OPEN = "open"
OPEN_NAMES = ("Open", "Offen", "In progress", "In Bearbeitung", "Active", "Aktiv", "On hold", "Angehalten")
IS_LOST = ("Closed and lost", "Canceled", "Cancelled", "Out-Sold", "Abgebrochen")


class Outcomes(Listed):
    """Won, lost or open, as products write it that keep it beside the stage: Pipedrive, Dynamics, ONLYOFFICE.

    Won and lost mean the one stage of this kind of the pipeline, where there is one.
    """

    key = "outcome"
    label = _("Won or lost")
    allows = (EMPTY, REFUSE)
    refusal = _("This says neither won, lost nor open.")

    def __init__(self, stages: Iterable[Stage]) -> None:
        kinds = {"won": (*WON, "Closed and won"), "lost": (*LOST, *IS_LOST)}
        closing = {kind: [stage for stage in stages if stage.kind == kind] for kind in kinds}
        super().__init__(
            [
                (OPEN, str(StageKind.OPEN.label), OPEN, OPEN_NAMES),
                *((kind, found[0].name, found[0], kinds[kind]) for kind, found in closing.items() if len(found) == 1),
            ]
        )


class Reasons(Listed):
    """The reasons for losing that are offered, by their names in both languages."""

    key = "lost_reason"
    label = _("Lost reasons")
    allows = (EMPTY, REFUSE)
    on_creating = _("An import makes no lost reasons: administrators add them in the settings.")
    made_at = ("lists:index", _("Settings"))
    refusal = _("This lost reason is not known.")

    def __init__(self) -> None:
        entries: dict[bool, list[Entry]] = {True: [], False: []}
        for each in LostReason.objects.all():
            entries[each.active].append((str(each.pk), each.name, each, (each.name_de, each.name_en)))
        super().__init__(entries[True], former=entries[False])

    def name_of(self, reason: LostReason) -> str:
        """Return what a file of ours calls a reason."""
        return self.spelled(str(reason.pk), reason.name, reason.name_de, reason.name_en)


AMOUNT_TYPES: dict[str, tuple[str, ...]] = {
    AmountType.FIXED: ("Fixed price", "Fixed", "Fixed bid", "fix", "Festpreis", "fixiert", "One-time", "einmalig"),
    AmountType.HOUR: ("per hour", "pro Stunde", "hour", "hourly", "Stunde", "stündlich"),
    AmountType.DAY: ("per day", "pro Tag", "day", "daily", "Tag", "täglich"),
    AmountType.WEEK: ("per week", "pro Woche", "week", "weekly", "Woche", "wöchentlich"),
    AmountType.MONTH: ("per month", "pro Monat", "month", "monthly", "Monat", "monatlich"),
    AmountType.YEAR: ("per year", "pro Jahr", "year", "yearly", "annually", "Jahr", "jährlich"),
}


class AmountTypes(Listed):
    """What an amount is for."""

    key = "amount_type"
    label = _("Types of amounts")
    allows = (EMPTY, REFUSE)
    empty_label = AS_WITHOUT
    on_creating = _("The types of amounts are fixed, since totals are reckoned by them: choose the one that is meant.")
    refusal = _("This type of an amount is not known.")

    def __init__(self) -> None:
        super().__init__((each.value, str(each.label), each.value, AMOUNT_TYPES[each]) for each in AmountType)


FOLLOWS, BY_HAND = "follows", "by_hand"


class Origins(Listed):
    """Whether a probability follows the stage or was set by hand, which may be the very percentage of the stage."""

    key = "probability_origin"
    label = _("Origins of probabilities")
    allows = (EMPTY, REFUSE)
    refusal = _("A probability follows the stage, or it was set by hand.")

    def __init__(self) -> None:
        super().__init__(
            (
                (FOLLOWS, gettext("follows the stage"), FOLLOWS, ("follows the stage", "folgt der Phase")),
                (BY_HAND, gettext("set by hand"), BY_HAND, ("set by hand", "selbst festgelegt")),
            )
        )

    def name_of(self, origin: str) -> str:
        """Return what a file of ours calls an origin."""
        return self.spelled(origin, next(known.label for known in self.choices() if known.ref == origin))
