"""What the headings of a file of contacts mean, where they mean one thing in one product and another in the next."""

import re
from collections.abc import Sequence

from imports.reading.columns import Column
from imports.reading.guessing import bare

# What stands in front of a name. In English a column "Title" mostly holds what somebody does in a company.
ACADEMIC = re.compile(
    r"(?:Dr|Prof|Dipl|Mag|Ing|Univ|Priv|PD|B\.? ?A|M\.? ?A|B\.? ?Sc|M\.? ?Sc|MBA|Ph\.? ?D|LL\.? ?M)\b", re.I
)


# Only people have these.
PERSONAL = {"salutation", "position", "mobile", "private_phone", "private_email"}


def reconsider(found: dict[str, int], columns: Sequence[Column]) -> dict[str, int]:
    """Return the columns guessed by field, {field key: place of the column}, set right after a look at all of them.

    "Name" beside first and last names is the person's (Salesforce), and no company's; alone it is a company's, unless
    something tells of people. The id of an account is the company's own where there are none. "Title" is the position
    unless academic titles stand in it.
    """
    found = dict(found)
    people = {"first_name", "last_name"} & set(found)
    company = found.get("company_name")
    if people and company is not None and bare(columns[company].heading) == "name":
        del found["company_name"]
    if people:
        found.pop("full_name", None)
    whole = found.get("full_name")
    if whole is not None and bare(columns[whole].heading) == "name" and not (PERSONAL | {"company_name"}) & set(found):
        found["company_name"] = found.pop("full_name")
    account = found.get("company_id")
    is_own = account is not None and bare(columns[account].heading) in ("accountid", "organizationid")
    if is_own and not {*PERSONAL, *people, "full_name", "external_id"} & set(found):
        found["external_id"] = found.pop("company_id")
    title = found.get("title")
    if title is not None and bare(columns[title].heading) == "title" and "position" not in found:
        samples = [sample for sample in columns[title].samples if sample]
        if samples and not any(ACADEMIC.match(sample) for sample in samples):
            found["position"] = found.pop("title")
    return found
