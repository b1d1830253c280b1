"""A source that is being added: what is known of it so far. Kept as the person's dialogue. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from domain.people import Dialogue
from domain.source_address import chat_id, normalised
from domain.source_trial import Glimpse
from domain.sources import Source
from handlers.views.screen import clip, one_line

NAME_LIMIT = 80
NAME_LEAST = 2
SUBJECT = "sources"


class Step(StrEnum):
    """Where the adding stands."""

    ADDRESS = "address"
    PREVIEW = "preview"
    PLACE = "place"
    NAME_KK = "name_kk"
    NAME_RU = "name_ru"


RENAME = f"{SUBJECT}:rename"


@dataclass(frozen=True, slots=True)
class Draft:
    """A source to be. `run` is the update that began the adding: buttons of an older one are told by it."""

    run: int
    step: Step = Step.ADDRESS
    kind: str = ""
    url: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    name_kk: str = ""
    name_ru: str = ""
    territory: str = ""
    posts: int = 0
    glimpses: tuple[Glimpse, ...] = ()

    @property
    def address(self) -> str:
        """Return the address by which the same source is recognised."""
        return normalised(self.url)

    def source(self) -> Source:
        """Return the source to be stored."""
        return Source(
            chat_id(self.address),
            self.kind,
            self.url,
            self.name_kk,
            self.name_ru,
            territory_id=self.territory,
            options=self.options,
        )

    def dialogue(self) -> Dialogue:
        """Return the draft as storage keeps it."""
        data = {
            "run": self.run,
            "kind": self.kind,
            "url": self.url,
            "options": dict(self.options),
            "name_kk": self.name_kk,
            "name_ru": self.name_ru,
            "territory": self.territory,
            "posts": self.posts,
            "glimpses": [one.to_json() for one in self.glimpses],
        }
        return Dialogue(f"{SUBJECT}:{self.step}", data)

    @classmethod
    def of(cls, dialogue: Dialogue) -> Draft | None:
        """Return the adding in progress; None when there is none or an older program wrote it differently."""
        subject, _, step = (dialogue.state or "").partition(":")
        if subject != SUBJECT:
            return None
        data = dialogue.data
        try:
            return cls(
                run=int(data["run"]),
                step=Step(step),
                kind=str(data["kind"]),
                url=str(data["url"]),
                options=dict(data["options"]),
                name_kk=str(data["name_kk"]),
                name_ru=str(data["name_ru"]),
                territory=str(data["territory"]),
                posts=int(data["posts"]),
                glimpses=tuple(Glimpse.from_json(one) for one in data["glimpses"]),
            )
        except (KeyError, TypeError, ValueError):
            return None


def source_name(text: str) -> str | None:
    """Return a name on one line, at most 80 characters; None for a command, or without two letters or digits."""
    name = clip(one_line(text), NAME_LIMIT)
    return name if not name.startswith("/") and sum(char.isalnum() for char in name) >= NAME_LEAST else None
