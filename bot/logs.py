"""Logs: one line an event on standard error, and never a token nor what people wrote in it."""

import logging
import re
import sys

import structlog

_SECRET = re.compile(
    r"xox[a-z]-[\w-]+|xapp-[\w-]+"
    r"|(?<=://)[^/\s:]*:[^/\s]+(?=@)"  # user:password@host, with an @ in the password too
    r"|(?<=password=)(?:'[^']*'|[^\s&\"]+)"  # as a driver writes it
)


def redact(text: str) -> str:
    """Return `text` with Slack's tokens and the passwords in database addresses blotted out."""
    return _SECRET.sub("[redacted]", text)


class _RedactingFormatter(structlog.stdlib.ProcessorFormatter):
    """Redacts the finished line, so that no field and no traceback is forgotten."""

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))


class _Discreet(logging.Filter):
    """Keeps from the log what Slack's libraries say about requests: their bodies hold what people wrote.

    A filter, since Bolt sets the levels of its loggers itself: DEBUG shows whole requests and answers, and
    RequestVerification the whole body of a badly signed one at INFO.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name == "slack_bolt.RequestVerification":
            return record.levelno >= logging.WARNING
        if record.name.startswith(("slack_sdk", "slack_bolt")):
            # The warning comes whenever SLACK_BOT_TOKEN is set: Bolt reads it, and is given a client as well.
            return record.levelno >= logging.INFO and "`token` will be unused" not in record.getMessage()
        return True


def configure_logging(level: str, *, as_json: bool = False) -> None:
    """Send the logs of our code and of all libraries to standard error in one form.

    A line is `name=value` pairs, or with `as_json` an object, for what collects logs.
    """
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(_Discreet())
    handler.setFormatter(
        _RedactingFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                _render(as_json=as_json),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for chatty in ("alembic", "apscheduler", "urllib3", "websockets", "uvicorn"):
        logging.getLogger(chatty).setLevel(max(logging.WARNING, root.level))


def _render(*, as_json: bool) -> structlog.typing.Processor:
    if as_json:
        return structlog.processors.JSONRenderer(ensure_ascii=False)
    order = ["timestamp", "level", "logger", "event", "trace"]
    return structlog.processors.KeyValueRenderer(key_order=order, drop_missing=True)
