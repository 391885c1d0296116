"""What a form was opened with: so that a second saver overwrites only what they touched themselves."""

import json
from hashlib import sha256
from typing import Any, Self

from django import forms

from core.forms import Form


def fingerprint(value: Any) -> str:
    """Return what tells whether a field's text was touched; blanks do not count, browsers and scripts change them."""
    parts = sorted(map(str, value)) if isinstance(value, list | tuple) else [str("" if value is None else value)]
    bare = "\0".join("".join(part.split()) for part in parts)
    return sha256(bare.encode()).hexdigest()[:12]


class RemembersOpening(Form):
    """A form that carries fingerprints of the values that it was opened with."""

    opened = forms.CharField(required=False, widget=forms.HiddenInput, max_length=4000)

    def remember(self) -> None:
        """Note what the form opens with; to be called when all its fields are there."""
        if not self.is_bound:
            self.initial["opened"] = json.dumps(self.fingerprints())

    def fingerprints(self) -> dict[str, str]:
        """Return a fingerprint of each visible field's value, as it is shown."""
        return {name: fingerprint(self[name].value()) for name, field in self.fields.items() if is_shown(field)}

    def untouched(self) -> list[str]:
        """Return the names of the fields that stand as they were when the form was opened."""
        try:
            opened = json.loads(self.data.get(self.add_prefix("opened"), ""))
        except ValueError:
            return []
        if not isinstance(opened, dict):
            return []
        return [name for name, print_ in self.fingerprints().items() if opened.get(name) == print_]

    def take_over(self, current: Self) -> None:
        """Let untouched fields show what `current`, the same form opened on the row as it stands, shows."""
        self.data = self.data.copy()
        for name in [name for name in self.untouched() if name in self.fields]:
            value, key = current[name].value(), self.add_prefix(name)
            if isinstance(value, bool):
                self.data.setlist(key, ["on"] if value else [])
            elif isinstance(value, list):
                self.data.setlist(key, [str(one) for one in value])
            else:
                self.data[key] = "" if value is None else str(value)
        self.data[self.add_prefix("opened")] = str(current["opened"].value())


def is_shown(field: forms.Field) -> bool:
    """Return whether a field is one that people fill in."""
    return not field.widget.is_hidden and not field.disabled
