"""Where the kiosk writes what happened to it: rotating files in the data folder, without names or codes."""

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

import structlog

FILES = 10
FILE_BYTES = 5_000_000


def write_to(folder: Path) -> None:
    """Log to ``folder/logs/kiosk.log`` from now on, one JSON object a line, at most 10 files of 5 MB."""
    place = folder / "logs"
    place.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(
        place / "kiosk.log", maxBytes=FILE_BYTES, backupCount=FILES - 1, encoding="utf-8", delay=True
    )
    handler.setFormatter(logging.Formatter("%(message)s"))
    _log_to(handler, structlog.processors.JSONRenderer(ensure_ascii=False))


def write_to_terminal() -> None:
    """Log warnings to standard error, for commands that run beside or without a kiosk."""
    handler = logging.StreamHandler()
    handler.setLevel(logging.WARNING)
    _log_to(handler, structlog.dev.ConsoleRenderer(colors=False))


def _log_to(handler: logging.Handler, renderer: structlog.typing.Processor) -> None:
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)
    structlog.configure(
        processors=[
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
