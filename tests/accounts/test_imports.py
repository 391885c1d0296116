"""The adapter can be had first thing in a process: a worker sends mails without ever loading the pages."""

import subprocess
import sys

FIRST_THING = "import django; django.setup(); from allauth.account.adapter import get_adapter; get_adapter()"


def test_the_adapter_needs_no_page_to_have_been_loaded_before():
    done = subprocess.run([sys.executable, "-c", FIRST_THING], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
