"""Settings, read top to bottom. What differs between installations comes from the environment (docs/settings.md).

With nothing set, one machine needs nothing installed: SQLite, local files, mails as files, all below DATA_DIR.
A value that cannot be used stops the start with one sentence (crm/env.py).
"""

from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from whitenoise.compress import Compressor

from crm import addresses, env

# ---------------------------------------------------------------------------------------------------- this installation

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = env.folder("DATA_DIR", BASE_DIR / "var")

DEBUG = env.flag("DEBUG", default=False)
SECRET_KEY = env.secret("SECRET_KEY", kept_in=DATA_DIR / "secret-key")

_address = addresses.base_url("BASE_URL", "http://localhost:8000")
BASE_URL = _address.geturl()
HTTPS = _address.scheme == "https"
# How many proxies of ours stand in front; only then are X-Forwarded-For and X-Forwarded-Proto believed.
PROXIES = env.whole_number("PROXIES", 0, least=0, most=5)

# A host of its own from which uploaded files are sent; "" for that of the site.
FILES_URL = addresses.other_origin("FILES_URL", site=_address)

ALLOWED_HOSTS = env.host_names("ALLOWED_HOSTS", [str(_address.hostname), "localhost", "127.0.0.1", "[::1]"])
ALLOWED_HOSTS += [str(urlsplit(FILES_URL).hostname)] if FILES_URL else []
CSRF_TRUSTED_ORIGINS = [BASE_URL]

# ------------------------------------------------------------------------------------------------------------ the house

INSTALLED_APPS = [
    # Ours first, so that our templates and commands win over those of a package; floor by floor, from the ground up,
    # which is also the order in which the apps fill what lower floors show.
    "core",
    "accounts",
    "jobs",
    "history",
    "imports",
    "exports",
    "fields",
    "contacts",
    "opportunities",
    "tasks",
    "documents",
    "reports",
    "agenda",
    "notifications",
    "crm",
    "crm.apps.AdministrationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    # Serves static files in development as it does in real use.
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    # Widgets are looked for in our template folder, too (FORM_RENDERER).
    "django.forms",
    "allauth",
    "allauth.account",
    "guardian",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_filters",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "crm.middleware.FilesHostMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "crm.middleware.HeadersMiddleware",
    # Before the check against forged requests, which is the first to read a form.
    "crm.middleware.OneCharsetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.SignInFirstMiddleware",
    "accounts.middleware.OwnLanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "crm.middleware.OnlyFormsMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "crm.recent.RecentMiddleware",
    "core.places.PlacesMiddleware",
]

ROOT_URLCONF = "crm.urls"
WSGI_APPLICATION = "crm.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# ------------------------------------------------------------------------------------------- database, cache, long work

# No ATOMIC_REQUESTS: each verb opens its own transaction, so that reading a page takes no write lock on SQLite.
DATABASES = {"default": env.database("DATABASE_URL", default=DATA_DIR / "crm.sqlite3")}
CACHES = {"default": env.cache("CACHE_URL")}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
SESSION_ENGINE = "accounts.sessions"

# ---------------------------------------------------------------------------------------------------- people and access

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "accounts.backends.OneHashBackend",
    "guardian.backends.ObjectPermissionBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "accounts.passwords.LongEnough"},
    {"NAME": "accounts.passwords.NotLikeThePerson"},
    {"NAME": "accounts.passwords.NotCommon"},
    {"NAME": "accounts.passwords.NotOnlyDigits"},
]
# Nobody is let in without signing in, so guardian needs no row for a stranger.
ANONYMOUS_USER_NAME = None

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "opportunities:index"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_FORMS = {
    "login": "accounts.forms.sign_in.LoginForm",
    "reauthenticate": "accounts.forms.sign_in.ReauthenticateForm",
    "reset_password": "accounts.forms.sign_in.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.sign_in.ResetPasswordKeyForm",
    "set_password": "accounts.forms.sign_in.SetPasswordForm",
    "change_password": "accounts.forms.sign_in.ChangePasswordForm",
}
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
# People come by an administrator's invitation, so their address is known to be theirs.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "accounts.password_links.PasswordLinkGenerator"
# User names are kept in lower case.
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = _address.scheme
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES

# ------------------------------------------------------------------------------------------------------ language, money

LANGUAGES = [("de", _("German")), ("en", _("English"))]
LANGUAGE_CODE = env.one_of("LANGUAGE_CODE", "de", ("de", "en"))
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.time_zone("TIME_ZONE", "Europe/Berlin")
# What budgets are in unless somebody says otherwise: an ISO 4217 code (looked at in crm/apps.py).
BASE_CURRENCY = env.text("BASE_CURRENCY", "EUR").upper()
# Where exchange rates are fetched from; "" for nowhere: administrators keep them by hand.
ECB_RATES_URL = addresses.file_address("ECB_RATES_URL", "https://www.ecb.europa.eu/stats/eurofxref/eurofxref-daily.xml")

# --------------------------------------------------------------------------------------------------------- files, mails

# What people upload. There is no MEDIA_URL: the views that check access are the only way to a file.
MEDIA_ROOT = DATA_DIR / "files"
# Whether opportunities and contacts are found by an index, too: imports then write at a third of their speed.
SEARCH_INDEX = env.flag("SEARCH_INDEX", default=False)
MAX_UPLOAD_MB = env.whole_number("MAX_UPLOAD_MB", 100, least=1, most=2000)
# What one person may keep here; 0 for no limit.
MAX_MB_PER_PERSON = env.whole_number("MAX_MB_PER_PERSON", 20_000, least=0, most=10_000_000)
MAX_IMPORT_MB = env.whole_number("MAX_IMPORT_MB", 200, least=1, most=2000)
# Where uploads lie while they come in: with the data, not in the system's folder that others use and nobody clears.
FILE_UPLOAD_TEMP_DIR = MEDIA_ROOT / "incoming"
FILE_UPLOAD_TEMP_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
FILE_UPLOAD_PERMISSIONS = 0o600
# A view that takes files says so (`takes_files`); to any other none is sent.
FILE_UPLOAD_HANDLERS = ["core.uploads.NoneIsTaken"]
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
# What a form may hold besides its files.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# Documents are edited in the office server that says here what it can do.
WOPI_TEST = env.flag("WOPI_TEST", default=False)
OFFICE_DISCOVERY_URL = addresses.discovery("OFFICE_DISCOVERY_URL", https=HTTPS, files_too=WOPI_TEST)

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "crm.finders.NodeModulesFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # Documents have no address: the view that checks access is the only way to one.
    "documents": {
        "BACKEND": "documents.storage.PrivateFiles",
        "OPTIONS": {"location": DATA_DIR / "files" / "documents"},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
# Source maps are asked for by developers' tools only, and the largest takes longer to compress than all else together.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")

globals().update(env.mail("EMAIL_URL", folder_for_mails=DATA_DIR / "mails"))
DEFAULT_FROM_EMAIL = env.mailbox("MAIL_FROM", f"CRM <crm@{_address.hostname}>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# How long what was read in the inbox, and what is known about sent mails, is kept.
NOTIFICATIONS_KEPT_DAYS = env.whole_number("NOTIFICATIONS_KEPT_DAYS", 180, least=1, most=3650)

# ------------------------------------------------------------------------------------------------------------- security

SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SECURE_HSTS_SECONDS = env.whole_number("HSTS_SECONDS", 3600 if HTTPS else 0, least=0, most=63_072_000)
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Without a proxy whose word we take, we cannot tell http from https, and a redirect would go round in circles.
SECURE_SSL_REDIRECT = HTTPS and PROXIES > 0
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
# Other names under this one, and browsers' preload lists, are the domain owner's to decide.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# ----------------------------------------------------------------------------------------------------------------- logs

# To standard error, where whatever runs the processes collects them. Django leaves form contents and cookies out of
# these lines; `django.request` names path and status only, because nobody is mailed the page with its variables.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {
        "handlers": ["stderr"],
        "level": env.one_of("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR")),
    },
    # SQL with its values would put people's words into the log, so it stays out even at LOG_LEVEL=DEBUG.
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.db.backends": {"level": "INFO"},
    },
}
