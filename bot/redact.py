"""Keep the token out of everything that is logged or printed.

Telegram's addresses hold the token, so HTTP libraries print it in their logs and exceptions. Two measures: those
loggers are raised to WARNING, and each record is cleaned where it is made, so that no handler, present or later, ever
sees the token: message, arguments and tracebacks alike.
"""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from collections.abc import Callable
from types import TracebackType
from typing import Any
from urllib.parse import quote

# Telegram's address holds the token; what goes to the database holds what people wrote.
NOISY = ("aiohttp", "httpx", "httpcore", "httpx2", "hpack", "telegram", "aiosqlite", "sqlalchemy", "asyncpg", "alembic")
REDACTED = "[token]"
_formatter = logging.Formatter()


class Redactor:
    """Cleans texts of one token in every form it takes: plain, percent-encoded, and its secret half alone."""

    def __init__(self, token: str) -> None:
        secret = token.partition(":")[2]
        forms = {token, quote(token, safe=""), quote(token, safe="").lower(), token.replace(":", "%3a")}
        if len(secret) >= 16:  # a shorter one is no real token and might be an ordinary word
            forms.add(secret)
        self._forms = sorted((form for form in forms if form), key=len, reverse=True)

    def clean(self, text: str) -> str:
        """``text`` without the token."""
        for form in self._forms:
            text = text.replace(form, REDACTED)
        return text

    def holds(self, text: str) -> bool:
        """Whether the token is in ``text``."""
        return any(form in text for form in self._forms)

    def clean_record(self, record: logging.LogRecord) -> logging.LogRecord:
        """Clean a record in place."""
        try:
            message = record.getMessage()
        except Exception:  # a malformed record is reported by its handler, whose report must be clean as well
            message = f"{record.msg!r} {record.args!r}"
        if self.holds(message):
            record.msg, record.args = self.clean(message), ()
        if record.exc_info and record.exc_info[0] is not None:
            told = _formatter.formatException(record.exc_info)
            if self.holds(told):
                # A handler formats what stands here instead of the exception, which still holds the token.
                record.exc_text, record.exc_info = self.clean(told), None
        if record.stack_info:
            record.stack_info = self.clean(record.stack_info)
        return record


def protect(token: str) -> Callable[[], None]:
    """Clean all logging and all uncaught exceptions of this process from now on; returns what undoes it."""
    redactor = Redactor(token)
    factory, excepthook, threadhook = logging.getLogRecordFactory(), sys.excepthook, threading.excepthook
    levels = {name: logging.getLogger(name).level for name in NOISY}

    def make(*args: Any, **kwargs: Any) -> logging.LogRecord:
        return redactor.clean_record(factory(*args, **kwargs))

    def report(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        sys.stderr.write(redactor.clean("".join(traceback.format_exception(kind, error, trace))))

    def report_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            report(args.exc_type, args.exc_value, args.exc_traceback)

    logging.setLogRecordFactory(make)
    sys.excepthook, threading.excepthook = report, report_thread
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)

    def undo() -> None:
        logging.setLogRecordFactory(factory)
        sys.excepthook, threading.excepthook = excepthook, threadhook
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)

    return undo
