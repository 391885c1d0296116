"""The settings under test, made quick: nothing here changes what the code under test does.

The database is a file, as in life (SQLite in memory knows no second writer); DATABASE_URL chooses PostgreSQL.
"""

import os
import tempfile
from pathlib import Path

# Tests never touch a developer's own data, whatever DATA_DIR says.
_whose = os.getuid() if hasattr(os, "getuid") else os.getlogin()
# Two runs at once need a folder each: TEST_DIR names another one.
_scratch = Path(os.environ.get("TEST_DIR") or Path(tempfile.gettempdir()) / f"crm-tests-{_whose}")
os.environ["DATA_DIR"] = str(_scratch / os.environ.get("PYTEST_XDIST_WORKER", "main"))

from crm.settings import *  # noqa: E402, F403
from crm.settings import DATA_DIR, DATABASES, STORAGES  # noqa: E402

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
    # A crash of the machine may lose a test's database.
    DATABASES["default"]["OPTIONS"]["init_command"] = (
        "PRAGMA journal_mode=WAL;PRAGMA synchronous=OFF;PRAGMA foreign_keys=ON;"
    )

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
