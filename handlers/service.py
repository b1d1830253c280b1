"""What every handler and view is given: one frozen object made by the composition root."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo

from domain.calendar import WorkingCalendar
from domain.calls.model import CallEvent, CallKind, Candidate, Post
from domain.calls.same import Likeness, likeness
from domain.clock import Clock
from domain.language import Language
from domain.mci import MciTable
from domain.offices import Topic
from domain.ports import Reader, Scout, Store
from domain.sources import IMPORTED
from domain.spheres import Sphere
from domain.submissions import PEOPLE
from domain.territory import TerritoryTree
from handlers.texts import Texts


@dataclass(frozen=True, slots=True)
class Operator:
    """Who runs this bot and answers for personal data: named in the consent (Law 94-V art. 8)."""

    name: str
    bin: str
    contact: str


class _Unread:
    """Reads nothing: every field of an announcement is then filled in by its sender."""

    async def read(self, post: Post) -> tuple[Candidate, Likeness]:
        """Return a call of unknown kind that nothing else is known about."""
        candidate = Candidate(is_call=True, kind=CallKind.OTHER, event=CallEvent.OPENED)
        return candidate, likeness(post, candidate)


async def _five_days(_around: date) -> WorkingCalendar:
    return WorkingCalendar()


@dataclass(frozen=True, slots=True)
class Service:
    """Storage, clock, texts and reference tables.

    `source_names` holds (Kazakh, Russian) names by source id: a copy of what is stored, so that a card needs no trip
    for it; whoever adds or renames a source writes here too. `scout` looks at sources outside.
    `reader` reads announcements that people send. `mci` tells what an award in indices is worth. `by_law` gives the
    working days of the years around a day, without the table that coordinators edit; `first_day_is_next` tells which
    day of a reply term is its day 1. `topics` are what offices answer for.
    """

    store: Store
    clock: Clock
    zone: tzinfo
    tree: TerritoryTree
    spheres: tuple[Sphere, ...]
    texts: Texts
    operator: Operator
    source_names: MutableMapping[str, tuple[str, str]]
    scout: Scout | None = None
    reader: Reader = field(default_factory=_Unread)
    mci: MciTable = field(default_factory=lambda: MciTable({}))
    by_law: Callable[[date], Awaitable[WorkingCalendar]] = _five_days
    first_day_is_next: bool = True
    topics: tuple[Topic, ...] = ()

    def source_name(self, source_id: str, language: Language) -> str:
        """Return the source's name in the language; its id when nobody knows the source."""
        own = {source.id: (source.name_kk, source.name_ru) for source in (PEOPLE, IMPORTED)}
        names = self.source_names.get(source_id) or own.get(source_id)
        if names is None:
            return source_id
        return names[0] if language is Language.KK else names[1]

    def sphere(self, sphere_id: str) -> Sphere | None:
        """Return the sphere, or None when there is no such id."""
        return next((sphere for sphere in self.spheres if sphere.id == sphere_id), None)

    def today(self, now: datetime) -> date:
        """Return the local day of an aware instant."""
        return now.astimezone(self.zone).date()
