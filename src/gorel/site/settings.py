"""All settings in one place. They come from the environment, GOREL_*; docs/settings.md lists them."""

from __future__ import annotations

import base64
import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from csp import constants as csp
from django.core.management.utils import get_random_secret_key

from gorel.ground import logs
from gorel.site import environment as env

HOME = Path(env.text("HOME", "var", "the folder of database and files")).resolve()
DEMO = (HOME / "demo").exists()  # `gorel demo` makes a home a demo home; it cannot be switched on from outside
DEBUG = env.flag("DEBUG", default=False, about="show errors in the browser; never in production")
ADDRESS = env.text("ADDRESS", "http://127.0.0.1:8000", "the address that people reach her at; mails link to it").rstrip(
    "/"
)


def _secret_key() -> str:
    given = env.secret("SECRET_KEY", "signs sessions and links; made at first start when not given")
    if given:
        return given
    return _kept("secret-key", get_random_secret_key)


def _kept(name: str, make: Callable[[], str]) -> str:
    """Return a key of the home, made at the first start. Shape: the file is there whole, or not at all."""
    path = HOME / name
    try:
        if not path.exists():
            HOME.mkdir(parents=True, exist_ok=True)
            fresh = path.with_name(f"{name}.{os.getpid()}")
            fresh.touch(mode=0o600)
            try:
                fresh.write_text(make(), encoding="ascii")
                with suppress(FileExistsError):  # whoever came first has made it
                    os.link(fresh, path)
            finally:
                fresh.unlink()
        return path.read_text(encoding="ascii")
    except OSError as error:
        raise env.BadSetting(
            f"The home {HOME} cannot be used: {error.strerror}. Let it be a folder that the user who runs Görel owns,"
            " on a disk with room, or name another with GOREL_HOME."
        ) from None


def _personal_keys() -> list[str]:
    """The master keys of `ground.sealing`: 32 bytes each as base64; the first seals, all of them open."""
    given = env.secret("PERSONAL_KEY", "seals personal data: 32 bytes as base64; older keys after it, with commas")
    if not given:
        given = _kept("personal-key", lambda: base64.b64encode(secrets.token_bytes(32)).decode("ascii"))
    keys = [key.strip() for key in given.split(",")]
    for key in keys:
        try:
            good = len(base64.b64decode(key, validate=True)) == 32
        except ValueError:
            good = False
        if not good:
            raise env.BadSetting("GOREL_PERSONAL_KEY is not 32 bytes as base64. Make one with: openssl rand -base64 32")
    return keys


SECRET_KEY = _secret_key()
MONITORING_TOKEN = env.secret("MONITORING_TOKEN", "opens /health and /metrics to those who watch over her")
TELEMETRY = env.text(
    "TELEMETRY", "", "an OpenTelemetry collector that spans are sent to: http://127.0.0.1:4318"
).strip()
RETENTION_GROUND = env.text(
    "RETENTION_GROUND", "", "the decision on retention that finished cases are erased by where their process names none"
).strip()
OPERATED_BY = env.text(
    "OPERATED_BY", "", "short name of the organisation whose operators look after what all share"
).strip()
PERSONAL_KEYS = _personal_keys()
ALLOWED_HOSTS = env.words("HOSTS", "127.0.0.1,localhost,[::1],testserver", "host names that she answers to")
CSRF_TRUSTED_ORIGINS = [ADDRESS]
INTERNAL_IPS: list[str] = []

INSTALLED_APPS = [
    "gorel.site.apps.SiteConfig",
    "gorel.ground",
    "gorel.accounts",
    "gorel.forms",
    "gorel.cases",
    "gorel.robots",
    "gorel.benefits",
    "gorel.programme",
    "gorel.attendance",
    "gorel.ideas",
    "gorel.desk",
    "gorel.opendata",
    "gorel.desk.workshop",
    "gorel.api",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]

MIDDLEWARE = [
    "gorel.site.measuring.measured",
    "gorel.api.door.middleware",  # answers open interfaces' calls itself: no session, cookie or CSRF check touches them
    "gorel.ground.middleware.behind_proxies",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",  # for pages: a style sheet or a typeface obeys that of its page
    "django.contrib.sessions.middleware.SessionMiddleware",
    "gorel.ground.middleware.language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "gorel.accounts.visits.middleware",
    "gorel.ground.once.middleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "gorel.ground.middleware.closed_by_default",
    "gorel.ground.middleware.one_moment",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "gorel.site.urls"
WSGI_APPLICATION = "gorel.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "gorel.ground.page.context",
            ],
        },
    }
]


def database_of(url: str) -> dict[str, Any]:
    """Return Django's settings of a database: postgresql://user:password@host:port/name, or "" for SQLite at home."""
    if not url:
        return {
            "ENGINE": "gorel.ground.sqlite",
            "NAME": HOME / "gorel.sqlite3",
            "CONN_MAX_AGE": None,  # opening the file anew for each request takes longer than most requests
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                # 8 MB of pages in memory, and 16 MB of log before it is taken into the file: the same pages of indexes
                # are written by one turn after another.
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                " PRAGMA cache_size=-8000; PRAGMA wal_autocheckpoint=4000;",
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in ("postgresql", "postgres"):
        raise env.BadSetting(
            f"The database's address starts with {parts.scheme!r}. Write postgresql://user@host:port/name."
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        # What pages ask lies in memory or on a disk without a moving head. As PostgreSQL prices it from the start, two
        # thousand rows by their ids cost more than reading all; and no page's question is worth compiling.
        "OPTIONS": {"options": "-c random_page_cost=1.1 -c jit=off"},
    }


AUTH_USER_MODEL = "accounts.Person"
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = LOGOUT_REDIRECT_URL = "/"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_ADAPTER = "gorel.accounts.adapter.Adapter"
ACCOUNT_FORMS = {
    "request_login_code": "gorel.accounts.forms.RequestCode",
    "confirm_login_code": "gorel.accounts.forms.ConfirmCode",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # strangers get the same page, and no letter
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
# A whole town hall may share one address of the network; what protects a person is the limit per e-mail address.
ACCOUNT_RATE_LIMITS = {"request_login_code": "200/10m/ip,5/10m/key"}

# The organisation's own sign-in, by OpenID Connect with discovery; who comes must be known here, by e-mail address.
OIDC_ADDRESS = env.text("OIDC", "", "the address of your own sign-in (OpenID Connect): https://id.example/realms/city")
OIDC_NAME = env.text("OIDC_NAME", "", "what people call your own sign-in") or urlsplit(OIDC_ADDRESS).hostname or ""
_OIDC_ORIGIN = ["{0.scheme}://{0.netloc}".format(urlsplit(OIDC_ADDRESS))] if OIDC_ADDRESS else []
SOCIALACCOUNT_ADAPTER = "gorel.accounts.oidc.Adapter"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "own",
                "name": OIDC_NAME,
                "client_id": env.text("OIDC_CLIENT", "gorel", "Görel's name at your own sign-in"),
                "secret": env.secret("OIDC_SECRET", "Görel's secret at your own sign-in"),
                "settings": {"server_url": OIDC_ADDRESS},
            }
        ]
        if OIDC_ADDRESS
        else [],
    }
}

DATABASES = {
    "default": database_of(
        env.secret("DATABASE", "postgresql://user:password@host:port/name; SQLite in the home when not given")
    )
}
# Shared by all processes and nodes: the limits of the sign-in count in it.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "ground_cache"}}
FILES_PER_DAY = env.number(
    "FILES_PER_DAY", 500, "how many files of forms one person, or one network address, may send in a day"
)
FILE_MB_PER_DAY = env.number(
    "FILE_MB_PER_DAY", 1000, "how many MB of files one person, or one network address, may send in a day"
)
FILM_MB_PER_DAY = env.number("FILM_MB_PER_DAY", 6000, "how many MB of films one organiser may put in in a day")
MAILS_PER_MINUTE = env.number(
    "MAILS_PER_MINUTE", 0, "how many mails she begins in a minute at most; 0 is as many as the mail server takes"
)
SIGN_UPS_FROM_ONE_PLACE = env.number(
    "SIGN_UPS_FROM_ONE_PLACE", 600, "sign-ups in ten minutes from one address of the network"
)
PROXIES = env.networks("PROXIES", "networks of proxies before her, whose X-Forwarded-For tells who asks")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", "Svenska"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "gorel-language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LOCALE_PATHS: list[Path] = []
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Stockholm"

STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
# Themes: token files that ship with her, and those that an operator puts into the home.
THEME = env.text(
    "THEME", "", "the theme: a token file in the home's folder `themes`, or one that comes with her (forest)"
)
STATICFILES_DIRS = [("ground/themes", HOME / "themes")] if (HOME / "themes").is_dir() else []
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "gorel.site.static_files.Storage"},
}
WHITENOISE_USE_FINDERS = True  # so that tests and a first page work before files are collected

_SMTP = urlsplit(
    env.secret("SMTP", "smtp://user:password@host:port, or smtps://… for TLS from the start") or "smtp://127.0.0.1:25"
)
EMAIL_HOST = _SMTP.hostname or "127.0.0.1"
EMAIL_PORT = _SMTP.port or 25
EMAIL_HOST_USER = unquote(_SMTP.username or "")
EMAIL_HOST_PASSWORD = unquote(_SMTP.password or "")
EMAIL_USE_SSL = _SMTP.scheme == "smtps"
EMAIL_USE_TLS = _SMTP.scheme == "smtp+starttls"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text("MAIL_FROM", "Görel <gorel@localhost>", "the sender of her mails")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [csp.NONE],
        "script-src": [csp.SELF, csp.NONCE],
        "style-src": [csp.SELF, csp.NONCE],
        "img-src": [csp.SELF, "data:"],
        "font-src": [csp.SELF],
        "media-src": [csp.SELF],
        "connect-src": [csp.SELF],
        "frame-src": [csp.SELF],
        "manifest-src": [csp.SELF],
        # Browsers count where a form's answer leads to as well: the own sign-in begins with a form.
        "form-action": [csp.SELF, *_OIDC_ORIGIN],
        "frame-ancestors": [csp.NONE],
        "base-uri": [csp.NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ADDRESS.startswith("https://")
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 3600  # a working day; then a new code

LOGGING = logs.CONFIG

env.refuse_unknown()
