"""One file per command of the ``moderator`` program; each holds a click command named ``command``."""
