"""What an import looks ahead for when its check begins: what the names that it is to create look like.

It is kept with the check, and holds for the run, too: by then the import itself has made some of it.
"""

from core.fold import fold
from imports.models import ImportRun
from imports.unclear import LISTED, near_names, unclear_names
from imports.vocabularies import CREATE, CREATE_PERSON, Answers

CREATES = (CREATE, CREATE_PERSON)


def near_ahead(run: ImportRun) -> dict[str, dict[str, str]]:
    """Return, by vocabulary and folded name, what exists already and is alike: it was offered, and not taken."""
    near: dict[str, dict[str, str]] = {}
    survey = run.survey_kept()
    for key, vocabulary in run.kind.vocabularies(run.owner, run.options).items():
        if CREATE not in vocabulary.allows or not run.kind.asks_about(key, run.mapping):
            continue
        answers = Answers.from_json(run.answers.get(key, {}), vocabulary.default)
        names, _known = unclear_names(vocabulary, survey)
        made = [each for each in names[:LISTED] if not each.candidates and answers.to(each.name) in CREATES]
        found = near_names(vocabulary, made)
        if alike := {fold(name): known[0].label for name, known in found.items() if known}:
            near[key] = alike
    return near
