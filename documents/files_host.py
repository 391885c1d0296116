"""All addresses of the host of files (`FILES_URL`): a file for whoever has a ticket, and nothing else."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.signing import BadSignature
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import path, resolve, set_urlconf
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from documents import tickets


@login_not_required
@require_safe
def file(request: HttpRequest, ticket: str) -> HttpResponseBase:
    """The file of a ticket, to be saved; access is asked again, for whom it was made out."""
    try:
        address, person = tickets.opened(ticket)
    except BadSignature as outdated:
        raise Http404 from outdated
    found = resolve(address, settings.ROOT_URLCONF)
    request.user = person
    set_urlconf(settings.ROOT_URLCONF)
    try:
        view: Any = found.func
        answer: HttpResponseBase = view.at_files_host(request, *found.args, **found.kwargs)
    finally:
        set_urlconf(__name__)  # whose pages tell of errors
    if not isinstance(answer, FileResponse):
        list(messages.get_messages(request))  # a message would wait here in a cookie
        raise Http404
    return answer


def plain(status: int) -> Any:
    """Return a view that answers in one sentence: no page of the site is shown here."""

    def said(_request: HttpRequest, exception: BaseException | None = None) -> HttpResponse:
        sentence = _("There is no file at this address any more. Go back to the CRM and download it again.")
        if isinstance(exception, PermissionDenied) and str(exception):
            sentence = str(exception)
        return HttpResponse(sentence, content_type="text/plain; charset=utf-8", status=status)

    return said


handler400, handler403, handler404, handler500 = plain(400), plain(403), plain(404), plain(500)
urlpatterns = [path("<str:ticket>/", file)]
