"""Logs that tell what happened and never who did it: JSON lines in production, readable lines elsewhere.

No address of a visitor, no body, no query text. What happens under ``PRIVATE`` is not logged by path at all, as the
path alone tells who prepares a bid or pays a bond; numbers that look like a telephone or an identity card are masked
wherever they turn up, in messages and in tracebacks.
"""
import re

import structlog

PRIVATE = ("/desk/bids/", "/desk/bonds/", "/desk/questions/")
_PRIVATE_PATH = re.compile(f"({'|'.join(map(re.escape, PRIVATE))})" + r"[^\s\"']*")
_PERSONAL = re.compile(r"(?<![0-9A-Za-z])(?:1[3-9]\d{9}|\d{17}[0-9Xx])(?![0-9A-Za-z])")
_MASK = "[masked]"


def mask(words: str) -> str:
    """The same words without personal numbers and without anything beneath ``PRIVATE``."""
    return _PERSONAL.sub(_MASK, _PRIVATE_PATH.sub(r"\1" + _MASK, words))


def mask_event(logger, method, event: dict) -> dict:
    """structlog processor: mask every text of an event."""
    return {key: mask(value) if isinstance(value, str) else value for key, value in event.items()}


_SHARED = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)


def configuration(*, readable: bool, level: str = "INFO") -> dict:
    """Django's ``LOGGING``. ``readable`` is for a person at a terminal, otherwise each line is one JSON object."""
    structlog.configure(
        processors=[*_SHARED, structlog.stdlib.PositionalArgumentsFormatter(),
                    structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    last = (structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
            if readable else structlog.processors.JSONRenderer(ensure_ascii=False))
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": _SHARED,
            "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                           structlog.processors.format_exc_info, mask_event, last],
        }},
        "handlers": {"lines": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["lines"], "level": "WARNING"},
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            "django.server": {"handlers": [], "propagate": False},
            "market": {"level": level},
            "kombu.connection": {"level": "ERROR"},
        },
    }
