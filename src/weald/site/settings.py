"""Every setting of the running program, read once from the environment, typed and checked.

Three modes (WEALD_MODE):
  demo         synthetic people, unsigned clinical content, a sign-in without passwords; never reachable by real patients
  production   refuses to start without a secret key, host names and TLS; no demonstration sign-in, signed content only
The default is demo, because the first person to start the program is trying it out.
"""

import os
import sys
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from weald.foundation.database import launcher
from weald.site.environment import Environment

ENVIRONMENT = Environment.read(os.environ)
DEMO = ENVIRONMENT.demo

SECRET_KEY = ENVIRONMENT.secret_key
DEBUG = False
ALLOWED_HOSTS = list(ENVIRONMENT.hosts)
BASE_URL = ENVIRONMENT.base_url

INSTALLED_APPS = [
    "django.contrib.postgres",
    "procrastinate.contrib.django",
    "weald.foundation.access",
    "weald.foundation.events",
    "weald.foundation.jobs",
    "weald.services.directory",
    "weald.services.people",
    "weald.services.library",
    "weald.services.safety",
    "weald.services.messages",
    "weald.services.appointments",
    "weald.services.referrals",
    "weald.services.requests",
    "weald.site",
]

MIDDLEWARE = [
    "weald.site.middleware.Display",
    "weald.site.middleware.Faults",
    "weald.site.middleware.Log",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "weald.site.urls"
WSGI_APPLICATION = "weald.site.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [
            str(Path(__file__).parents[1] / "foundation" / "ui" / "templates"),
            *(
                str(Path(__file__).parents[1] / "services" / room / "templates")
                for room in (
                    "directory",
                    "people",
                    "library",
                    "safety",
                    "messages",
                    "appointments",
                    "referrals",
                    "requests",
                )
            ),
            str(Path(__file__).parent / "templates"),
        ],
        "OPTIONS": {
            "environment": "weald.foundation.ui.environment.environment",
            "context_processors": ["weald.foundation.ui.environment.forms"],
        },
    }
]


def _database(url: str) -> dict[str, Any]:
    """Django's description of the database behind a `postgresql://` URL (a socket folder may stand in `?host=`)."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": query.pop("port", str(parts.port or "")),
        # Each place to be served keeps its connection (turns.py), and one that broke is opened anew.
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "connect_timeout": 3,
            **query,
            # Statements are prepared by the server: parsed and planned once, with row security in the plan.
            "server_side_binding": True,
            "prepare_threshold": 3,
        },
    }


# Served as weald_app, which owns nothing; migrated as weald_owner; only backup and the launcher use weald_admin.
DATABASE_URLS = launcher.urls(os.environ)
DATABASES = {"default": _database(getattr(DATABASE_URLS, ENVIRONMENT.database_role))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en-gb"
USE_I18N = False

STATIC_URL = "/static/"

# The patient's forms and the staff's sign-in need cookies of their own only; there is no django session.
CSRF_COOKIE_NAME = "weald_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_AGE = 60 * 60 * 24
CSRF_FAILURE_VIEW = "weald.site.faults.expired_form"
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE = ENVIRONMENT.tls
SECURE_SSL_REDIRECT = ENVIRONMENT.tls
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if ENVIRONMENT.tls else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = ENVIRONMENT.tls
BEHIND_PROXY = ENVIRONMENT.behind_proxy
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENVIRONMENT.behind_proxy else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": ["'none'"],
    "style-src": ["'self'"],
    "script-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "form-action": ["'self'"],
    "manifest-src": ["'self'"],
    "frame-ancestors": ["'none'"],
    "base-uri": ["'none'"],
}

# Four lines of text a page can be 100,000 characters long and still be answered with a sentence, not a 400.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
DATA_UPLOAD_MAX_NUMBER_FILES = 10
# Files of people stay in memory up to a limit, and are never written to a disk as they came.
FILE_UPLOAD_HANDLERS = ["weald.services.messages.uploads.BoundedUpload"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "weald.site.logs.JsonFormatter"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "stream": sys.stderr, "formatter": "json"},
        "none": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "weald": {"level": ENVIRONMENT.log_level, "handlers": ["stderr"], "propagate": False},
        # Django would print the path and the exception's local variables; our own log says less on purpose.
        "django.request": {"handlers": ["none"], "propagate": False},
        "django.security": {"handlers": ["none"], "propagate": False},
        "procrastinate": {"level": "WARNING", "handlers": ["stderr"], "propagate": False},
    },
}
