"""The frame that svgedit runs in. It has an origin of its own, so that nothing in it could reach anything of ours."""

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

# svgedit writes styles into its page, which no page of ours does. `sandbox` without `allow-same-origin` holds however
# the frame is opened: no cookies, no storage, no requests in a person's name, no pop-ups, and it leads nowhere.
POLICY = {
    "default-src": [NONE],
    "script-src": [SELF],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "font-src": [SELF],
    "connect-src": [NONE],
    "object-src": [NONE],
    "frame-src": [NONE],
    "form-action": [NONE],
    "base-uri": [SELF],
    "frame-ancestors": [SELF],
    "sandbox": ["allow-scripts"],
}


@require_safe
@xframe_options_sameorigin
@csp_replace(POLICY)
def frame(request: HttpRequest) -> HttpResponse:
    """The empty drawing board; the page around it hands the drawing in and takes it out again by messages."""
    return render(request, "documents/editors/drawing_frame.html")
