"""RenameFile and DeleteFile."""

from django.db import transaction
from django.http import HttpResponse, HttpResponseBase, JsonResponse

from documents import names
from documents.wopi import locks
from documents.wopi.calls import Answered, Call


def rename_file(call: Call) -> HttpResponseBase:
    """Give the file another name; its ending stays, whether it was sent or not."""
    call.must_write()
    wished = call.name_in("X-WOPI-RequestedName").strip()
    if not wished:
        raise Answered(400, "A name is needed.", X_WOPI_InvalidFileNameError="A name is needed.")
    with transaction.atomic():
        row = locks.under_lock(call.document)
        locks.must_fit(row, call.lock_id)
        renamed = row.rename(wished, by=call.user)
    return JsonResponse({"Name": names.stem(renamed.name)})


def delete_file(call: Call) -> HttpResponseBase:
    """Delete the file with all its versions, unless it is locked."""
    call.must_write()
    with transaction.atomic():
        row = locks.under_lock(call.document)
        if held := locks.current_id(row):
            raise locks.Mismatch(held)
        row.remove(by=call.user)
    return HttpResponse()
