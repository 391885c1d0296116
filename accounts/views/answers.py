"""What the pages of accounts have in common: a form that was posted, and how it is answered."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from accounts import actions
from accounts.forms import (
    PersonForm,
    ProfileForm,
)
from accounts.models import User
from core.editing import Conflict


def page(request: HttpRequest, template: str, form: forms.BaseForm, **context: Any) -> HttpResponse:
    """Answer a page with a form: 422 where the form was posted and refused."""
    return render(request, template, {"form": form, **context}, status=422 if form.errors else 200)


def posted(request: HttpRequest) -> QueryDict | None:
    """What was posted, even if it is nothing: a form of ticks alone posts nothing when none is set."""
    return request.POST if request.method == "POST" else None


def revised(person: User, form: ProfileForm | PersonForm, by: User) -> bool:
    """Hand a valid form's changes to the verb; what it refuses, and who saved first, becomes the form's error."""
    changes = dict(form.cleaned_data)
    try:
        knowing = changes.pop("knowing", True)
        actions.revise(person, changes, by=by, version=changes.pop("version"), knowing=knowing)
    except actions.LosesSight as warned:
        form.warn(warned.messages)
    except Conflict as conflict:
        form.conflict = form.compare(conflict.row)
        form.keep_mine_next_time(conflict.row)
        form.add_error(None, str(conflict))
    except ValidationError as error:
        form.add_error("email" if error.code == "email" else "role" if "role" in form.fields else None, error)
    return form.is_valid()
