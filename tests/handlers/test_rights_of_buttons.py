"""Every button that is not about a request (those: test_rights_of_requests), pressed by everybody with anything.

No press is left without an answer, crashes, or changes what is somebody else's, whatever its data say. The buttons are
found by looking through the handlers: a new kind fails here until it is said what it may change, and for whom.
"""

from __future__ import annotations

import importlib
import itertools
import logging
import pkgutil
import random
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import UnionType
from typing import Any, get_args

import pytest
from aiogram.filters.callback_data import CallbackData

import handlers
from domain.calls.draft import Draft
from domain.calls.model import CallKind
from domain.language import Language
from domain.source_address import key
from domain.submissions import State, Submission
from domain.subscriptions import Subscription
from handlers import callbacks, export_callbacks, report_callbacks, stats_callbacks
from tests.handlers.rights_world import PEOPLE, World, a_world
from tests.handlers.test_rights_of_requests import TABLE, crashes
from tests.person import SOURCE, Person, Stage
from tests.request_stage import SARQAN

COORDINATORS = frozenset({"coordinator", "elsewhere", "republic"})
NOBODY: frozenset[str] = frozenset()

# Which of everybody's things a button may change, and who may by it. What is the presser's own is not listed: every
# button may change that, and none may change what is another's.
MORE: Mapping[type[CallbackData], tuple[frozenset[str], frozenset[str]]] = {
    callbacks.CallPress: (COORDINATORS, frozenset({"submission"})),  # correcting a call begins a draft of one's own
    callbacks.RemindPress: (NOBODY, NOBODY),
    callbacks.SeasonPress: (NOBODY, NOBODY),
    callbacks.ListPress: (NOBODY, NOBODY),
    callbacks.SearchPress: (NOBODY, NOBODY),
    callbacks.WatchPress: (NOBODY, NOBODY),
    callbacks.CalendarPress: (NOBODY, NOBODY),
    callbacks.LanguagePress: (NOBODY, NOBODY),
    callbacks.ConsentPress: (NOBODY, NOBODY),
    callbacks.FormPress: (NOBODY, NOBODY),
    callbacks.GroupPress: (NOBODY, NOBODY),  # who administers the group may: test_person_groups
    callbacks.DraftPress: (
        frozenset({"coordinator", "republic"}),
        frozenset(
            {"submission", "call", "post", "outbox", "call_correction", "call_reading", "call_revision", "review_told"}
        ),
    ),
    callbacks.ReviewPress: (
        frozenset({"coordinator", "republic"}),
        frozenset({"submission", "outbox", "review_told"}),
    ),
    callbacks.PairPress: (COORDINATORS, frozenset({"call_doubt"})),  # joining needs the mark of what was seen
    callbacks.TextsPress: (COORDINATORS, NOBODY),
    callbacks.AnnouncePress: (NOBODY, NOBODY),
    callbacks.MinePress: (NOBODY, NOBODY),
    callbacks.Go: (NOBODY, NOBODY),
    callbacks.SourcePress: (frozenset({"republic"}), frozenset({"source", "source_alarm"})),
    callbacks.SourcesPage: (NOBODY, NOBODY),
    callbacks.TimelinessPress: (NOBODY, NOBODY),
    callbacks.AddPress: (NOBODY, NOBODY),
    callbacks.WorkdayPress: (NOBODY, NOBODY),  # asks first; CONFIRM counts only in the middle of a change
    callbacks.AlertsPress: (NOBODY, NOBODY),
    callbacks.FacetPress: (NOBODY, NOBODY),
    export_callbacks.ExportPress: (NOBODY, NOBODY),
    export_callbacks.ExportJobPress: (NOBODY, NOBODY),
    stats_callbacks.StatsPress: (NOBODY, NOBODY),
    report_callbacks.ReportPress: (COORDINATORS, frozenset({"report", "report_reader", "report_copy", "outbox"})),
}

ROLES = ("author", "stranger", "officer", "head", "other", "coordinator", "elsewhere", "republic", "looking")
OUTSIDE = {"newcomer": 5001, "undecided": 5002, "blocked": 5003}
"""Who pressed /start and no more; who chose a language and gave no consent; who blocked us and presses all the same."""

PASSING = frozenset({"dialogue", "update_inbox", "unreachable", "sqlite_sequence", "schedule", "subscription_word"})
"""What any update may change, and what has no owner of its own: it goes with rows that have."""

ERASING = callbacks.Go(to=callbacks.Way.ERASE).pack()
"""Changes much, and only for the presser: tests/privacy."""

NOWHERE, LAST = 999_999, 10**15


def every_button() -> set[type[CallbackData]]:
    """Every kind of button that the handlers know."""
    found: set[type[CallbackData]] = set()
    for module in pkgutil.walk_packages(handlers.__path__, "handlers."):
        for one in vars(importlib.import_module(module.name)).values():
            if isinstance(one, type) and issubclass(one, CallbackData) and one is not CallbackData:
                found.add(one)
    return found


def test_of_every_kind_of_button_it_is_said_what_it_may_change_and_for_whom() -> None:
    assert every_button() == {*TABLE, *MORE}, "say in MORE, or in TABLE of test_rights_of_requests, who may"
    prefixes = [one.__prefix__ for one in every_button()]
    assert len(prefixes) == len(set(prefixes))


Dump = dict[str, set[tuple[object, ...]]]


def dump(world: World) -> Dump:
    live = sqlite3.connect(world.stage.path)
    names = [str(row[0]) for row in live.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    seed = ("territory", "sphere", "topic", "mci", "search_", "schema")
    found = {name: set(live.execute(f'SELECT * FROM "{name}"')) for name in names if not name.startswith(seed)}
    live.close()
    return {name: rows for name, rows in found.items() if name not in PASSING}


@dataclass(frozen=True)
class Ids:
    """What buttons can name: everything of the author's, and what is everybody's."""

    numbers: Mapping[str, Any]

    def of(self, name: str) -> Any:
        return self.numbers[name]


async def things(world: World) -> Ids:
    """Give the author one of everything, and everybody some calls and a source."""
    stage, author, now = world.stage, PEOPLE["author"], world.stage.clock.now()
    call, other = await stage.add_call(), await stage.add_call(kind=CallKind.CONTEST)
    async with stage.store.write() as repositories:
        wish = Subscription(0, author, author, Language.KK, (SARQAN,), ("youth_children",))
        await repositories.subscriptions.put(wish, now)
        (mine,) = await repositories.subscriptions.of_chat(author)
        visitor = await repositories.people.visitor(author, author)
        await repositories.calls.save(visitor.shelf, call, author, now)
        await repositories.seasons.watch(other, author, now)
        query = await repositories.search.asked(author, "грант", now)
        waiting = Submission(0, State.WAITING, author, world.ngo, SARQAN, Draft(title="Байқау"), "Байқау жарияланды")
        submission = await repositories.submissions.add(waiting, now)
    live = sqlite3.connect(stage.path)
    post = live.execute("SELECT MIN(id) FROM post").fetchone()[0]
    live.close()
    return Ids({
        "call": call, "other call": other, "subscription": mine.id, "query": query, "submission": submission,
        "post": post, "author": author,
    })  # fmt: skip


def named(kind: type[CallbackData], ids: Ids) -> dict[str, Any]:
    """What a real button of the kind says: the author's numbers."""
    match kind:
        case callbacks.CallPress | callbacks.RemindPress | callbacks.SeasonPress:
            return {"id": ids.of("call"), "days": 7, "on": False}
        case callbacks.SearchPress | callbacks.WatchPress:
            return {"id": ids.of("query")}
        case callbacks.DraftPress | callbacks.ReviewPress:
            return {"id": ids.of("submission")}
        case callbacks.PairPress:
            return {"one": ids.of("call"), "two": ids.of("other call")}
        case callbacks.TextsPress:
            return {"call": ids.of("call"), "post": ids.of("post")}
        case callbacks.SourcePress:
            return {"key": key(SOURCE.id)}
        case callbacks.AlertsPress | callbacks.FacetPress:
            return {"id": ids.of("subscription"), "chat": ids.of("author")}
        case callbacks.GroupPress:
            return {"id": 1001, "language": "kk"}
        case callbacks.ConsentPress:
            return {"digest": "0" * 16}
        case callbacks.FormPress:
            return {"run": 1, "step": "role"}
        case callbacks.TimelinessPress:
            return {"days": 90}
        case stats_callbacks.StatsPress:
            return {"days": "000000"}
        case export_callbacks.ExportPress:
            return {"place": "KZ"}
    return {}


def plain(kind: type[CallbackData]) -> dict[str, Any]:
    """The number 1 or an empty text for whatever must be there."""
    must = {name: field.annotation for name, field in kind.model_fields.items() if field.is_required()}
    return {name: 1 if one is int else "" for name, one in must.items() if one in (int, str)}


def choices(kind: type[CallbackData]) -> Iterator[dict[str, Any]]:
    """Every combination of the fields that have few values."""
    few: dict[str, list[Any]] = {}
    for name, field in kind.model_fields.items():
        kinds = get_args(field.annotation) if isinstance(field.annotation, UnionType) else (field.annotation,)
        enum = next((one for one in kinds if isinstance(one, type) and issubclass(one, StrEnum)), None)
        if enum is not None and name in ("act", "kind", "to", "language", "what", "by"):
            few[name] = list(enum)
        elif enum is not None and field.is_required():
            few[name] = list(enum)[:3]
        elif enum is not None:
            few[name] = [next(iter(enum))]
        elif field.annotation is bool and field.is_required():
            few[name] = [True, False]
    for values in itertools.product(*few.values()):
        yield dict(zip(few, values, strict=True))


def data_of(kind: type[CallbackData], ids: Ids) -> Iterator[str]:
    """Buttons of the kind: with the author's numbers, with numbers of nothing, and with the largest there are."""
    real = {name: value for name, value in named(kind, ids).items() if name in kind.model_fields}
    numbers = [name for name, value in real.items() if isinstance(value, int) and name not in ("days", "run", "on")]
    pages = [name for name in ("page",) if name in kind.model_fields]
    for choice in choices(kind):
        base = {**plain(kind), **real, **choice, **(dict.fromkeys(pages, 0))}
        seen = set()
        for change in (
            {},
            dict.fromkeys(numbers, NOWHERE),
            {name: 10**12 if name in ("id",) else LAST for name in numbers} | dict.fromkeys(pages, 99),
        ):
            data = kind.model_construct(**(base | change)).pack()  # what fits no pattern is forged data
            if data not in seen:
                seen.add(data)
                yield data


def forged(kind: type[CallbackData], chance: random.Random, ids: Ids) -> Iterator[str]:
    """Data that no program of ours packs: cut, too long, of other types, with foreign letters."""
    packed = next(data_of(kind, ids))
    parts = packed.split(":")
    yield packed[: chance.randrange(len(packed))] or ":"
    yield packed + ":" * chance.randrange(1, 5)
    yield (packed + "9" * 64)[:64]
    for junk in ("-1", "9" * 25, "", "x", "ә\u202e", "1.5", "0x10", "' OR 1=1 --", "NaN", "../..", "\x00"):
        if len(parts) > 1:
            changed = list(parts)
            changed[chance.randrange(1, len(parts))] = junk
            yield ":".join(changed)


async def outside(world: World) -> dict[str, Person]:
    """People who are not of this house (yet)."""
    stage, now = world.stage, world.stage.clock.now()
    found = {name: stage.person(number, name, language_code="ru") for name, number in OUTSIDE.items()}
    for person in found.values():
        await person.start()
    async with stage.store.write() as repositories:
        await repositories.people.set_language(OUTSIDE["undecided"], Language.RU, now)
        await repositories.people.set_language(OUTSIDE["blocked"], Language.RU, now)
        await repositories.people.set_reachable(OUTSIDE["blocked"], False, now)
    return found


@dataclass
class Crowd:
    world: World
    people: dict[str, Person]
    numbers: dict[str, int]
    start: Dump

    def owns(self, role: str, row: Iterable[object]) -> bool:
        number = self.numbers[role]
        mine = {number, f"person:{number}"} | ({self.world.ngo, f"ngo:{self.world.ngo}"} if role == "author" else set())
        return any(value in mine for value in row)

    async def press(self, data: str, roles: Iterable[str]) -> list[str]:
        """Let all of them press at once; returns what is wrong."""
        roles = list(roles)
        before = {role: len(self.people[role].from_bot) for role in roles}
        presses = {}
        for role in roles:
            person = self.people[role]
            presses[role] = person.phone.press_forged(person.from_bot[0], data)
        await self.world.stage.settle()
        wrong, crashed = [], crashes(self.world)
        for role, press in presses.items():
            if press.result is None:
                wrong.append(f"{data!r}: the button still spins for {role}")
                continue
            news = self.people[role].from_bot[before[role] :]
            said = "\n".join([press.result.text, *(message.text for message in news)])
            if any(one in said for one in crashed):
                wrong.append(f"{data!r}: it crashes for {role}: {said}")
        return wrong

    def changes(self) -> dict[str, set[tuple[object, ...]]]:
        now = dump(self.world)
        return {name: now[name] ^ self.start[name] for name in now if now[name] != self.start[name]}


async def crowd(stage: Stage) -> tuple[Crowd, Ids]:
    world = await a_world(stage)
    ids = await things(world)
    people = {role: world.people[role] for role in ROLES} | await outside(world)
    numbers = {role: PEOPLE[role] for role in ROLES} | OUTSIDE
    world.keep()
    return Crowd(world, people, numbers, dump(world)), ids


async def tried(all_of_them: Crowd, data: str, roles: Iterable[str], allowed: frozenset[str]) -> list[str]:
    """Press and look at what changed: only what is a presser's own, and what is allowed to them."""
    roles = list(roles)
    wrong = await all_of_them.press(data, roles)
    changed = all_of_them.changes()
    for table, rows in changed.items():
        if table in allowed:
            continue
        foreign = [row for row in rows if not any(all_of_them.owns(role, row) for role in roles)]
        if foreign:
            wrong.append(f"{data!r} by {roles}: changes {table}: {sorted(map(str, foreign))[:2]}")
    if changed:
        all_of_them.world.restore()
    return wrong


PARTS = 5


@pytest.mark.parametrize("part", range(PARTS))
async def test_a_button_changes_nothing_that_is_anothers_whatever_it_says(
    stage: Stage, part: int, caplog: pytest.LogCaptureFixture
) -> None:
    all_of_them, ids = await crowd(stage)
    wrong: list[str] = []
    caplog.set_level(logging.WARNING)
    caplog.clear()
    for kind in sorted(MORE, key=lambda one: one.__prefix__)[part::PARTS]:
        who, tables = MORE[kind]
        others = [role for role in all_of_them.people if role not in who and role != "author"]
        for data in data_of(kind, ids):
            if data == ERASING:
                continue
            wrong += await tried(all_of_them, data, others, NOBODY)
            wrong += await tried(all_of_them, data, ["author"], NOBODY)
            for role in sorted(who):
                wrong += await tried(all_of_them, data, [role], tables)
        chance = random.Random(kind.__prefix__)
        for data in forged(kind, chance, ids):
            wrong += await tried(all_of_them, data, all_of_them.people, NOBODY)
    errors = [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
    assert not wrong, "\n".join(wrong[:20])
    assert not errors, errors[:5]
