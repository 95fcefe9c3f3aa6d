"""Prepares an empty database for a board and serves the board on loopback until it is stopped."""

import importlib
import sys

import django
from django.core.management import call_command
from django.core.servers.basehttp import get_internal_wsgi_application, run

if __name__ == "__main__":
    importlib.import_module("devproject.celery")  # reads the settings for the queue
    django.setup()
    call_command("migrate", verbosity=0)
    from board import residents

    residents.settle_in()
    run("127.0.0.1", int(sys.argv[1]), get_internal_wsgi_application(), threading=True)
