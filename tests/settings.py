"""The settings under test, made quick: nothing here changes what the code under test does.

The database is a file, as in life (SQLite in memory knows no second writer); DATABASE_URL chooses PostgreSQL. Each
process has a folder of its own, so any number of test runs can go on at the same time; a process that a test starts
finds the same folder through TEST_DATA_DIR.
"""

import atexit
import os
import shutil
import tempfile

# Tests never touch a developer's own data, whatever DATA_DIR says.
if not os.environ.get("TEST_DATA_DIR"):
    os.environ["TEST_DATA_DIR"] = tempfile.mkdtemp(prefix="crm-tests-")
    atexit.register(shutil.rmtree, os.environ["TEST_DATA_DIR"], ignore_errors=True)
os.environ["DATA_DIR"] = os.environ["TEST_DATA_DIR"]

from crm.settings import *  # noqa: E402, F403
from crm.settings import DATA_DIR, DATABASES, STORAGES  # noqa: E402

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
    # A machine that crashes may lose a test's database.
    DATABASES["default"]["OPTIONS"]["init_command"] = (
        "PRAGMA journal_mode=WAL;PRAGMA synchronous=OFF;PRAGMA foreign_keys=ON;"
    )

# Processes that share the folder look what is left of uploads, each of its own.
FILE_UPLOAD_TEMP_DIR = DATA_DIR / f"incoming-{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
FILE_UPLOAD_TEMP_DIR.mkdir(mode=0o700, exist_ok=True)

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
