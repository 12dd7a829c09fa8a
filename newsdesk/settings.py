"""Settings, from the environment alone. The README lists the variables.

Raises `ImproperlyConfigured` for a combination that would expose a newsroom.
"""

import os
from pathlib import Path

import fontpkg_almarai
import fontpkg_amiri
import fontpkg_ibm_plex_sans_arabic
import fontpkg_tajawal
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from newsdesk.environment import (
    database_from_url,
    hosts_and_origin,
    hsts_reach,
    is_on,
    mail_from_url,
    required_secret,
    roles_named,
    watchers_from,
)
from newsdesk.upkeep.backup_plan import plan_from
from newsdesk.upkeep.logs import logging_settings

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(os.environ.get("NEWSDESK_DATA_DIR") or BASE_DIR / ".newsdesk").resolve()

DEBUG = is_on(os.environ.get("DEBUG"))
SECRET_KEY = required_secret(os.environ)
SECRET_KEY_FALLBACKS = os.environ.get("SECRET_KEY_FALLBACKS", "").split()
HISTORY_KEYS = os.environ.get("NEWSDESK_HISTORY_KEY", "").split()  # The newest first; none: made from SECRET_KEY.
ALLOWED_HOSTS, ORIGIN = hosts_and_origin(os.environ, debug=DEBUG)
SECURE = ORIGIN.startswith("https://")

INSTALLED_APPS = [
    "newsdesk",  # Ours come first: their templates and translations go before those of others.
    "articles",
    "annotations",
    "seeds",
    "newsdesk.admin_config.NewsdeskAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "crispy_forms",
    "django_tasks",
    "django_tasks_db",
]
MIDDLEWARE = [
    "newsdesk.web.shielding.BrowserPolicies",
    "django.middleware.security.SecurityMiddleware",
    "newsdesk.web.static_files.StaticFiles",
    "newsdesk.upkeep.request_log.RequestLog",
    "newsdesk.web.compressing.Compression",
    "newsdesk.web.shielding.KnownHosts",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "newsdesk.web.middleware.PreferencesMiddleware",
    "newsdesk.web.uploads.BodyLimits",
    "allauth.account.middleware.AccountMiddleware",
    "newsdesk.web.middleware.SignInRequired",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "newsdesk.web.middleware.DomainErrorMiddleware",
    "newsdesk.web.shielding.RefuseNul",
    "newsdesk.web.kept_forms.KeptForms",
]
ROOT_URLCONF = "newsdesk.urls"
WSGI_APPLICATION = "newsdesk.wsgi.application"
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
            ],
        },
    }
]

DATABASES = {"default": database_from_url(os.environ.get("DATABASE_URL", ""))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "newsdesk.User"
AUTHENTICATION_BACKENDS = ["newsdesk.accounts.signing_in.AccountBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "sign_in"
# Wrong passwords and codes are counted by `guarding.py`, for all processes; what allauth counts itself is off.
ACCOUNT_ADAPTER = "newsdesk.accounts.signing_in.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_RATE_LIMITS = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_FORMS = {
    "login": "newsdesk.accounts.forms.SignInForm",
    "change_password": "newsdesk.accounts.forms.PasswordForm",
    "reset_password": "newsdesk.accounts.forms.ForgottenForm",
    "reset_password_from_key": "newsdesk.accounts.forms.NewPasswordForm",
    "reauthenticate": "newsdesk.accounts.forms.PasswordAgainForm",
}
MFA_ADAPTER = "newsdesk.accounts.signing_in.MFAAdapter"
MFA_FORMS = {
    "authenticate": "newsdesk.accounts.forms.CodeForm",
    "reauthenticate": "newsdesk.accounts.forms.CodeOnceMoreForm",
    "activate_totp": "newsdesk.accounts.forms.TwoStepOnForm",
    "deactivate_totp": "newsdesk.accounts.forms.TwoStepOffForm",
    "generate_recovery_codes": "newsdesk.accounts.forms.NewCodesForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Newsdesk"
MFA_TOTP_TOLERANCE = 1  # Of half a minute: for phones whose clocks are not quite right, and for slow typists.
TWO_STEP_ROLES = roles_named(os.environ.get("NEWSDESK_TWO_STEP_ROLES", ""))
# A code works once, whichever process takes it: so what is remembered for a while is remembered in the database.
CACHES = {
    "default": {
        "BACKEND": "newsdesk.database.unread_cache.UnreadCache",
        "LOCATION": "newsdesk_cache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}
# Behind HTTPS there is one proxy, which tells where a request comes from; without, nobody's word is taken for it.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("NEWSDESK_PROXIES") or SECURE)
MAIL = mail_from_url(os.environ.get("NEWSDESK_SMTP", ""))
CAN_SEND_MAIL = bool(MAIL)
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if CAN_SEND_MAIL else 'dummy'}.EmailBackend"
EMAIL_HOST, EMAIL_PORT = MAIL.get("host", ""), MAIL.get("port", 0)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL.get("user", ""), MAIL.get("password", "")
EMAIL_USE_TLS, EMAIL_USE_SSL = MAIL.get("tls", False), MAIL.get("ssl", False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = os.environ.get("NEWSDESK_MAIL_FROM", "") or "newsdesk@localhost"
SESSION_ENGINE = "newsdesk.accounts.session_store"
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
# Browsers take a cookie of such a name from this very host over HTTPS alone: none from a neighbour under one domain.
HOST_COOKIES = "__Host-" if SECURE else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{HOST_COOKIES}sessionid", f"{HOST_COOKIES}csrftoken"
KNOWN_BROWSER_COOKIE_NAME = f"{HOST_COOKIES}known"  # It opens nothing: see `known_browsers.py`.
CSRF_TRUSTED_ORIGINS = [ORIGIN] if ORIGIN else []
CSRF_FAILURE_VIEW = "newsdesk.views.refusals.csrf_failure"
SECURE_SSL_REDIRECT = False  # The proxy in front answers plain HTTP; a redirect here would loop behind it.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
# What is promised for other hosts than ours is for whoever owns the domain to decide.
SECURE_HSTS_INCLUDE_SUBDOMAINS, SECURE_HSTS_PRELOAD = hsts_reach(os.environ.get("NEWSDESK_HSTS", ""))
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W008", "security.W021"]  # Decided in the lines above.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "upgrade-insecure-requests": SECURE,
    }
}

MEGABYTE = 1024 * 1024
# How much each address takes at all, and from whom, stands in `front/limits.py`.
DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * MEGABYTE  # One pasted article of 5 MB, the largest that we take.
DATA_UPLOAD_MAX_NUMBER_FILES = 1000  # The form takes 100, and says so itself.
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "newsdesk.web.uploads.NamelessUploadHandler",
]
MEDIA_ROOT = DATA_DIR / "media"
FILE_UPLOAD_PERMISSIONS = 0o600

LANGUAGE_CODE = "ar"
LANGUAGES = [("ar", _("Arabic")), ("en", _("English"))]
USE_I18N = True
FORMAT_MODULE_PATH = "newsdesk.formats"
USE_TZ = True
TIME_ZONE = os.environ.get("NEWSDESK_TIME_ZONE") or "Asia/Baghdad"

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [
    ("fonts/plex", fontpkg_ibm_plex_sans_arabic.ROOT / "files"),
    ("fonts/amiri", fontpkg_amiri.ROOT / "files"),
    ("fonts/almarai", fontpkg_almarai.ROOT / "files"),
    ("fonts/tajawal", fontpkg_tajawal.ROOT / "files"),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "newsdesk.web.static_files.HashedStaticFiles"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True  # No page asks for another, and compressing them all takes twice as long.

CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "newsdesk"
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

LOGGING = logging_settings(os.environ.get("NEWSDESK_LOG") or ("json" if ORIGIN and not DEBUG else "text"))
BACKUPS = plan_from(os.environ, DATA_DIR)
WATCHERS = watchers_from(os.environ)
METRICS_TOKEN = os.environ.get("NEWSDESK_METRICS_TOKEN", "")
if METRICS_TOKEN:  # Read when the client's library is imported: from then on it counts for all processes together.
    os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(DATA_DIR / "metrics"))
