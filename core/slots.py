"""Slots: how a higher floor shows itself on a lower floor's page, without being imported by it.

A lower floor names a slot and asks it; higher floors fill it in their `AppConfig.ready()`. A provider always takes the
`user` it answers for, and works on a batch of rows, so that a page of 25 rows costs one question and not 25.

The slots, who asks them, and what a provider returns:

- `tabs` (opportunity page; `row=opportunity`): a `Tab`, or None.
- `referrers` (before deleting; `row=`): a list of sentences' parts such as "3 tasks" that go with it, as the user sees.
- `references` (before deleting; `row=`): the same of what stays and only loses its reference to it.
- `events_that_stay` (before a contact is deleted; `row=contact`): how many events on its page stay, with what they
  are about.
- `contact_sections` (contact page; `row=contact`): a `Section`, or None.
- `event_files` (feed; `events=[...]`): a dict from event key to a list of files with `name` and `url`.
- `event_files_saver` (adding an event, in its transaction; `event=`, `files=`): the rows that keep the uploaded files;
  raises ValidationError with a sentence for each file that is not taken in, and then keeps none.
- `mentions` (an event was changed, in its transaction; `event=`, `people=` who is mentioned in its text since then):
  nothing; whoever tells people tells them.
- `next_steps` (opportunity list and board; `rows=[...]`): a dict from opportunity key to its `NextStep`.
- `glances` (looking inside an opportunity; `row=opportunity`): a `Section`, which may hold a quick action, or None.
- `reported_opportunities` (filtering the list; `word=`, which a report put into the address): a `Reported`, or None for
  a word that one does not know.
- `access_warnings` (changing access; `row=`, `viewers=` who would still see it): sentences for whoever changes it.
- `held_work` (changing the access of many at once; `rows=[...]`): a dict from opportunity key to how much open work of
  whom is on it, by person.
- `out_of_sight` (changing role or teams; `person=`): sentences about open work of theirs that they may not see.
- `handovers` (handing over a person's work, deactivating them; `person=`): a `Handover`.
- `stand_ins` (a stand-in was arranged, in its transaction; `stand_in=`): nothing; whoever tells people tells them.
- `search` (top bar; `query=`): a `Found`.
- `losses` (before opportunities are deleted; `rows=[...]`): a dict of counts by word, of what goes with all of them.
- `deletions` (`row=`): a dict of counts by word; the provider deletes what hangs on the row, or clears and records the
  references to it, in the same transaction.
"""

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

Provider = Callable[..., Any]

_providers: dict[str, dict[str, Provider]] = defaultdict(dict)


def fill(slot: str, name: str, provider: Provider) -> None:
    """Let `provider` answer for `slot` under `name` (the filling app's name; filling again replaces)."""
    _providers[slot][name] = provider


def ask(slot: str, *, user: Any, **question: Any) -> list[Any]:
    """Return what the providers of `slot` answer for `user`, without the ones that have nothing to say (None)."""
    answers = [provider(user=user, **question) for provider in _providers[slot].values()]
    return [answer for answer in answers if answer is not None]


def is_filled(slot: str) -> bool:
    """Return whether any app answers for `slot`."""
    return bool(_providers[slot])


@dataclass(frozen=True)
class Tab:
    """A tab of an opportunity's page: where it leads, what it is called, and how many rows wait there.

    `count` is a number, or the rows themselves: the page counts all of them in one question.
    """

    key: str
    label: str
    url: str
    count: Any
    position: int


@dataclass(frozen=True)
class Section:
    """A part of a lower floor's page that a higher floor draws: a template and its context."""

    heading: str
    template: str
    context: dict[str, Any]
    position: int


@dataclass(frozen=True)
class NextStep:
    """The open task of an opportunity that is due first."""

    title: str
    url: str
    due_on: Any
    overdue: bool


@dataclass(frozen=True)
class Reported:
    """The opportunities behind a number of a report: what they are called, and the query of their keys."""

    label: str
    keys: Any

    def __str__(self) -> str:
        return self.label


@dataclass(frozen=True)
class Handover:
    """Open work of a person in one app: what and how much in words ("2 open tasks"), the number, and what moves it.

    `move(to, by, most)` gives the first rows, or all of them without `most`, to another person and returns how many
    changed hands. `going(to, keys)` are the rows that would, each with its title as `str`, where the kinds of these
    `keys` are handed over together; without it, the work goes with its person only.
    """

    label: str
    count: int
    move: Callable[..., int]
    key: str = ""
    heading: str = ""
    going: Callable[[Any, Collection[str]], QuerySet[Any]] | None = None


@dataclass(frozen=True)
class Hit:
    """One row found by the search in the top bar."""

    title: str
    url: str
    hint: str = ""


@dataclass(frozen=True)
class Found:
    """What one app found: a heading, the rows in their order, and what is shown of each. Asks nothing by itself.

    All of them are seen on the app's own list, narrowed to the query (`list_url`), or, where it has none, page by page
    in the search: `key` names them in the address, and `order` is one of `core.paging.keyset`.
    """

    key: str
    heading: str
    icon: str
    rows: QuerySet[Any]
    show: Callable[[Any], Hit]
    position: int
    list_url: str = ""
    order: tuple[str, ...] = ()
