"""The invented announcements of the sample sites, and the dates in them.

The texts live in `samples/*.toml`; dates are written as days after publication by the demo's clock, so that a demo
started on any day shows deadlines that lie ahead.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

SAMPLES = Path(__file__).with_name("samples")
_MARK = re.compile(r"\{(kk_to|kk|ru|dots):(-?\d+)\}")
# Month: Kazakh, Kazakh in the dative («… дейін» asks for it), Russian in the genitive.
_MONTHS = (
    ("қаңтар", "қаңтарға", "января"),
    ("ақпан", "ақпанға", "февраля"),
    ("наурыз", "наурызға", "марта"),
    ("сәуір", "сәуірге", "апреля"),
    ("мамыр", "мамырға", "мая"),
    ("маусым", "маусымға", "июня"),
    ("шілде", "шілдеге", "июля"),
    ("тамыз", "тамызға", "августа"),
    ("қыркүйек", "қыркүйекке", "сентября"),
    ("қазан", "қазанға", "октября"),
    ("қараша", "қарашаға", "ноября"),
    ("желтоқсан", "желтоқсанға", "декабря"),
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A post as the samples hold it. `queue` orders what the page can publish; 0: published before the start.

    In a channel, `photo` puts a picture above the words (if any), and `edits` names the post whose words these replace
    (in a register: what it states). `facts` are what a portal states beside the words.
    """

    site: str
    key: str
    lang: str
    title: str
    text: str
    hours_ago: int = 0
    queue: int = 0
    hint_kk: str = ""
    hint_ru: str = ""
    photo: bool = False
    edits: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return what the page shows of a post that waits to be published."""
        names = ("site", "key", "lang", "title", "hint_kk", "hint_ru")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True, slots=True)
class Published:
    """A post on a site: its words are fixed from the moment of publication (aware, UTC).

    `name` is what the site itself calls it, where that is not its address.
    """

    draft: Draft
    url: str
    text: str
    at: datetime
    name: str = ""
    edited: bool = False

    @property
    def external_id(self) -> str:
        """Return what the bot knows the post by."""
        return self.name or self.url


@dataclass(frozen=True, slots=True)
class SampleFile:
    """One sample site as its file describes it. `format` is one of `sample_feeds.FORMATS`."""

    id: str
    format: str
    territory: str
    languages: tuple[str, ...]
    name_kk: str
    name_ru: str
    drafts: tuple[Draft, ...]


def read_samples() -> list[SampleFile]:
    """Read all sample sites, in the order of their file names."""
    files = []
    for path in sorted(SAMPLES.glob("*.toml")):
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        drafts = tuple(Draft(site=raw["id"], **post) for post in raw.pop("post"))
        files.append(SampleFile(**{**raw, "languages": tuple(raw["languages"])}, drafts=drafts))
    return files


def dated(text: str, today: date) -> str:
    """Replace the date marks of a sample text (`{ru:12}` is the day 12 days after `today`) with written dates."""

    def write(mark: re.Match[str]) -> str:
        day = today + timedelta(days=int(mark[2]))
        plain_kk, dative_kk, ru = _MONTHS[day.month - 1]
        written = {
            "kk": f"{day.year} жылғы {day.day} {plain_kk}",
            "kk_to": f"{day.year} жылғы {day.day} {dative_kk}",
            "ru": f"{day.day} {ru} {day.year} года",
            "dots": f"{day:%d.%m.%Y}",
        }
        return written[mark[1]]

    return _MARK.sub(write, text).strip()
