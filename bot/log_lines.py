"""How a line of the log looks: one record, one line, whatever is in it; and nothing in it that lets anybody in.

Texts that people write are never logged by us. A library's error may quote an address with a token or a password all
the same, and an address of a source is typed by people: both are taken out here, where every line passes.
"""

from __future__ import annotations

import json
import logging
import re
import time
import traceback
from copy import copy
from typing import Any, TextIO

from domain.errors import StorageBusy
from storage.backup import BrokenFile

ROOMS = ("bot", "domain", "elshi", "handlers", "scrapers", "storage")

# The token stands in every address of the Bot API; user:password may stand in a source's or the database's.
_TOKEN = re.compile(r"(?<!\d)\d{5,16}:[\w-]{20,}", re.ASCII)
_PASSWORD = re.compile(r"(?<=://)[^\s/@'\"<>]*:[^\s'\"<>]*@(?=[^\s@])")
_QUERY = re.compile(r"(?<=[?&;])([\w.-]*(?:token|key|secret|password|passwd|auth|sig)[\w.-]*=)[^\s&#'\"<>]+", re.I)
_BEARER = re.compile(r"\b(Bearer|Basic)\s+[\w.~+/=-]{8,}", re.I)

# Controls (C0 but tab and newline, C1), what other programs take for line ends, and what turns the direction of text.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


def without_secrets(text: str) -> str:
    """Return the text with tokens and passwords replaced by «***»."""
    text = _TOKEN.sub("***", text)
    if "://" in text:
        text = _PASSWORD.sub("***@", text)
    return _BEARER.sub(r"\1 ***", _QUERY.sub(r"\1***", text))


def visible(text: str) -> str:
    r"""Return the text with every sign that is no sign on a screen written as \x.. or \u....; lines and tabs stay."""
    return _UNSEEN.sub(lambda found: found[0].encode("unicode_escape", "surrogatepass").decode("ascii"), text)


_WORDS_ARE_OURS = (BrokenFile, OSError, TimeoutError, StorageBusy, ImportError, NotImplementedError)
"""Whose messages are told: they are made of names of tables, files and errors. Others may quote what somebody wrote."""
MOST_LINKS = 8  # of a chain of causes, and members of a group of errors


def named(error: BaseException) -> str:
    """Return what an error is called; with its message only where that cannot hold anybody's words."""
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    if isinstance(error, _WORDS_ARE_OURS) and str(error):
        return f"{name}: {error}"
    number = getattr(error, "sqlstate", None)
    return f"{name} {number}" if isinstance(number, str) else name


def traced(error: BaseException) -> str:
    """Return where an error came from: files, lines and kinds, of its causes first; no values."""
    chain: list[tuple[str, BaseException]] = []
    link, why, seen = error, "", set[int]()
    while len(chain) < MOST_LINKS and id(link) not in seen:
        seen.add(id(link))
        chain.append((why, link))
        if link.__cause__ is not None:
            link, why = link.__cause__, "from it came:"
        elif link.__context__ is not None and not link.__suppress_context__:
            link, why = link.__context__, "while it was handled:"
        else:
            break
    lines: list[str] = []
    for after, one in reversed(chain):
        lines += [*map(str.rstrip, traceback.format_tb(one.__traceback__)), named(one)]
        if isinstance(one, BaseExceptionGroup):
            for member in one.exceptions[:MOST_LINKS]:
                lines += ["  " + line for line in traced(member).splitlines()]
        if after:
            lines.append(after)
    return "\n".join(lines)


class _Discreet(logging.Formatter):
    """Shows errors by kind and place alone."""

    def formatException(self, ei: Any) -> str:  # noqa: N802  logging's own name
        """Return the traceback without values."""
        return traced(ei[1]) if ei[1] is not None else ""

    def said(self, record: logging.LogRecord) -> str:
        """Return the message; an error among its values is named, not quoted."""
        if isinstance(record.args, tuple) and any(isinstance(one, BaseException) for one in record.args):
            record = copy(record)
            assert isinstance(record.args, tuple)
            record.args = tuple(named(one) if isinstance(one, BaseException) else one for one in record.args)
        return visible(without_secrets(record.getMessage()))


class PlainLines(_Discreet):
    """A line a record for people; a traceback follows it, each of its lines set in."""

    def __init__(self) -> None:
        super().__init__()
        self.converter = time.gmtime

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as lines; whatever begins at the left edge was begun by us."""
        head = f"{self.formatTime(record)} {record.levelname} {record.name}: {self.said(record)}"
        tail = f"\n{visible(without_secrets(self.formatException(record.exc_info)))}" if record.exc_info else ""
        return (head + tail).replace("\n", "\n    ")


class JsonLines(_Discreet):
    """One JSON object a line, for machines that collect logs."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line of JSON (time in seconds since 1970)."""
        line = {
            "time": round(record.created, 3),
            "level": record.levelname,
            "logger": record.name,
            "message": self.said(record),
        }
        if record.exc_info:
            line["error"] = visible(without_secrets(self.formatException(record.exc_info)))
        return json.dumps(line, ensure_ascii=False)


def set_up(level: str, stream: TextIO, *, as_json: bool) -> None:
    """Log to a stream: our own lines from the level on, those of libraries from WARNING on.

    Libraries say at lower levels what they work with: aiosqlite each statement with its values, aiogram each update.
    """
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines() if as_json else PlainLines())
    logging.basicConfig(level=max(logging.WARNING, logging.getLevelName(level)), handlers=[handler], force=True)
    for room in ROOMS:
        logging.getLogger(room).setLevel(level)
    # "A run was skipped, the last one is still going" is how merging runs is meant to work, not a warning.
    logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)
