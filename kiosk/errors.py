"""The root of every error that the product raises on purpose.

Each room derives its own errors from :class:`KioskError`, in the module that raises them. A message says what
was wrong, with which value, and what to do; the command line prints it as it is.
"""


class KioskError(Exception):
    """Something that a person can act on went wrong; never raised itself, only derived from."""

    exit_status = 1
    """The command line's exit status: 1, it can't be done now."""


class BadUsage(KioskError):
    """What was asked for makes no sense as written: a wrong argument, setting or file."""

    exit_status = 2
