"""Every setting, read once from the environment; an illegal value stops the start and names its variable."""

from pathlib import Path

import django_stubs_ext
from django.utils.translation import gettext_lazy as _

from campaign.common import env

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
CONFIG = env.read()

DATA_DIR = CONFIG.data_dir
SECRET_KEY = CONFIG.secret_key
DEBUG = False
ALLOWED_HOSTS = CONFIG.allowed_hosts
PUBLIC_URL = CONFIG.public_url
TRUSTED_PROXIES = CONFIG.trusted_proxies
DELIVERY_MODE = CONFIG.delivery_mode
EMAIL_URL = CONFIG.email_url
DEFAULT_FROM_EMAIL = CONFIG.default_from_email
MAIL_DOMAIN = DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip("> ")
SITE_NAME = "Dear Minister"

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "anymail",
    "campaign.common",
    "campaign.accounts",
    "campaign.targets",
    "campaign.letters",
    "campaign.campaigns",
    "campaign.participation",
    "campaign.delivery",
    "campaign.stats",
    "campaign.journeys",
    "campaign.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
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
DATABASES = {"default": CONFIG.database | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = CONFIG.redis_url

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("fr", _("French")), ("es", _("Spanish"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
TIME_ZONE = "America/Toronto"

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
