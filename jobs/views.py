"""How far a job is, for whoever asked for it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRedirect

from core.access import editable, seen
from core.addresses import back_of
from jobs.models import Job


@require_GET
def progress(request: HttpRequest, public_id: str) -> HttpResponse:
    """The progress bar; `?next=` is where to go on when the job has ended."""
    job = seen(request, Job, public_id)
    next_address = back_of(request, "")
    if request.htmx and next_address and not job.is_live:  # type: ignore[attr-defined]
        return HttpResponseClientRedirect(next_address)
    template = "jobs/_progress.html" if request.htmx else "jobs/progress.html"  # type: ignore[attr-defined]
    return render(request, template, {"job": job, "next": next_address})


@require_POST
def cancel(request: HttpRequest, public_id: str) -> HttpResponse:
    """Stop a job; what it has written stays."""
    job = editable(request, Job, public_id)
    job.cancel(by=request.user)
    return redirect(back_of(request, reverse("jobs:progress", args=[job.public_id])))
