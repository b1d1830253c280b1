"""Where announcements are watched, and what is remembered about a source between two polls."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from typing import Any

from domain.territory import REPUBLIC


@dataclass(frozen=True, slots=True)
class Source:
    """Дереккөз / источник: one place where announcements appear.

    `kind` names the reader (`feed`, …); `territory_id` is the unit that its announcements concern unless they say
    otherwise; `languages` are those it writes in (ISO 639-1); `interval` is the usual time between two polls; `options`
    are what its kind needs besides the address. `added_at` is when somebody added it in chat; None when it stands in
    the operator's file.
    """

    id: str
    kind: str
    url: str
    name_kk: str
    name_ru: str
    territory_id: str = REPUBLIC
    languages: tuple[str, ...] = ("kk", "ru")
    interval: timedelta = timedelta(minutes=30)
    enabled: bool = True
    options: Mapping[str, Any] = field(default_factory=dict)
    added_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SourceState:
    """What must survive between two polls of a source; saved in the same transaction as what was read.

    `next_poll_at` is None before the first poll. `etag`, `last_modified` and `body_digest` (SHA-256 of the last body
    that was read) save work when nothing changed. `failures` counts the polls that failed in a row. `last_error` is a
    code and `last_error_detail` its facts (a status, a host); they stay, with their instant, after the source has
    recovered: `failing` tells whether it is broken now. `moved_to` is where permanent redirects led, for the person who
    keeps the list of sources. `marks` are what the reader of its kind remembers: which entries of a list
    are dealt with, how far a channel was read.
    """

    next_poll_at: datetime | None = None
    etag: str | None = None
    last_modified: str | None = None
    failures: int = 0
    last_ok_at: datetime | None = None
    last_error: str | None = None
    last_error_at: datetime | None = None
    moved_to: str | None = None
    last_error_detail: str = ""
    body_digest: str | None = None
    marks: Mapping[str, Any] = field(default_factory=dict)

    @property
    def failing(self) -> bool:
        """Tell whether the last poll failed."""
        return self.failures > 0

    def to_json(self) -> str:
        """Return the state as a JSON object; instants are ISO 8601 texts."""
        values = {item.name: getattr(self, item.name) for item in fields(self)}
        return json.dumps(
            {name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()},
            ensure_ascii=False,
        )

    @classmethod
    def from_json(cls, text: str) -> SourceState:
        """Read what `to_json` wrote; fields that this version does not know are left out, missing ones are blank.

        Raises:
            ValueError: the text is not such an object.
        """
        stored = json.loads(text)
        if not isinstance(stored, dict):
            raise ValueError("a source's state is a JSON object")
        known = {item.name for item in fields(cls)}
        values: dict[str, Any] = {
            name: datetime.fromisoformat(value) if name.endswith("_at") and value else value
            for name, value in stored.items()
            if name in known
        }
        return cls(**values)


IMPORTED = Source("imported", "imported", "", "Бұрынғы конкурстар кестесі", "Таблица прошлых конкурсов", enabled=False)
"""The source that holds past calls from files: it has no address and is never polled."""
