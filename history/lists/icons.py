"""The icons that an entry of a list may bear: names of Bootstrap icons."""

from typing import Any

from django import forms

ICONS = (
    *("check2-square", "telephone", "envelope", "chat-dots", "calendar-event", "camera-video", "geo-alt", "building"),
    *("people", "person", "cup-hot", "easel", "file-earmark-text", "pen", "sticky"),
    *("arrow-repeat", "alarm", "truck", "box-seam", "gift", "share", "megaphone", "star", "flag", "tools", "cash-coin"),
)


class MarkWidget(forms.Select):
    """Radio buttons that show what they stand for: an icon, or a colour of the palette."""

    template_name = "lists/_marks.html"

    def __init__(self, *args: Any, colours: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.colours = colours

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["colours"] = self.colours
        return context


class IconField(forms.ChoiceField):
    """An icon out of `ICONS`, or the one that the entry bears already."""

    def __init__(self, *, kept: str = "", **kwargs: Any) -> None:
        names = dict.fromkeys([*([kept] if kept else []), *ICONS])
        super().__init__(choices=[(name, name) for name in names], widget=MarkWidget, **kwargs)
