"""`GET /healthz`, for load balancers."""

import pytest
from django.db import connection
from django.db.utils import OperationalError
from django.urls import reverse


def test_it_answers_200_without_signing_in(client, db):
    response = client.get(reverse("healthz"))
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert response.headers["Cache-Control"].startswith("max-age=0")


def test_it_answers_503_when_the_database_is_away(client, db):
    def refuse(*_: object) -> None:
        raise OperationalError("gone")

    with connection.execute_wrapper(refuse):
        assert client.get("/healthz").status_code == 503


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_only_reads(client, method):
    assert getattr(client, method)("/healthz").status_code == 405
