"""What can be done from anywhere, by its name: every entry of the menus that a person may use, and quick entry."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.fold import fold, words

# From so many letters on, the beginning of a name means the command rather than a row.
TELLING = 3
CREATE, IMPORT, ADMINISTER, A_ROLE = "create", "import", "administer", "a role"


@dataclass(frozen=True)
class Command:
    """Something one can do: its name, where it leads, what of a role it needs ("" for nothing).

    `also` holds further words by which it is found. One that is `at_once` is offered before anything is typed.
    """

    title: Promise
    name: str
    icon: str
    needs: str = ""
    query: str = ""
    args: tuple[str, ...] = ()
    also: Promise | str = ""
    at_once: bool = False

    @property
    def url(self) -> str:
        """Where it leads."""
        return reverse(self.name, args=self.args) + self.query

    @property
    def is_quick(self) -> bool:
        """Whether it opens the dialog of quick entry."""
        return self.name.startswith("crm:quick_")


COMMANDS = (
    Command(_("Quick entry: note"), "crm:quick_note", "sticky", CREATE, at_once=True),
    Command(_("Quick entry: phone call"), "crm:quick_call", "telephone", CREATE, at_once=True, also=_("log a call")),
    Command(_("Quick entry: task"), "crm:quick_task", "check2-square", CREATE),
    Command(_("Quick entry: opportunity"), "crm:quick_opportunity", "graph-up-arrow", CREATE),
    Command(_("New opportunity"), "opportunities:create", "graph-up-arrow", CREATE, at_once=True, also=_("create")),
    Command(_("New task"), "tasks:create", "check2-square", CREATE, at_once=True, also=_("create")),
    Command(_("New company"), "contacts:create", "building", CREATE, "?kind=company", also=_("create contact")),
    Command(_("New person"), "contacts:create", "person", CREATE, "?kind=person", also=_("create contact")),
    Command(_("Import opportunities"), "imports:start", "filetype-csv", IMPORT, args=("opportunities",), also="csv"),
    Command(_("Import contacts"), "imports:start", "person-lines-fill", IMPORT, args=("contacts",), also="csv"),
    Command(_("Today"), "crm:today", "sun", also=_("day")),
    Command(_("Opportunities"), "opportunities:index", "graph-up-arrow", also=_("list")),
    Command(pgettext_lazy("of opportunities", "Board"), "opportunities:board", "kanban", also=_("kanban pipeline")),
    Command(_("Contacts"), "contacts:index", "people", also=_("companies people list")),
    Command(_("My tasks"), "tasks:index", "check2-square", at_once=True),
    Command(_("Calendar"), "agenda:index", "calendar3", also=_("month week")),
    Command(_("Reports"), "reports:forecast", "bar-chart", A_ROLE, also=_("forecast funnel")),
    Command(_("Recently changed"), "opportunities:recent_changes", "arrow-counterclockwise", CREATE, also=_("undo")),
    Command(_("Notifications"), "notifications:index", "bell"),
    Command(_("My account"), "accounts:profile", "person-circle", also=_("profile settings language password")),
    Command(_("Stand-in"), "accounts:stand_ins", "person-badge", A_ROLE, also=_("holiday absence substitute")),
    Command(_("Hand over my work"), "crm:hand_over", "box-arrow-in-right", CREATE, also=_("leave successor")),
    Command(_("Keyboard shortcuts"), "crm:shortcuts", "keyboard", also=_("help keys")),
    Command(_("Imports"), "imports:index", "upload", IMPORT),
    Command(_("Exports"), "exports:index", "download", A_ROLE),
    Command(_("Users"), "accounts:people", "people", ADMINISTER),
    Command(_("Templates"), "documents:templates", "file-earmark-ruled", ADMINISTER),
    Command(_("Custom fields"), "fields:index", "ui-checks-grid", ADMINISTER, also=_("fields columns")),
    Command(_("Exchange rates"), "opportunities:rates", "currency-exchange", ADMINISTER),
    Command(_("Sales goals"), "opportunities:goals", "bullseye", ADMINISTER),
    Command(_("Settings"), "lists:index", "gear", ADMINISTER, also=_("pipelines stages lists categories")),
    Command(_("Administration"), "admin:index", "sliders", ADMINISTER),
)


def commands_for(user: Any) -> Iterator[Command]:
    """Yield what `user` may do, in the order of the menus."""
    for command in COMMANDS:
        needs = command.needs
        if not needs or (bool(user.role) if needs == A_ROLE else user.may(needs)):
            yield command


def commands_named(query: str, user: Any) -> list[Command]:
    """Return what `user` may do under names in which every word of `query` begins a word; for none, what is at once.

    Not within words: every second search would hold a command. Names that are meant (`is_meant`) come first, then
    names, then further words.
    """
    looked_for, able = words(query), list(commands_for(user))
    if not looked_for:
        return [command for command in able if command.at_once]
    meant = [command for command in able if is_meant(command, query)]
    by_title = [command for command in able if _holds(looked_for, command.title)]
    by_more = [command for command in able if _holds(looked_for, command.title, command.also)]
    return list(dict.fromkeys([*meant, *by_title, *by_more]))


def is_meant(command: Command, query: str) -> bool:
    """Return whether `query` is the beginning of a command's name, and long enough to tell: "neue auf"."""
    typed = " ".join(words(query))
    return len(typed) >= TELLING and " ".join(words(str(command.title))).startswith(typed)


def _holds(looked_for: list[str], *texts: Any) -> bool:
    text = fold(" ".join(map(str, texts)))
    return all(f" {word}" in f" {text}" for word in looked_for)
