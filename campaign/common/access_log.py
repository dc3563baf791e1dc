"""Logs without secrets: the tokens in supporters' links open their letters, so no log line may hold one."""

import logging
import re

from gunicorn.config import Config
from gunicorn.glogging import Logger as GunicornLogger

# /en/confirm/<token>/ and whatever else opens a page for its holder alone; the word before the token stays.
TOKEN_IN_PATH = re.compile(
    r"(/(?:sent|confirm|letter|answers|undo|withdraw|resend|erase|unsubscribe|reset)/)[^/\s?#\"']+"
)
# No client address, as it is erased from the database after 28 days and log files are not; no query and no referrer.
FORMAT = '%(t)s "%(m)s %(U)s" %(s)s %(B)s %(M)sms'


def without_tokens(text: str) -> str:
    return TOKEN_IN_PATH.sub(r"\1[token]", text)


class WithoutTokens(logging.Filter):
    """Rewrites the line before it is written; keeps every line."""

    def filter(self, record: logging.LogRecord) -> bool:
        line = record.getMessage()
        clean = without_tokens(line)
        if clean != line:
            record.msg, record.args = clean, ()
        return True


class Logger(GunicornLogger):
    """gunicorn's logger, told by `logger_class` in campaign/gunicorn.py."""

    def setup(self, cfg: Config) -> None:
        super().setup(cfg)
        for handler in (*self.error_log.handlers, *self.access_log.handlers):
            handler.addFilter(WithoutTokens())
