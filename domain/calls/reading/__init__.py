"""Reading an announcement: from a post to a candidate call, with a confidence and the words it was read from.

`read` is the one door; every module below answers one question (dates, roles of dates, money, places, kind…).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from domain.calls.reading.gazetteer import Gazetteer
    from domain.calls.reading.post import read

__all__ = ["Gazetteer", "read"]

_DOORS = {"Gazetteer": "domain.calls.reading.gazetteer", "read": "domain.calls.reading.post"}


def __getattr__(name: str) -> Any:
    """Open the door that is asked for: the process that reads sites needs only the dates, and all the rules are 10 MB.

    Raises:
        AttributeError: there is no such door.
    """
    if name not in _DOORS:
        raise AttributeError(name)
    return getattr(import_module(_DOORS[name]), name)
