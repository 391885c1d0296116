"""The door for an office server: every call is asked anew who it is from, for whom, and what that person may do."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from documents.models import AccessToken, Document
from documents.wopi import discovery, locks, tokens
from documents.wopi.proof import Proof

logger = logging.getLogger("documents.wopi")

# Refused calls of one address within a minute; those beyond are told to slow down.
REFUSALS, WITHIN = 60, 60
# Collabora Online's word for "somebody else has changed the file".
CHANGED_MEANWHILE = {"COOLStatusCode": 1010}


class Answered(Exception):
    """A call ends here, with this status and these headers; the text is for the log and the office server's own."""

    def __init__(self, status: int, said: str, **headers: str) -> None:
        super().__init__(said)
        self.status = status
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


class ChangedMeanwhile(Exception):
    """The document has a newer version than the one that the office server began with."""


@dataclass(frozen=True)
class Call:
    """One call that came through the door: the token opens the document for its person (`document.may_edit`)."""

    request: HttpRequest
    token: AccessToken
    document: Document

    @property
    def user(self) -> Any:
        """The person for whom the office server asks."""
        return self.token.user

    @property
    def may_write(self) -> bool:
        """Whether the token was made for changing the document, and its person still may."""
        return self.token.can_write and self.document.may_edit  # type: ignore[attr-defined]

    @property
    def lock_id(self) -> str:
        """The lock that the office server says is on the document."""
        return self.header("X-WOPI-Lock")

    def header(self, name: str) -> str:
        """Return a header, "" where it is not there."""
        return self.request.headers.get(name, "")

    def name_in(self, header: str) -> str:
        """Return the file name in a header, which travels in UTF-7; "" where it is not there."""
        try:
            return self.header(header).encode("latin-1").decode("utf-7")
        except UnicodeError:
            raise Answered(400, f"{header} is not UTF-7.") from None

    def must_write(self) -> None:
        """End the call unless its person may change the document by this token."""
        if not self.may_write:
            raise Answered(401, "This token does not allow changing the file.")

    def must_still_write(self) -> None:
        """Ask for everything anew, and end the call unless it holds: a body may have taken minutes to come in."""
        _opened(self.request, self.token.file_id).must_write()


Verb = Callable[[Call], HttpResponseBase]


def door(view: Verb) -> Callable[..., HttpResponseBase]:
    """Let a view answer calls that are genuine, by a valid token, about a document that its person may see."""

    @csrf_exempt
    @login_not_required
    @wraps(view)
    def answered(request: HttpRequest, file_id: str) -> HttpResponseBase:
        try:
            if not settings.OFFICE_DISCOVERY_URL:
                raise Answered(404, "No office server is set.")
            return _answer(view, request, file_id)
        except Answered as end:
            return _refused(request, end)

    return answered


def _answer(view: Verb, request: HttpRequest, file_id: str) -> HttpResponseBase:
    _must_be_genuine(request)
    try:
        return view(_opened(request, file_id))
    except locks.Mismatch as mismatch:
        raise Answered(
            409, str(mismatch), X_WOPI_Lock=mismatch.lock_id, X_WOPI_LockFailureReason=str(mismatch)
        ) from None
    except locks.NoLock as wrong:
        raise Answered(400, str(wrong)) from None
    except ChangedMeanwhile:
        return JsonResponse(CHANGED_MEANWHILE, status=409)
    except ValidationError as refusal:
        raise Answered(400, " ".join(refusal.messages)) from None
    except (Http404, ObjectDoesNotExist):
        raise Answered(404, "There is no such file.") from None
    except OSError as failure:
        # A full disk, above all: nothing was changed, and the office server keeps what it has and tries again.
        logger.exception("A file could not be read or written.")
        raise Answered(500, type(failure).__name__) from failure


def _opened(request: HttpRequest, file_id: str) -> Call:
    """Return the call. Ends it with 401 where its token does not open this file; Http404 where that is not seen."""
    token = tokens.opened_by(_token_in(request))
    if token is None or token.file_id != file_id:
        raise Answered(401, "This token opens nothing here.")
    rows = (
        Document.objects.visible_to(token.user)
        .with_may_edit(token.user)
        .select_related("opportunity", "contact", "event")
    )
    document = rows.filter(public_id=token.file_id).first()
    if document is None:
        raise Http404
    return Call(request, token, document)


def _token_in(request: HttpRequest) -> str:
    bearer = request.headers.get("Authorization", "")
    return request.GET.get("access_token") or bearer.removeprefix("Bearer ").strip()


def _must_be_genuine(request: HttpRequest) -> None:
    """End the call unless the office server signed it. What it was signed for begins with BASE_URL, as our links do."""
    query = request.META.get("QUERY_STRING", "")
    proof = Proof(
        token=_token_in(request),
        address=f"{settings.BASE_URL}{request.path}{'?' if query else ''}{query}",
        signature=request.headers.get("X-WOPI-Proof", ""),
        old_signature=request.headers.get("X-WOPI-ProofOld", ""),
        ticks=request.headers.get("X-WOPI-TimeStamp", ""),
    )
    try:
        for anew in (False, True):
            if proof.is_good(discovery.discovery(anew=anew).keys, now=timezone.now()):
                return
    except discovery.Unavailable as reason:
        raise Answered(500, str(reason)) from None
    raise Answered(500, "The call is not signed by the office server, or not for this address.")


def _refused(request: HttpRequest, end: Answered) -> HttpResponse:
    """Answer a call that is refused. Who is refused all the time is told so shortly; a good call is always served."""
    if end.status in {401, 500} and _refusals(request) > REFUSALS:
        return HttpResponse("Too many refused calls.", status=429, headers={"Retry-After": str(WITHIN)})
    # What a stranger might have sent is worth a look; the rest is how the protocol goes.
    level = logging.WARNING if end.status in {401, 500} else logging.INFO
    logger.log(level, "%s %s: %s %s", request.method, request.path, end.status, end)
    return HttpResponse(str(end), status=end.status, content_type="text/plain; charset=utf-8", headers=end.headers)


def _refusals(request: HttpRequest) -> int:
    """Count this refusal, and return how many there were from its address within the minute."""
    try:
        address = get_adapter(request).get_client_ip(request)
    except PermissionDenied:
        address = ""
    key = f"wopi.refused:{address}"
    if cache.add(key, 1, WITHIN):
        return 1
    try:
        return cache.incr(key)
    except ValueError:  # the minute ended between the two
        return 1
