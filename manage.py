#!/usr/bin/env python
"""Django's command line: `python manage.py help` lists what there is."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
    try:
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit("Django is not installed for this Python: run bin/demo, or use .venv/bin/python.")
    execute_from_command_line(sys.argv)
