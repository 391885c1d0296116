"""Why a file is no template."""

from django.core.exceptions import ValidationError


class Refused(ValidationError):
    """A template that is not filled in: the sentence says what to change, and where."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, code="template")
