"""CheckFileInfo and GetFile."""

import base64
from typing import Any

from django.conf import settings
from django.http import FileResponse, HttpResponseBase, JsonResponse

from documents import kinds, names
from documents.models import OfficePreferences
from documents.wopi import addresses
from documents.wopi.bodies import LONGEST_NUMBER
from documents.wopi.calls import Answered, Call
from documents.wopi.versions import item_version, modified_at

CHUNK = 256 * 1024
# What we can do, for whoever may write.
ABILITIES = {
    "SupportsUpdate": True,
    "SupportsLocks": True,
    "SupportsGetLock": True,
    "SupportsExtendedLockLength": True,
    "SupportsRename": True,
    "SupportsDeleteFile": True,
    "SupportsUserInfo": True,
}


def check_file_info(call: Call) -> HttpResponseBase:
    """Say what the file is, who opens it, and what they may do with it."""
    return JsonResponse(of_the_file(call) | of_the_person(call) | of_the_page(call) | ABILITIES)


def of_the_file(call: Call) -> dict[str, Any]:
    """Return what the file is."""
    document, version = call.document, call.document.current
    end = names.ending(document.name)
    return {
        "BaseFileName": document.name,
        "FileExtension": f".{end}" if end else "",
        "FileNameMaxLength": names.MAX_LENGTH - len(end) - 1,
        "OwnerId": document.created_by.public_id,
        "Size": version.size,
        "Version": item_version(version),
        # Collabora Online sends it back before it overwrites anything.
        "LastModifiedTime": modified_at(version),
        "SHA256": base64.b64encode(bytes.fromhex(version.sha256)).decode(),
    }


def of_the_person(call: Call) -> dict[str, Any]:
    """Return who opens it, and what they may do."""
    kept = OfficePreferences.objects.filter(user=call.user).first()
    return {
        "UserId": call.user.public_id,
        "UserFriendlyName": call.user.name,
        "UserInfo": kept.text if kept else "",
        "IsAnonymousUser": False,
        "ReadOnly": not call.may_write,
        "UserCanWrite": call.may_write,
        "UserCanRename": call.may_write,
        "UserCanNotWriteRelative": not (call.may_write and call.token.can_save_as),
    }


def of_the_page(call: Call) -> dict[str, Any]:
    """Return the page around the editor: where else to go, and whom to send messages to."""
    return {
        "PostMessageOrigin": settings.BASE_URL,
        # The editor must not lead the page around it anywhere: it says that it was closed.
        "ClosePostMessage": True,
        "CloseUrl": addresses.shelf_page(call.document),
        "HostViewUrl": addresses.view_page(call.document),
        "HostEditUrl": addresses.edit_page(call.document),
    }


def get_file(call: Call) -> HttpResponseBase:
    """Send the newest version, in pieces; 412 where the office server says that it would be too large for it."""
    version, at_most = call.document.current, call.header("X-WOPI-MaxExpectedSize")
    if at_most.isascii() and at_most.isdigit() and len(at_most) < LONGEST_NUMBER and version.size > int(at_most):
        raise Answered(412, "The file is larger than X-WOPI-MaxExpectedSize.")
    answer = FileResponse(version.file.open("rb"), content_type=kinds.OPAQUE)
    answer.block_size = CHUNK
    answer["Content-Length"] = str(version.size)
    answer["X-WOPI-ItemVersion"] = item_version(version)
    return answer
