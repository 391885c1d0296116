"""The two addresses of a file. What is asked for stands in the method and in X-WOPI-Override."""

from django.http import HttpResponseBase

from documents.wopi.calls import Answered, Call, Verb, door
from documents.wopi.verbs import locking, person, reading, saving, tidying

OF_THE_FILE: dict[str, Verb] = {
    "LOCK": locking.lock,  # UnlockAndRelock, too
    "UNLOCK": locking.unlock,
    "REFRESH_LOCK": locking.refresh_lock,
    "GET_LOCK": locking.get_lock,
    "PUT_RELATIVE": saving.put_relative_file,
    "RENAME_FILE": tidying.rename_file,
    "DELETE": tidying.delete_file,
    "PUT_USER_INFO": person.put_user_info,
}
OF_THE_CONTENTS: dict[str, Verb] = {"PUT": saving.put_file}


@door
def file(call: Call) -> HttpResponseBase:
    """CheckFileInfo, and everything that is done to the file but for reading and writing it."""
    return asked_for(call, reading.check_file_info, OF_THE_FILE)(call)


@door
def contents(call: Call) -> HttpResponseBase:
    """GetFile and PutFile."""
    return asked_for(call, reading.get_file, OF_THE_CONTENTS)(call)


def asked_for(call: Call, to_read: Verb, others: dict[str, Verb]) -> Verb:
    """Return what a call asks for; ends it with 405 or, for what we do not offer, with 501."""
    if call.request.method == "GET":
        return to_read
    if call.request.method != "POST":
        raise Answered(405, "Use GET or POST.", Allow="GET, POST")
    wished = call.header("X-WOPI-Override")
    if wished not in others:
        raise Answered(501, "This is not offered.")
    return others[wished]
