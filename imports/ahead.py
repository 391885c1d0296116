"""What an import looks ahead for when its check begins: names that will be created, and what they look like.

It is kept with the check, and holds for the run, too: by then the import itself has made some of it.
"""

from typing import Any

from core.fold import fold
from imports.models import ImportRun
from imports.unclear import LISTED, near_names, unclear_names
from imports.vocabularies import CREATE, CREATE_PERSON, Answers

# Names of one kind that the page of the check shows.
SHOWN = 12


def looked_ahead(run: ImportRun) -> dict[str, Any]:
    """Return `new`, how many names of each vocabulary are to be created and the first of them, and `near`.

    `near` names by vocabulary and folded name what exists already and is alike: it was offered, and not taken.
    """
    new: dict[str, Any] = {}
    near: dict[str, dict[str, str]] = {}
    survey = run.survey_kept()
    for key, vocabulary in run.kind.vocabularies(run.owner, run.options).items():
        if CREATE not in vocabulary.allows or not run.kind.asks_about(key, run.mapping):
            continue
        answers = Answers.from_json(run.answers.get(key, {}), vocabulary.default)
        names, _known = unclear_names(vocabulary, survey)
        made = [each for each in names if not each.candidates and answers.to(each.name) in (CREATE, CREATE_PERSON)]
        if made:
            listed = {fold(each.name) for each in names[:LISTED]}
            new[key] = [len(made), [each.name for each in made[:SHOWN]]]
            found = near_names(vocabulary, [each for each in made if fold(each.name) in listed])
            near[key] = {fold(name): known[0].label for name, known in found.items() if known}
    return {"new": new, "near": {key: names for key, names in near.items() if names}}
