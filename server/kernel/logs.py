"""What is written to the log: events of the platform, in one line each, never a person's words, name or address."""

import logging
import sys
from collections.abc import MutableMapping
from datetime import UTC, datetime
from typing import Any, Literal

import structlog

from server.kernel.table import today


def _stamp(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The time; for what may concern a worker's request only the day (promise P3)."""
    if event.pop("confidential", False):
        event["day"] = today().isoformat()
    else:
        event["at"] = datetime.now(UTC).isoformat(timespec="seconds")
    return event


def configure_logs(form: Literal["json", "plain"]) -> None:
    """Send the platform's events to standard error; libraries are heard from warnings on, without their arguments."""
    renderer: Any = (
        structlog.processors.JSONRenderer()
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[structlog.processors.add_log_level, _stamp, renderer],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.CRITICAL, stream=sys.stderr, format="%(name)s: %(levelname)s")
