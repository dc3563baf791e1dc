"""Every setting, read once from the environment; an illegal value stops the start and names its variable."""

import sys
import warnings
from email.utils import parseaddr
from typing import Any

import django_stubs_ext
from django.utils.translation import gettext_lazy as _
from redis.backoff import NoBackoff
from redis.retry import Retry

from campaign.common import env

django_stubs_ext.monkeypatch()

try:
    CONFIG = env.read()
except env.Unusable as problems:
    sys.exit(str(problems))

BASE_DIR = env.PROJECT

DATA_DIR = CONFIG.data_dir
SECRET_KEY = CONFIG.secret_key
DEBUG = False
ALLOWED_HOSTS = CONFIG.allowed_hosts
PUBLIC_URL = CONFIG.public_url
TRUSTED_PROXIES = CONFIG.trusted_proxies
DELIVERY_MODE = CONFIG.delivery_mode
EMAIL_URL = CONFIG.email_url
EMAIL_URL_FALLBACK = CONFIG.email_url_fallback
WEBHOOK_SECRET = CONFIG.webhook_secret
BOUNCE_URL = CONFIG.bounce_url
# Letters an hour to one mailbox, across all campaigns; None: unpaced, which only the sandbox is.
MAILBOX_PER_HOUR: int | None = CONFIG.mailbox_per_hour or (60 if DELIVERY_MODE == "live" else None)
MAILBOX_PER_HOUR_CAP = CONFIG.mailbox_per_hour_cap
# Mails an hour to the people of one domain, so that confirmations do not flood it.
DOMAIN_PER_HOUR = CONFIG.domain_per_hour
ALERT_EMAIL = CONFIG.alert_email
ALERT_WEBHOOK = CONFIG.alert_webhook
# Public feeds of who sits in Parliament; one without an address is never asked.
REPRESENT_URL = CONFIG.represent_url
HOUSE_URL = CONFIG.house_url
# So long a team may choose what becomes of letters whose office changed hands.
HOLDER_CHOICE_HOURS = CONFIG.holder_choice_hours
DEFAULT_FROM_EMAIL = CONFIG.default_from_email
MAIL_ADDRESS = parseaddr(DEFAULT_FROM_EMAIL)[1]
MAIL_DOMAIN = MAIL_ADDRESS.rpartition("@")[2]
DKIM_SELECTOR = CONFIG.dkim_selector
# Whom to ask for the sending domain's records, as address:port; empty: the resolvers of this machine. Tests name their own.
DNS_SERVER = ""
# Mail that Django itself sends (password resets) takes the way of all other mail.
EMAIL_BACKEND = "campaign.delivery.outbox_backend.OutboxBackend"
SITE_NAME = "Dear Minister"
# Single entries override campaign.common.limits.DEFAULTS.
LIMITS: dict[str, list[str]] = {}

INSTALLED_APPS = [
    "campaign.accounts.back_office_app.BackOfficeConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "anymail",
    "campaign.common",
    "campaign.accounts",
    "campaign.targets",
    "campaign.letters",
    "campaign.campaigns",
    "campaign.participation",
    "campaign.delivery",
    "campaign.answers",
    "campaign.stats",
    "campaign.exports",
    "campaign.journeys",
    "campaign.web",
]

MIDDLEWARE = [
    "campaign.common.head.NoBodyForHead",
    "django.middleware.security.SecurityMiddleware",
    "campaign.common.content_security.ContentSecurityPolicy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "campaign.urls"
WSGI_APPLICATION = "campaign.wsgi.application"
AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "staff-login"
LOGIN_REDIRECT_URL = "staff-home"

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

# Persistent connections with health checks: no failed request across a PostgreSQL restart, where a pool failed 16 of 40
# (docs/adr/0002).
DATABASES: dict[str, dict[str, Any]] = {
    "default": CONFIG.database | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True},
}
DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = CONFIG.redis_url
# A frozen Redis costs each look-up this long; redis-py's own retries would multiply it.
REDIS_TIMEOUT_SECONDS = 0.5
CACHES = {
    "default": {
        "BACKEND": "campaign.common.redis_cache.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "dm",
        "OPTIONS": {
            "socket_timeout": REDIS_TIMEOUT_SECONDS,
            "socket_connect_timeout": REDIS_TIMEOUT_SECONDS,
            "retry": Retry(NoBackoff(), 0),
        },
    },
    "local": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "dm"},
}

# The table is the queue; Celery only says "look now" (docs/architecture.md). Short tasks, acknowledged when done.
# kombu names a unix socket in its own way.
CELERY_BROKER_URL = (
    f"redis+socket://{REDIS_URL.removeprefix('unix://')}" if REDIS_URL.startswith("unix:") else REDIS_URL
)
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 300,
    "socket_timeout": REDIS_TIMEOUT_SECONDS,
    "socket_connect_timeout": REDIS_TIMEOUT_SECONDS,
    "max_retries": 0,
}
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # the default gives up for good after 100
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 120
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 4  # heard on SIGTERM only with REMAP_SIGTERM=SIGQUIT
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULER = "campaign.celery:SettableScheduler"
# A tick that nobody took is worthless, for others have followed. But the worker says by its own clock how old it is: with ten seconds,
# a worker whose clock was an hour ahead never swept and never sent. Two hours of ticks are some seconds of work.
TICK_EXPIRES = {"expires": 2 * 60 * 60}
CELERY_BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "sweep": {"task": "delivery.sweep", "schedule": 2.0, "options": TICK_EXPIRES},
    "tallies": {"task": "stats.fold", "schedule": 2.0, "options": TICK_EXPIRES},
    "figures": {"task": "stats.watch", "schedule": 60.0, "options": TICK_EXPIRES},
    "zones": {"task": "stats.recut", "schedule": 10.0, "options": TICK_EXPIRES},
    "milestones": {"task": "journeys.milestones", "schedule": 60.0, "options": TICK_EXPIRES},
    "digest": {"task": "journeys.digest", "schedule": 600.0, "options": TICK_EXPIRES},
    "recount": {"task": "stats.recount", "schedule": 24 * 3600.0, "options": TICK_EXPIRES},
    "exports": {"task": "exports.tick", "schedule": 5.0, "options": TICK_EXPIRES},
    "old-exports": {"task": "exports.forget", "schedule": 3600.0, "options": TICK_EXPIRES},
    "bounces": {"task": "delivery.read_bounces", "schedule": 60.0, "options": TICK_EXPIRES},
    "holders": {"task": "delivery.follow_holders", "schedule": 60.0, "options": TICK_EXPIRES},
    # Each time as many as leave in that minute: never a heap that a confirmation would stand behind (answers.policy).
    "answers": {"task": "answers.ask", "schedule": 60.0, "options": TICK_EXPIRES},
    "remind": {"task": "journeys.remind", "schedule": 600.0, "options": TICK_EXPIRES},
    "uploads": {"task": "targets.forget_uploads", "schedule": 3600.0, "options": TICK_EXPIRES},
    "postcodes": {"task": "targets.forget_postcodes", "schedule": 3600.0, "options": TICK_EXPIRES},
    # "Noon" is kept within seconds: whoever waits for it reloads the page.
    "plans": {"task": "journeys.follow_plans", "schedule": 10.0, "options": TICK_EXPIRES},
}
if REPRESENT_URL or HOUSE_URL:
    # Each feed is asked once a week; the table says when that is due, for beat forgets it when its own file is lost.
    CELERY_BEAT_SCHEDULE["rosters"] = {"task": "targets.check_rosters", "schedule": 3600.0, "options": TICK_EXPIRES}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("fr", _("French")), ("es", _("Spanish"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
TIME_ZONE = "America/Toronto"

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = DATA_DIR / "static"
# `make run` and the Dockerfile collect into it. Where nobody did, files are served from where they lie.
WHITENOISE_USE_FINDERS = not (STATIC_ROOT / "staticfiles.json").is_file()
# Whitenoise looks for the folder all the same, and says so.
warnings.filterwarnings("ignore", r"No directory at", UserWarning)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "campaign.common.static_files.StaticFiles"},
}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
    )
]

# Only staff have sessions; public pages set no cookie.
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_NAME = "staff"
IS_HTTPS = PUBLIC_URL.startswith("https://")
SESSION_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # asked by the machine itself, over plain HTTP
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if IS_HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Whether other names under this one speak https too is for their owner to say, not for us.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

# A letter and its form have some ten thousand characters, the longest of the back office's forms some hundred fields.
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_NUMBER_FILES = 1
# A file is held in memory, never on the disk, and a body with one that is larger is not read at all.
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024 + DATA_UPLOAD_MAX_MEMORY_SIZE
# By the name of a page: a photograph of 10 MB, and what stands beside it in the form.
LARGER_UPLOADS = {"staff-picture": 10 * 1024 * 1024 + DATA_UPLOAD_MAX_MEMORY_SIZE}
FILE_UPLOAD_HANDLERS = ["campaign.common.uploads.SmallFiles"]

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"tokens": {"()": "campaign.common.access_log.WithoutTokens"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["tokens"], "formatter": "line"}},
    "root": {"handlers": ["console"], "level": CONFIG.log_level},
    "loggers": {
        "django": {"handlers": [], "level": CONFIG.log_level, "propagate": True},
        # Beat looks for due mail every two seconds: a line for each would bury what matters.
        **{name: {"level": "WARNING"} for name in ("celery.app.trace", "celery.worker.strategy", "celery.beat")},
    },
}
