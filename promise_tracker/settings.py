"""Settings, closed by default. Every variable is read once, here; the README lists them all."""

from email.utils import parseaddr
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

# Where the tracker keeps what it makes: the SQLite database, uploads, its cache.
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "data")))
# start.py writes this file; the environment goes before it.
env.read_env(DATA_DIR / "settings.env")

# The demonstration: example people, sign-in with one press, mail on the console, this machine only.
DEMO = env.bool("DEMO", default=False)
DEBUG = env.bool("DEBUG", default=False)
# Answer over HTTPS alone. Only the demonstration and the tests do without.
HTTPS = env.bool("HTTPS", default=not DEMO)

try:
    SECRET_KEY = env.str("SECRET_KEY")
except ImproperlyConfigured as missing:
    raise ImproperlyConfigured(
        "SECRET_KEY is not set. Give it a long random value, or run start.py, which makes one. "
        "README.md lists every variable under Configuration."
    ) from missing

LOOPBACK = ["127.0.0.1", "localhost", "[::1]"]
ALLOWED_HOSTS = LOOPBACK if DEMO else env.list("ALLOWED_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# Where the tracker answers, for the links in mails, which no request tells.
SITE_URL = env.str("SITE_URL", default="").rstrip("/")
if not SITE_URL:
    SITE_URL = f"http{'s' if HTTPS else ''}://{(ALLOWED_HOSTS or LOOPBACK)[0]}{':8000' if DEMO else ''}"

# The board's own arrangements.
ORGANISATION = env.str("ORGANISATION", default="Glasgow City Health and Social Care Partnership")
SUPPORT_CONTACT = env.str("SUPPORT_CONTACT", default="the board's support officer")
# Whether the words of those who have left stay under their name, or under what they were: see manage.py leavers.
LEAVERS_NAMED = env.bool("LEAVERS_NAMED", default=True)
# For the accessibility statement: when it was prepared, who tested the tracker, how and when, in full sentences.
ACCESSIBILITY_TESTED = env.str("ACCESSIBILITY_TESTED", default="")
MEETING_WEEKS = env.int("MEETING_WEEKS", default=6)
UPDATES_DUE_DAYS = env.int("UPDATES_DUE_DAYS", default=14)
PAPERS_OUT_DAYS = env.int("PAPERS_OUT_DAYS", default=7)
# Counts of people from 1 to this are hidden outside the team; data officers may hide more, up to 9.
SMALL_NUMBERS = env.int("SMALL_NUMBERS", default=4)
if not 2 <= SMALL_NUMBERS <= 9:
    raise ImproperlyConfigured("SMALL_NUMBERS must be from 2 to 9: counts of people from 1 to it are hidden.")
# Whether the board's papers are published: then figures that count people stand in them as everybody may see them.
PAPERS_ARE_PUBLIC = env.bool("PAPERS_ARE_PUBLIC", default=True)
# What a report to the board begins with, in the council's order.
COUNCIL_HEADINGS = ["Item", "Meeting", "Report by", "Contact", "Title"]
COUNCIL_HEADINGS += ["Purpose", "Recommendations", "Background", "Implications"]
PACK_HEADINGS = env.list("PACK_HEADINGS", default=COUNCIL_HEADINGS)

INSTALLED_APPS = [
    "promise_tracker.apps.PromiseTrackerConfig",
    "foundations.apps.FoundationsConfig",
    "keepers.apps.KeepersConfig",
    "indicators.apps.IndicatorsConfig",
    "actions.apps.ActionsConfig",
    "meetings.apps.MeetingsConfig",
    "reports.apps.ReportsConfig",
    "allauth",
    "allauth.account",
    "csp",
    "django_filters",
    "django_tables2",
    "simple_history",
    "promise_tracker.apps.AdministrationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "promise_tracker.health.Health",
    "django.middleware.security.SecurityMiddleware",
    # Safe beside secrets in the page: Django masks the form token and adds random bytes.
    "django.middleware.gzip.GZipMiddleware",
    "promise_tracker.security.PermissionsPolicy",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "promise_tracker.security.RefuseTooMuch",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "promise_tracker.security.SignOutWhenIdle",
    "promise_tracker.kept_typing.KeptTyping",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "promise_tracker.editions.Editions",
    "actions.middleware.FactsInForce",
    "allauth.account.middleware.AccountMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "meetings.middleware.BoardCalendar",
]

ROOT_URLCONF = "promise_tracker.urls"
WSGI_APPLICATION = "promise_tracker.wsgi.application"

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
                "promise_tracker.context.site",
            ],
            "builtins": ["promise_tracker.templatetags.kit"],
        },
    },
    {
        # Only the bodies of long tables: see promise_tracker/tables.py.
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {"environment": "promise_tracker.jinja2.environment"},
    },
]

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'tracker.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"] |= {
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "timeout": 20,
            # A reader that becomes a writer half-way is refused at once; a writer that says so first waits its turn.
            "transaction_mode": "IMMEDIATE",
            # FULL: in WAL mode NORMAL loses saves that were already acknowledged when the power goes.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        },
    }
else:
    DATABASES["default"] |= {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Shared by all workers of one machine. Several machines need one they all reach.
CACHES = {"default": env.cache_url("CACHE_URL", default=f"filecache://{DATA_DIR / 'cache'}")}
CACHES["default"].setdefault("OPTIONS", {"MAX_ENTRIES": 10_000})
# What each worker worked out from the record as it is: see promise_tracker/editions.py.
CACHES["kept"] = {
    "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
    "LOCATION": "kept",
    "TIMEOUT": 60,
    "OPTIONS": {"MAX_ENTRIES": 200},
}

# Signing in: keepers/adapter.py has the reasons.
AUTH_USER_MODEL = "keepers.Person"
# Knows a person by the one address that the data officer keeps, in capitals or not, until the last fact of them ends.
AUTHENTICATION_BACKENDS = ["actions.leaving.UntilTheyLeave"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
ACCOUNT_ADAPTER = "keepers.adapter.InvitedOnly"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Mail goes to people whom a data officer has put in, and to nobody else.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 8, "dashed": True}
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_LOGIN_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = "signed_out"
# Per address at most ten guesses in five minutes: three codes with three attempts each, or ten passwords.
# Per network more, because a whole office may share one and sign in on the same morning.
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "10/5m/key,60/5m/ip",
    "request_login_code": "3/5m/key,60/5m/ip",
}

# Whoever asks for no page for this long is signed out; the session lives a day longer, so that they can be told.
IDLE_MINUTES = env.int("IDLE_MINUTES", default=60)
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_AGE = 60 * IDLE_MINUTES + 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "promise_tracker.views.csrf_failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 2 * 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # Attempts to sign in are counted for the reader's network, not for the proxy.
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}

EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://" if DEMO else "smtp://localhost:25")
vars().update(EMAIL_CONFIG)
# A mail server that takes the call and says nothing keeps nobody waiting for longer.
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Promise Tracker <tracker@localhost>")
# The mailbox of whoever reads what comes back and what people answer to a reminder.
MAIL_RETURNS_TO = env.str("MAIL_RETURNS_TO", default=parseaddr(DEFAULT_FROM_EMAIL)[1])

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(BASE_DIR / "staticfiles")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "promise_tracker.static.HashedStorage"},
}
# Uploads are never served from here: a view checks the right and sends them as downloads.
MEDIA_ROOT = DATA_DIR / "uploads"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

SIMPLE_HISTORY_REVERT_DISABLED = True
SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # A page that is refused or not there is no trouble of the server's.
    "loggers": {"django.request": {"level": "ERROR"}},
}
