"""Two people at once: one opens a page, the other deletes what it is about."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse


def there(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer 404 where a row was deleted after the view had opened it and before a verb could lock it."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except ObjectDoesNotExist as gone:
            raise Http404 from gone

    return answered
