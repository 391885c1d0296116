"""The forms of a task: what is to be done, what came of it and what comes next, and the filter of the list."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import F, Q
from django.forms.utils import ErrorDict
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from contacts.models import Contact
from core.editing import VersionedFormMixin
from core.formfields import DayField, TimeField, WordsField
from core.forms import Filter, Form
from core.once import OnceFormMixin
from core.pickers import FindingFormMixin, PickerField
from opportunities.models import Opportunity
from tasks.assignees import assignable
from tasks.due import REMINDERS
from tasks.models import Task, TaskCategory
from tasks.querysets import may_put

# What the buttons beside the due date set, in days from today.
QUICK_DAYS = ((0, _("Today")), (3, _("In 3 days")), (7, _("In a week")))


class QuickDaysMixin(Form):
    """A form whose day can be set by buttons, `quick` = days from today: they fill it in, and nothing is checked yet.

    With script they do so in the page (`data-quick-day`); without, the form comes back with the day in it.
    """

    quick_field = "due_on"

    @property
    def quick(self) -> date | None:
        """The day of the button that was pressed, if one was."""
        pressed = str(self.data.get("quick", "")) if self.is_bound else ""
        offered = {str(days): days for days, _label in QUICK_DAYS}
        return timezone.localdate() + timedelta(days=offered[pressed]) if pressed in offered else None

    def full_clean(self) -> None:
        if self.quick is None:
            return super().full_clean()
        self._errors = ErrorDict()
        self.cleaned_data: dict[str, Any] = {}
        self.data = self.data.copy()
        self.data[self.add_prefix(self.quick_field)] = self.fields[self.quick_field].prepare_value(self.quick)
        return None

    def is_valid(self) -> bool:
        return super().is_valid() and self.quick is None

    def quick_days(self) -> list[tuple[int, Any, Any]]:
        """Return the buttons: days from today, label, and the day as the reader types it."""
        today = timezone.localdate()
        field = self.fields[self.quick_field]
        return [(days, label, field.prepare_value(today + timedelta(days=days))) for days, label in QUICK_DAYS]


class PersonField(forms.ModelChoiceField):
    """A person out of a list, named by public id and shown with "(deactivated)" where that is so."""

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and "\0" in value:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().to_python(value)

    def label_from_instance(self, person: User) -> str:
        return person.label


class TaskForm(QuickDaysMixin, OnceFormMixin, VersionedFormMixin, FindingFormMixin, Form):
    """A task. `about` is the opportunity or contact that it is about; without one, either can be chosen."""

    title = forms.CharField(
        label=_("Title"), max_length=255, error_messages={"required": _("Enter a title for the task.")}
    )
    category = forms.ModelChoiceField(TaskCategory.objects.none(), label=_("Task category"), empty_label=None)
    due_on = DayField(label=_("Due date"))
    due_time = TimeField(label=_("Time"), required=False)
    assignee = PersonField(
        User.objects.none(), label=_("Choose responsible person"), to_field_name="public_id", empty_label=None
    )
    description = forms.CharField(
        label=_("Description"), required=False, max_length=65_000, widget=forms.Textarea(attrs={"rows": 4})
    )
    remind_minutes = forms.TypedChoiceField(
        label=_("Reminder"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", pgettext_lazy("reminder", "None")), *REMINDERS],
        help_text=_("Without a time, it counts back from 9:00."),
    )

    def __init__(self, *args: Any, user: Any, about: Any = None, task: Task | None = None, **kwargs: Any) -> None:
        self.task, self.about = task, about
        self.opened_at = timezone.localtime()
        kwargs["initial"] = (values_of(task, self.opened_at) if task else {"assignee": user}) | kwargs.get(
            "initial", {}
        )
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = TaskCategory.objects.filter(
            Q(active=True) | Q(pk=task.category_id if task else None)
        )
        opportunity = about if isinstance(about, Opportunity) else None
        keeps = Q(pk=task.assignee_id) if task else Q(pk__in=[])
        people = User.objects.filter(Q(pk__in=assignable(opportunity).values("pk")) | keeps).by_name()
        self.fields["assignee"].queryset = people
        if about is None:
            self._let_choose(user)

    def _let_choose(self, user: Any) -> None:
        """Offer the opportunities that `user` may change, and the contacts."""
        self.fields["opportunity"] = PickerField(
            Opportunity.objects.editable_by(user),
            url=reverse_lazy("opportunities:suggest"),
            label=_("Opportunity"),
            required=False,
        )
        self.fields["contact"] = PickerField(
            Contact.objects.editable_by(user), url=reverse_lazy("contacts:suggest"), label=_("Contact"), required=False
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("opportunity") and cleaned.get("contact"):
            self.add_error("contact", _("A task is about an opportunity or about a contact, not about both."))
        return cleaned

    def changes(self) -> dict[str, Any]:
        """Return what was typed as changes for the verbs.

        The due time is among them only if it was touched: an unchanged one stays as its author meant it, in their zone.
        """
        typed = {name: value for name, value in self.cleaned_data.items() if name not in ("form_key", "version")}
        if self.task and not {"due_on", "due_time"} & set(self.changed_data):
            del typed["due_on"], typed["due_time"]
        else:
            typed["due_zone"] = timezone.get_current_timezone_name()
        if self.task is None and self.about is not None:
            typed["opportunity" if isinstance(self.about, Opportunity) else "contact"] = self.about
        return typed

    def take(self, refused: ValidationError) -> None:
        """Put what the plan refused beside the fields it is about."""
        by_field = refused.error_dict if hasattr(refused, "error_dict") else {"": refused.error_list}
        for name, errors in by_field.items():
            self.add_error(name if name in self.fields else None, errors)


def values_of(task: Task, now: Any) -> dict[str, Any]:
    """Return the values that the form of a task opens with; when it is due, by the clock of its reader."""
    day, at = task.due_for(now.tzinfo)
    return {
        "title": task.title,
        "category": task.category_id,
        "due_on": day,
        "due_time": at,
        "assignee": task.assignee,
        "description": task.description,
        "remind_minutes": task.remind_minutes,
        "version": task.version,
    }


class ReportForm(QuickDaysMixin, OnceFormMixin, Form):
    """What came of a task that was closed just now, and the task that follows from it. Both may stay empty."""

    quick_field = "next_due_on"

    result = forms.CharField(
        label=_("Result"),
        required=False,
        max_length=65_000,
        widget=forms.Textarea(attrs={"rows": 2, "autofocus": True}),
    )
    next_title = forms.CharField(label=_("Next task"), required=False, max_length=255)
    next_due_on = DayField(label=_("Due date"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("next_title") and not cleaned.get("next_due_on") and "next_due_on" not in self.errors:
            self.add_error("next_due_on", _("Say when the next task is due."))
        if cleaned.get("next_due_on") and not cleaned.get("next_title") and "next_title" not in self.errors:
            self.add_error("next_title", _("Enter a title for the next task."))
        return cleaned


def report_form(task: Task, user: Any, *posted: Any) -> ReportForm:
    """Return the form of a closed task; the next one is offered where `user` may put a task beside this one."""
    form = ReportForm(*posted)
    beside = {"opportunity": task.opportunity, "contact": task.contact}
    if not may_put(Task(), beside, user):
        del form.fields["next_title"], form.fields["next_due_on"]
    return form


class TaskFilter(Filter):
    """The filter above Meine Aufgaben; `apply` gives the rows. Those of whom one stands in for are among one's own."""

    WHO = (("", _("My tasks")), ("given", _("Given to others by me")), ("all", _("All tasks")))

    q = WordsField(label=_("Search"))
    who = forms.ChoiceField(choices=WHO, required=False, label=_("Whose"))
    category = forms.ModelChoiceField(
        TaskCategory.objects.all(), required=False, label=_("Task category"), empty_label=_("All categories")
    )

    contact = PickerField(Contact.objects.none(), required=False, label=_("Contact"), widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["contact"].queryset = Contact.objects.visible_to(user)
        if not user.role:
            self.fields["category"].queryset = TaskCategory.objects.none()

    @property
    def set_words(self) -> list[str]:
        """The names of the parts that are set."""
        return [name for name in self.fields if any(self.data.getlist(name))]

    def apply(self) -> Any:
        """Return the tasks that fit; a part that cannot be read is left out, and its error shown."""
        self.is_valid()
        parts = self.cleaned_data
        rows = Task.objects.visible_to(self.user).search(parts.get("q") or "")
        if parts.get("category"):
            rows = rows.filter(category=parts["category"])
        if parts.get("contact"):
            rows = rows.about(parts["contact"])
        by_whom = {
            "": Q(assignee__in=self.user.counts_as()),
            "given": Q(created_by=self.user) & ~Q(assignee=F("created_by")),
            "all": Q(),
        }
        return rows.filter(by_whom[parts.get("who") or ""])
