"""PutFile and PutRelativeFile: what an office server saves becomes a version, or a document beside this one."""

from dataclasses import replace
from typing import Any

from django.core.files import File
from django.db import transaction
from django.http import HttpResponseBase, JsonResponse

from core.editing import locked
from documents import names
from documents.keeping import keeping
from documents.models import Document, Version, add_document
from documents.wopi import addresses, bodies, locks, tokens
from documents.wopi.calls import Answered, Call, ChangedMeanwhile
from documents.wopi.versions import count_save, item_version, modified_at


def put_file(call: Call) -> HttpResponseBase:
    """Make the body the newest version of the file."""
    call.must_write()
    with bodies.received(call.request) as body:
        version = saved(call, body)
    answer = JsonResponse({"LastModifiedTime": modified_at(version)})
    answer["X-WOPI-ItemVersion"] = item_version(version)
    return answer


def saved(call: Call, body: File) -> Version:
    """Make `body` the newest version; raises Mismatch and ChangedMeanwhile, and ValidationError for what it is."""
    document = call.document
    with keeping(of=call.user, typed=True) as keep:
        kept = keep(body, name=document.name)
        with transaction.atomic():
            row = locks.under_lock(document)
            call.must_still_write()
            locks.must_fit_to_save(row, call.lock_id)
            _must_be_known(call, row.current)
            # Renamed while the body came in: it is this document all the same.
            renamed, before = replace(kept, name=row.name), row.current_number
            session, alone = call.token.session, saved_itself(call)
            version = row.add_version(renamed, by=call.user, session=session, autosaved=alone)
            if version.number == before:
                count_save(version)
            return version


def _must_be_known(call: Call, current: Version) -> None:
    """Raise ChangedMeanwhile where Collabora Online says which version it began with, and that is not the newest."""
    began_with = _collabora(call, "Timestamp")
    if began_with and began_with != modified_at(current):
        raise ChangedMeanwhile


def saved_itself(call: Call) -> bool:
    """Return whether nobody asked for this save: it came by the clock, or nothing was changed.

    Office servers that do not say it save by the clock.
    """
    return _collabora(call, "IsAutosave") != "false" or _collabora(call, "IsModifiedByUser") == "false"


def _collabora(call: Call, name: str) -> str:
    """Return a header of Collabora Online's; ONLYOFFICE sends them by their former name."""
    return call.header(f"X-COOL-WOPI-{name}") or call.header(f"X-LOOL-WOPI-{name}")


def put_relative_file(call: Call) -> HttpResponseBase:
    """Make the body a document beside this one ("save as"), and give a key to it."""
    call.must_write()
    if not call.token.can_save_as:
        raise Answered(501, "Saving under another name is not offered.")
    suggested, exact = call.name_in("X-WOPI-SuggestedTarget"), call.name_in("X-WOPI-RelativeTarget")
    if bool(suggested) == bool(exact):
        raise Answered(400, "Send either X-WOPI-SuggestedTarget or X-WOPI-RelativeTarget.")
    if exact and names.clean(exact) != exact:
        raise Answered(400, "This name cannot be used.", X_WOPI_ValidRelativeTarget=in_utf7(names.clean(exact)))
    name = exact or names.clean(with_stem(suggested, call.document.name))
    with bodies.received(call.request) as body:
        _must_be_whole(call, body)
        made = saved_beside(call, body, name, exactly=bool(exact))
    issued = tokens.issue(made, call.user, can_write=True, browser=call.token.browser)
    return JsonResponse(
        {
            "Name": made.name,
            "Url": addresses.source_with_token(made, issued),
            "HostViewUrl": addresses.view_page(made),
            "HostEditUrl": addresses.edit_page(made),
        }
    )


def with_stem(suggested: str, name: str) -> str:
    """Return the suggested name; where it is an ending alone, the name that is there with that ending."""
    return names.stem(name) + suggested if suggested.rfind(".") == 0 else suggested


def saved_beside(call: Call, body: File, name: str, *, exactly: bool) -> Document:
    """Keep `body` at the place of the call's document; `exactly` under this name, else numbered where it is taken."""
    with keeping(of=call.user) as keep:
        kept = keep(body, name=name)
        with transaction.atomic():
            locked(call.document.page)
            place = locked(call.document.place)
            call.must_still_write()
            taken = Document.objects.namesake(place, name) if exactly else None
            if taken is None:
                return add_document(place, kept, by=call.user)
            return _overwritten(call, taken, kept)


def _overwritten(call: Call, taken: Document, kept: Any) -> Document:
    """Make the file a version of the document that has its name, if that is wished and it is not locked."""
    if call.header("X-WOPI-OverwriteRelativeTarget").lower() != "true":
        free = names.numbered(taken.name, Document.objects.at(taken.place).values_list("name", flat=True))
        raise Answered(409, "There is a file of this name.", X_WOPI_ValidRelativeTarget=in_utf7(free))
    row = locks.under_lock(taken)
    if held := locks.current_id(row):
        raise locks.Mismatch(held)
    row.add_version(kept, by=call.user)
    return row


def _must_be_whole(call: Call, body: File) -> None:
    said = call.header("X-WOPI-Size")
    if said and said != str(body.size):
        raise Answered(400, "The body is not as long as X-WOPI-Size says.")


def in_utf7(name: str) -> str:
    """Return a file name as the protocol carries it in a header."""
    return name.encode("utf-7").decode("ascii")
