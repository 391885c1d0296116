"""`manage.py wopi_test_file`: a document for a conformance test of the office server's interface."""

import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from contacts.models import Contact, create_contact
from documents.checking import WOPI_TEST_ENDING
from documents.models import add_document
from documents.wopi import addresses, tokens

COMPANY = "WOPI test"


class Command(BaseCommand):
    help = "Make a document for a WOPI conformance test, and print its address and a token as JSON (needs WOPI_TEST=1)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--user", required=True, help="The user name of the person for whom the test calls.")
        parser.add_argument("--no-save-as", action="store_true", help="The token does not offer “save as”.")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.WOPI_TEST:
            raise CommandError("Set WOPI_TEST=1 first, and never where real data is: it lets a file stand in for keys.")
        user = User.objects.filter(username=options["user"], is_active=True).first()
        if user is None or not user.may("create"):
            raise CommandError(f"{options['user']!r} is nobody here who may change anything.")
        company = Contact.objects.editable_by(user).filter(kind="company", company_name=COMPANY).first()
        company = company or create_contact({"kind": "company", "company_name": COMPANY}, by=user)
        file = ContentFile(b"WOPI test", name=f"test.{WOPI_TEST_ENDING}")
        document = add_document(company, file, by=user)
        issued = tokens.issue(document, user, can_write=True, can_save_as=not options["no_save_as"])
        self.stdout.write(json.dumps({"src": addresses.source(document), "token": issued.text, "ttl": issued.ttl}))
