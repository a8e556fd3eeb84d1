"""One settings module; every choice that depends on the place comes from the environment."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF

from crisisdesk import database, environment
from crisisdesk.sign_in import *  # noqa: F403 -- the settings of its library, by subject
from crisisdesk.sign_in import PUBLIC_URL

# Workbooks of strangers are parsed by defusedxml, also where lxml is there for another library.
os.environ["OPENPYXL_LXML"] = "False"

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = database.data_directory()

DEBUG = environment.flag("DEBUG", default=False)
DEMO = environment.flag("CRISISDESK_DEMO", default=False)
SECRET_KEY = environment.secret("SECRET_KEY") or environment.kept_secret(DATA_DIR / "secret_key")
# Seals passwords of other systems. Several, the newest first: the older ones still open.
CREDENTIALS_KEYS = environment.keys("CREDENTIALS_KEYS", DATA_DIR / "credentials_key")
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS", default="localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = environment.words("CSRF_TRUSTED_ORIGINS")
BEHIND_TLS = PUBLIC_URL.startswith("https://")

ROOMS = [
    "crisisdesk",
    "desk",
    "drills",
    "newsroom",
    "monitoring",
    "statements",
    "incidents",
    "playbooks",
    "teams",
    "outbox",
]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_htmx",
    "csp",
    "pgtrigger",
    "rules",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    *ROOMS,
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "teams.middleware.PersonMiddleware",
    "crisisdesk.kernel.http.DeskMiddleware",
    # Last: it calls the view itself.
    "teams.api.idempotency.IdempotencyMiddleware",
]

ROOT_URLCONF = "crisisdesk.urls"
ASGI_APPLICATION = "crisisdesk.asgi.application"
WSGI_APPLICATION = "crisisdesk.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "teams.context.person",
            ],
            "builtins": ["django.templatetags.i18n", "crisisdesk.templatetags.ui"],
        },
    }
]

# A select of eight choices is seventeen templates; these are the same in a quicker language.
FORM_RENDERER = "django.forms.renderers.Jinja2"

DATABASES = database.databases()
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEST_NON_SERIALIZED_APPS = ["contenttypes"]

AUTH_USER_MODEL = "teams.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
# Our words win over those of Django and the libraries.
LOCALE_PATHS = [BASE_DIR / room / "locale" for room in ROOMS]
USE_I18N = True
USE_TZ = True
# Django knows none for Vietnamese; where figures are grouped, it is by thousands.
NUMBER_GROUPING = 3
TIME_ZONE = "Asia/Ho_Chi_Minh"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
MEDIA_ROOT = DATA_DIR / "media"
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 12_000_000
# The editor sends a whole playbook: sixty rows a list, a dozen fields a row, and ticks.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
EVIDENCE_LIMIT = 25_000_000
#: How long the file of a dossier is kept; its digests stay.
DOSSIER_DAYS = int(os.environ.get("DOSSIER_DAYS", "30"))

SESSION_ENGINE = "teams.sessions"
SESSION_COOKIE_AGE = int(timedelta(hours=14).total_seconds())
SESSION_COOKIE_SECURE = BEHIND_TLS
CSRF_COOKIE_SECURE = BEHIND_TLS
CSRF_COOKIE_HTTPONLY = False
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = BEHIND_TLS
# The probes of a load balancer come without TLS.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_TLS else 0
# A desk has one address; what its owner's other subdomains do is not ours to decide.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}

EMAIL_BACKEND = os.environ.get(
    "EMAIL_BACKEND",
    "django.core.mail.backends.smtp.EmailBackend"
    if os.environ.get("EMAIL_HOST")
    else "django.core.mail.backends.filebased.EmailBackend",
)
#: Without a mail server letters become files that only the operator sees.
HAS_MAIL = bool(os.environ.get("EMAIL_HOST") or os.environ.get("EMAIL_BACKEND"))
EMAIL_FILE_PATH = DATA_DIR / "mail"
EMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = environment.secret("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS = environment.flag("EMAIL_USE_TLS", default=False)
EMAIL_TIMEOUT = 20
# Letters to the outside come back to an address of their own: bounces+<token>@example.vn. The
# mailbox behind it is read, so that dead addresses are not written to again.
BOUNCE_ADDRESS = os.environ.get("BOUNCE_ADDRESS", "")
BOUNCE_IMAP_HOST = os.environ.get("BOUNCE_IMAP_HOST", "")
BOUNCE_IMAP_PORT = int(os.environ.get("BOUNCE_IMAP_PORT", "0"))
BOUNCE_IMAP_SECURITY = os.environ.get("BOUNCE_IMAP_SECURITY", "ssl")
BOUNCE_IMAP_USER = os.environ.get("BOUNCE_IMAP_USER", "")
BOUNCE_IMAP_PASSWORD = environment.secret("BOUNCE_IMAP_PASSWORD") or ""
BOUNCE_IMAP_FOLDER = os.environ.get("BOUNCE_IMAP_FOLDER", "INBOX")
# The newsroom is also written as files into this folder, or s3://bucket/prefix, as soon as it
# changes, so that it stands when the desk does not. NEWSROOM_COPY_ENDPOINT is the address of a store
# that is not Amazon's, NEWSROOM_COPY_URL the one under which the copy is served.
NEWSROOM_COPY_DIR = os.environ.get("NEWSROOM_COPY_DIR", "")
NEWSROOM_COPY_ENDPOINT = os.environ.get("NEWSROOM_COPY_ENDPOINT", "")
NEWSROOM_COPY_URL = os.environ.get("NEWSROOM_COPY_URL", "")
# Monitors outside that are called every minute while the desk is well; several, by spaces.
HEARTBEAT_URLS = (environment.secret("HEARTBEAT_URL") or "").split()
# Outgoing webhooks reach public addresses only, unless the receivers stand in the same network.
WEBHOOK_ALLOW_PRIVATE = environment.flag("WEBHOOK_ALLOW_PRIVATE", default=False)
# Sources are read from public addresses only, unless a mail server or a feed stands in this network.
SOURCES_ALLOW_PRIVATE = environment.flag("SOURCES_ALLOW_PRIVATE", default=False)
# So many sources are read at the same time, so that workers are left for what is urgent.
SOURCES_AT_ONCE = int(os.environ.get("SOURCES_AT_ONCE", "1"))
# Uncertain mentions are judged again with sentence vectors, where the encoder is installed.
SECOND_LOOK = environment.flag("CRISISDESK_SECOND_LOOK", default=True)
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "crisisdesk@localhost")

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "teams.api.authentication.ScopedTokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["teams.api.authentication.SignedInWithScope"],
    "DEFAULT_PAGINATION_CLASS": "crisisdesk.kernel.pages.NewestFirst",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [
        "rest_framework.parsers.JSONParser",
        "rest_framework.parsers.FormParser",
        "rest_framework.parsers.MultiPartParser",
    ],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "EXCEPTION_HANDLER": "crisisdesk.kernel.http.exception_handler",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "crisisdesk",
    "VERSION": "1",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "SERVE_INCLUDE_SCHEMA": False,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "teams.api.description.writes_take_a_key",
    ],
}

CELERY_BROKER_URL = database.broker_url()
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_TIMEZONE = "UTC"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_TRANSPORT_OPTIONS = database.broker_options()
CELERY_IMPORTS = ["teams.reaching.tasks"]
CELERY_BEAT_SCHEDULE = {
    "sweep-outbox": {"task": "outbox.tasks.sweep", "schedule": 15.0},
    "watchdog-outbox": {"task": "outbox.tasks.watchdog", "schedule": 60.0},
    "read-bounces": {"task": "outbox.tasks.read_bounces", "schedule": 60.0},
    "sweep-pages": {"task": "teams.tasks.sweep_pages", "schedule": 5.0},
    "audit-pages": {"task": "teams.tasks.audit_pages", "schedule": 60.0},
    "heartbeat": {"task": "outbox.tasks.heartbeat", "schedule": 60.0},
    "sweep-reaching": {"task": "teams.reaching.tasks.sweep", "schedule": 15.0},
    "sweep-clocks": {"task": "incidents.tasks.sweep_clocks", "schedule": 15.0},
    "sweep-statements": {"task": "statements.tasks.sweep", "schedule": 15.0},
    "sweep-monitoring": {"task": "monitoring.tasks.sweep", "schedule": 30.0},
    "sweep-clusters": {"task": "monitoring.tasks.sweep_clusters", "schedule": 30.0},
    "look-again": {"task": "monitoring.tasks.look_again", "schedule": 30.0},
    "poll-sources": {"task": "monitoring.tasks.poll", "schedule": 15.0},
    "sweep-newsroom": {"task": "newsroom.tasks.sweep", "schedule": 15.0},
    "sweep-load": {"task": "teams.load.tasks.sweep", "schedule": 60.0},
    "sweep-rotas": {"task": "teams.tasks.sweep_rotas", "schedule": 60.0},
    "sweep-playbooks": {"task": "playbooks.tasks.sweep", "schedule": 60.0},
    "sweep-drills": {"task": "drills.tasks.sweep", "schedule": 15.0},
    "sweep-readiness": {"task": "drills.tasks.sweep_readiness", "schedule": 600.0},
    "sweep-desk": {"task": "desk.tasks.sweep", "schedule": 30.0},
}

FSM_RAISE_ON_INVALID = True
