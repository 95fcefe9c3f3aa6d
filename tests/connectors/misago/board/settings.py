"""Settings of the board that tests start: Misago's own for a development board, without what needs a network."""

import os

from devproject.settings import *  # noqa: F403

SECRET_KEY = "of a board that lives as long as a test run"
DEBUG = False
ROOT_URLCONF = "board.urls"
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        **dict(zip(("HOST", "PORT", "USER", "NAME"), os.environ["BOARD_DATABASE"].split(), strict=True)),
        "CONN_MAX_AGE": 60,
    }
}
# What a real board does slowly on purpose; nothing here is worth protecting.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CELERY_TASK_ALWAYS_EAGER = True  # there is no queue beside the board
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
MEDIA_ROOT = os.environ["BOARD_FOLDER"]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"log": {"class": "logging.StreamHandler"}},
    "loggers": {"django.request": {"handlers": ["log"], "level": "ERROR"}},
}
# As behind a web server that takes care of https: then Misago also demands to know which page a request comes from.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
