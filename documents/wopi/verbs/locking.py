"""Lock, GetLock, RefreshLock, Unlock and UnlockAndRelock."""

from django.http import HttpResponse, HttpResponseBase

from documents.wopi import locks
from documents.wopi.calls import Call
from documents.wopi.versions import item_version


def lock(call: Call) -> HttpResponseBase:
    """Put a lock on the file; with X-WOPI-OldLock (UnlockAndRelock) in the place of that one."""
    call.must_write()
    former = call.header("X-WOPI-OldLock")
    if former:
        locks.exchange(call.document, former, call.lock_id, by=call.user)
    else:
        locks.take(call.document, call.lock_id, by=call.user)
    return done(call)


def refresh_lock(call: Call) -> HttpResponseBase:
    """Prolong the lock."""
    call.must_write()
    locks.refresh(call.document, call.lock_id, by=call.user)
    return done(call)


def unlock(call: Call) -> HttpResponseBase:
    """Take the lock off."""
    call.must_write()
    locks.release(call.document, call.lock_id)
    return done(call)


def get_lock(call: Call) -> HttpResponseBase:
    """Say which lock is on the file; it changes nothing."""
    return HttpResponse(headers={"X-WOPI-Lock": locks.current_id(call.document)})


def done(call: Call) -> HttpResponse:
    """Answer that the lock is as it was asked for."""
    return HttpResponse(headers={"X-WOPI-ItemVersion": item_version(call.document.current)})
