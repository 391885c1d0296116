"""PutUserInfo."""

from django.http import HttpResponse, HttpResponseBase

from documents.models import OfficePreferences
from documents.wopi import bodies
from documents.wopi.calls import Answered, Call

LONGEST = 1024


def put_user_info(call: Call) -> HttpResponseBase:
    """Keep what the office server wants to know about the person the next time; it is theirs, not the file's."""
    # A character has at most four bytes.
    if bodies.length_of(call.request) > 4 * LONGEST:
        raise Answered(400, f"At most {LONGEST} characters are kept.")
    text = b"".join(bodies.chunks(call.request)).decode("utf-8", "replace").replace("\0", "")
    if len(text) > LONGEST:
        raise Answered(400, f"At most {LONGEST} characters are kept.")
    OfficePreferences.objects.update_or_create(user=call.user, defaults={"text": text})
    return HttpResponse()
