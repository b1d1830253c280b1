"""Who may do what with a request (PRODUCT, section 5): every button about requests, pressed by everybody.

A button that nobody listed fails the test: say who may press it.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from aiogram.filters.callback_data import CallbackData

import handlers.requests
from domain.errors import NoSuchRequest, NotYourOffice, NotYourOrganisation, NotYourRequest, NotYourTerritory
from domain.requests.events import Rating
from domain.requests.inbox import Heap
from domain.requests.promises import Verdict
from handlers import office_callbacks
from handlers.requests import (
    callbacks,
    desk_callbacks,
    filing_callbacks,
    group_callbacks,
    handover_callbacks,
    inbox_callbacks,
    letter_callbacks,
    promise_callbacks,
    routing_callbacks,
)
from handlers.views.failures import crash, refusal
from tests.handlers.rights_world import PEOPLE, READS, World, a_world, changed, marks_in
from tests.person import Stage

EVERYBODY = frozenset(PEOPLE)
WHO: Mapping[str, frozenset[str]] = {
    name: frozenset(roles.split())
    for name, roles in {
        "members of its NGO": "author member",
        "who wrote it": "author",
        "NGOs behind it": "author member cosigner",
        "may join": "cosigner stranger left",
        "any NGO": "author member cosigner stranger left",
        "office": "officer head",
        "office, and had it": "officer head before",
        "officer": "officer",
        "head": "head",
        "sends it on": "officer head coordinator republic",
        "coordinators": "coordinator republic",
        "whoever coordinates": "coordinator elsewhere republic",
        "officials": "officer head before other",
        "office and its coordinators": "officer head coordinator republic",
        "head and coordinators": "head coordinator republic",
        "history": "officer head before coordinator republic",
        "whoever sees it": "author member cosigner officer head before coordinator republic",
        "nobody": "",
    }.items()
} | {"everybody": EVERYBODY}

Acts = Mapping[str, str]
"""Who may: acts, by their names."""

TABLE: Mapping[type[CallbackData], Acts] = {
    callbacks.RequestPress: {
        "whoever sees it": "OPEN",
        "members of its NGO": "STEPS ADD DONE RATE_ASK REOPEN WITHDRAW_ASK WITHDRAW SHARE_ASK SHARE SHARE_FILES UNSHARE"
        " REMIND ESCALATE_ASK ESCALATE APPEAL_ASK APPEAL_KK APPEAL_RU FILES RECEIPT",
        "NGOs behind it": "LETTERS",
        "any NGO": "JOIN_ASK",
        "may join": "JOIN",
        "everybody": "LEAVE",  # their own NGO off it: of others nothing is changed
    },
    callbacks.RatePress: {"members of its NGO": ""},
    callbacks.NearbyPress: {"any NGO": ""},
    desk_callbacks.DeskPress: {
        "office": "TAKE FREE EXTEND CLOSE WORDS",
        "head": "OVER HAND_ASK HAND",
        "history": "HISTORY",
    },
    desk_callbacks.ReplyPress: {"officer": "UNDO ANSWER DETAILS NOTE NOW"},
    desk_callbacks.ExtendPress: {"office": "DAY CONFIRM", "everybody": "CANCEL"},
    desk_callbacks.ClosePress: {"office": "CONFIRM", "everybody": "CANCEL"},
    desk_callbacks.TemplatePress: {"office": "LIST OPEN USE ADD REMOVE_ASK REMOVE CANCEL"},
    filing_callbacks.LetterPress: {
        "any NGO": "BEGIN ANEW",
        "who wrote it": "GO_ON PLACES REGIONS LOOK PLACE TOPICS TOPIC WRITE PREVIEW SEND SEND_AGAIN TAKE_OUT DELETE_ASK"
        " DELETE",
    },
    filing_callbacks.OtinishPress: {"members of its NGO": ""},
    filing_callbacks.OtinishLeave: {"members of its NGO": ""},
    filing_callbacks.MyRequestsPress: {"any NGO": ""},
    group_callbacks.TakeInGroup: {"nobody": ""},  # in a private chat; in groups: test_person_office_group
    inbox_callbacks.InboxPress: {"officials": "LIST ASK FOUND"},
    letter_callbacks.PrintPress: {"office": ""},
    promise_callbacks.PromisePress: {"office": ""},
    promise_callbacks.PromiseStepPress: {"office": "AS_IS DAY OTHER_DAY CONFIRM", "everybody": "CANCEL"},
    promise_callbacks.OwnPromisePress: {"officials": "LIST", "office": "DONE_ASK DONE MOVE"},
    promise_callbacks.VerdictPress: {"members of its NGO": ""},
    routing_callbacks.DutyPress: {"office": "SHOW ON OFF ASK TODAY TOMORROW WEEK WHO DEPUTY BACK"},
    routing_callbacks.RedirectPress: {"sends it on": "LIST SEARCH CHOOSE REASON CONFIRM CANCEL"},
    routing_callbacks.AstrayPress: {"whoever coordinates": "LIST", "coordinators": "OPEN TEXT FILES"},
    handover_callbacks.HandoverPress: {"officer": "SHOW LIST SEEN ALL PAPER"},
    office_callbacks.PlacePress: {
        "coordinators": "LIST WHOLE_ASK WHOLE PICK ADD NGOS",
        "whoever coordinates": "REGIONS",
    },
    office_callbacks.OfficePress: {
        "office and its coordinators": "OPEN",
        "head and coordinators": "INVITE_OFFICER REVOKE END_ASK END",
        "coordinators": "NAME_KK NAME_RU TOPICS ADD_TOPIC DROP_TOPIC CLOSE_ASK CLOSE INVITE_HEAD",
    },
    office_callbacks.HoursPress: {"head and coordinators": "ASK SET LEAVE"},
    office_callbacks.OfficeGroupPress: {"head and coordinators": "OPEN LINK UNBIND_ASK UNBIND KAZAKH RUSSIAN"},
    office_callbacks.SeatPress: {"officer": "NAME LEAVE_ASK LEAVE"},
    office_callbacks.InvitePress: {"nobody": "ACCEPT SWITCH DECLINE"},  # nobody has opened its link
    office_callbacks.NgoPress: {
        "members of its NGO": "INVITE REVOKE ACT ALONE REMOVE_ASK REMOVE",
        "everybody": "OPEN",  # one's own
        "coordinators": "LET_IN_ASK LET_IN",
    },
}


@dataclass(frozen=True)
class Case:
    """A button, who may press it, and the question that has to be open for it, if one has."""

    name: str
    data: str
    may: frozenset[str]
    state: str = ""
    asked: Mapping[str, Any] | None = None


def every_class() -> set[type[CallbackData]]:
    """Every kind of button about requests and offices that there is."""
    modules = [office_callbacks]
    names = (found.name for found in pkgutil.iter_modules(handlers.requests.__path__))
    modules += [importlib.import_module(f"handlers.requests.{name}") for name in names if "callbacks" in name]
    return {
        one
        for module in modules
        for one in vars(module).values()
        if isinstance(one, type) and issubclass(one, CallbackData) and one.__module__ == module.__name__
    }


def acts_of(kind: type[CallbackData]) -> type[StrEnum] | None:
    field = kind.model_fields.get("act")
    found = field.annotation if field is not None else None
    return found if isinstance(found, type) and issubclass(found, StrEnum) else None


def listed(kind: type[CallbackData]) -> dict[str, frozenset[str]]:
    """Who may press each act of a kind of button; "" stands for a button without acts."""
    found: dict[str, frozenset[str]] = {}
    for who, names in TABLE[kind].items():
        for name in names.split() or [""]:
            assert name not in found, f"{kind.__name__} {name} is listed twice"
            found[name] = WHO[who]
    return found


def test_of_every_button_about_requests_it_is_said_who_may_press_it() -> None:
    assert every_class() == set(TABLE), "say who may press it"
    for kind in TABLE:
        acts = acts_of(kind)
        names = {act.name for act in acts} if acts is not None else {""}
        assert set(listed(kind)) == names, f"{kind.__name__}: say who may"


def fields_of(kind: type[CallbackData], world: World, request: str) -> Iterator[dict[str, Any]]:
    """What a button of the kind names: the real numbers of the world."""
    ids, number, has = world.ids, world.requests[request].id, world.offices["has it"]
    match kind:
        case callbacks.RequestPress:
            yield {"id": number, "other": ids["answered"]}
        case callbacks.RatePress:
            yield from ({"id": number, "entry": ids["answered"], "rating": rating} for rating in Rating)
        case callbacks.NearbyPress:
            yield from ({"joined": joined} for joined in (True, False))
        case desk_callbacks.DeskPress:
            yield {"id": number, "seat": world.seats["officer"]}
        case desk_callbacks.ReplyPress:
            yield {"id": ids["waits"]}
        case desk_callbacks.ExtendPress:
            yield {"run": 777, "day": date(2026, 4, 10).toordinal()}
        case desk_callbacks.ClosePress:
            yield {"run": 777}
        case desk_callbacks.TemplatePress:
            yield {"request": number, "id": ids["template"]}
        case filing_callbacks.LetterPress:
            yield {"id": ids["draft"], "value": "", "revision": 0, "office": has}
        case filing_callbacks.OtinishPress | filing_callbacks.OtinishLeave:
            yield {"id": number}
        case group_callbacks.TakeInGroup | letter_callbacks.PrintPress:
            yield {"id": number}
        case inbox_callbacks.InboxPress:
            yield from ({"heap": heap, "query": 1} for heap in Heap)
        case promise_callbacks.PromisePress:
            yield {"id": number, "message": ids["answer"]}
        case promise_callbacks.PromiseStepPress:
            yield {"run": 777, "day": date(2026, 4, 10).toordinal()}
        case promise_callbacks.OwnPromisePress:
            yield {"id": ids["promise"]}
        case promise_callbacks.VerdictPress:
            yield from (
                {"id": ids["promise"], "verdict": verdict} for verdict in Verdict if verdict is not Verdict.OPEN
            )
        case routing_callbacks.DutyPress:
            yield {"seat": world.seats["officer"], "other": world.seats["head"]}
        case routing_callbacks.RedirectPress:
            was = world.requests[request].office_id if request == "astray" else has
            yield {"id": number, "office": world.offices["other"], "was": was or 0}
        case routing_callbacks.AstrayPress:
            yield {"id": number}
        case office_callbacks.PlacePress:
            yield {"place": "334800000", "known": 3}
        case office_callbacks.OfficePress | office_callbacks.HoursPress | office_callbacks.OfficeGroupPress:
            yield {"id": has}
        case handover_callbacks.HandoverPress:
            yield {"seat": world.seats["officer"], "id": number}
        case office_callbacks.SeatPress:
            yield {"id": world.seats["officer"]}
        case office_callbacks.InvitePress:
            yield {"id": ids["invitation"], "seat": world.seats["officer"]}
        case office_callbacks.NgoPress:
            yield {"id": world.ngo, "other": PEOPLE["member"]}
        case _:
            yield {}


def question_of(kind: type[CallbackData], world: World) -> tuple[str, dict[str, Any]]:
    """The question in the middle of which a button counts."""
    request, day = world.requests["open"].id, "2026-04-10"
    match kind:
        case desk_callbacks.ExtendPress:
            return "extend:confirm", {"run": 777, "request": request, "reason": "Себебі бар", "day": day}
        case desk_callbacks.ClosePress:
            return "close:confirm", {"run": 777, "request": request, "reason": "Себебі бар"}
        case promise_callbacks.PromiseStepPress:
            promised = {"message": world.ids["answer"], "promise": 0, "text": "Орын беріледі", "day": day}
            return "promise:confirm", {"run": 777, "request": world.requests["answered"].id, **promised}
    return "", {}


OF_THE_OPEN = (
    callbacks.RequestPress,
    desk_callbacks.DeskPress,
    desk_callbacks.TemplatePress,
    letter_callbacks.PrintPress,
)
NEVER_JOINED = {"cosigner"}
"""Of the request that waits for its answer the co-signers of the other one know nothing."""


def cases(world: World) -> Iterator[Case]:
    for kind in TABLE:
        acts = acts_of(kind)
        state, asked = question_of(kind, world)
        for name, may in listed(kind).items():
            requests = ["answered"]
            if kind in OF_THE_OPEN and name != "FILES":
                requests.append("open")
            if kind is routing_callbacks.RedirectPress:
                requests = ["open", "astray"]
            if kind is routing_callbacks.AstrayPress:
                requests = ["astray"]
            for request in requests:
                for fields in fields_of(kind, world, request):
                    who = may
                    if request == "open" and kind is callbacks.RequestPress:
                        who = may - (NEVER_JOINED if name in ("OPEN", "LETTERS") else set())
                        who -= {"before"}
                    if request == "open" and name == "HISTORY":
                        who = may - {"before"}
                    if request == "astray" and kind is routing_callbacks.RedirectPress:
                        who = WHO["coordinators"]
                    more = {"act": acts[name]} if acts is not None else {}
                    if kind is office_callbacks.OfficePress:
                        more["other"] = world.ids["invitation"] if name == "REVOKE" else world.seats["officer"]
                        more["topic"] = "health" if name == "ADD_TOPIC" else "youth" if name == "DROP_TOPIC" else ""
                    if kind is office_callbacks.NgoPress and name == "REVOKE":
                        more["other"] = world.ids["into ngo"]
                    if kind is callbacks.RequestPress and name == "FILES":
                        more["other"] = world.ids["answer"]
                    data = kind(**{**fields, **more}).pack()
                    yield Case(f"{kind.__name__} {name} {data}", data, who, state, asked)


def refusals(world: World) -> frozenset[str]:
    """What is said to somebody who may not, in both languages."""
    errors = (NoSuchRequest(1), NotYourRequest(1), NotYourOffice(1), NotYourTerritory("KZ"), NotYourOrganisation(1))
    texts = world.stage.service.texts
    return frozenset(refusal(error, texts.in_language(one)) for one in ("kk", "ru") for error in errors)  # type: ignore[arg-type]


def crashes(world: World) -> frozenset[str]:
    texts = world.stage.service.texts
    return frozenset(crash("#", texts.in_language(one)).partition("#")[0] for one in ("kk", "ru"))  # type: ignore[arg-type]


async def pressed(world: World, case: Case, roles: Iterable[str]) -> dict[str, str]:
    """Let people press the button, one after the other; returns what each was shown by it."""
    roles = list(roles)
    if case.state:
        await world.ask(roles, case.state, case.asked or {})
    before = {role: len(world.people[role].from_bot) for role in roles}
    presses = {}
    for role in roles:
        person = world.people[role]
        presses[role] = person.phone.press_forged(person.from_bot[0], case.data)  # what is shown comes below
        await world.stage.settle()
    shown = {}
    for role in roles:
        result = presses[role].result
        assert result is not None, f"{case.name}: the button still spins for {role}"
        shown[role] = "\n".join([result.text, *world.seen(role, before[role])]).strip()
    return shown


def found_wrong(world: World, case: Case, shown: Mapping[str, str], *, refused: bool) -> list[str]:
    """What is wrong with what people were shown."""
    wrong, said_no = [], refusals(world)
    for role, text in shown.items():
        leaked = marks_in(text) - READS.get(role, frozenset())
        if role in WHO["may join"] and case.may >= WHO["may join"]:
            leaked -= {"zzletter", "zzopen"}  # what it is about: its NGO lets others join it
        if leaked:
            wrong.append(f"{case.name}: {role} reads {sorted(leaked)}")
        if any(one in text for one in crashes(world)):
            wrong.append(f"{case.name}: it crashes for {role}: {text}")
        if refused and not text:
            wrong.append(f"{case.name}: {role} is told nothing")
        if not refused and case.may != EVERYBODY and any(one in text for one in said_no):
            wrong.append(f"{case.name}: {role} is refused: {text}")
    return wrong


async def test_every_button_does_for_everybody_what_the_table_of_rights_says(stage: Stage) -> None:
    world = await a_world(stage)
    wrong: list[str] = []
    for case in cases(world):
        refused = [role for role in PEOPLE if role not in case.may]
        wrong += await refused_ones(world, case, refused)
        for role in sorted(case.may):
            wrong += found_wrong(world, case, await pressed(world, case, [role]), refused=False)
            world.restore()
    assert not wrong, "\n".join(wrong)


async def refused_ones(world: World, case: Case, roles: Iterable[str]) -> list[str]:
    """Let people press what they may not; returns what is wrong."""
    wrong = found_wrong(world, case, await pressed(world, case, roles), refused=True)
    after = world.dump()
    if what := changed(world.start, after):
        wrong.append(f"{case.name}: refused presses change {what}")
    asked = {case.state, None} if case.state else {None}
    if left := [row for row in world.questions() if row[1] not in asked]:
        wrong.append(f"{case.name}: refused presses ask {left}")
    if what or case.state or world.questions():
        world.restore()
    return wrong


OUTSIDERS = ("other", "looking", "stranger")
NOWHERE = 999_999


async def test_a_forged_number_of_somebody_elses_thing_tells_no_more_than_a_number_of_nothing(stage: Stage) -> None:
    world = await a_world(stage)
    async with stage.store.write() as repositories:
        for request in world.requests.values():
            await repositories.cosigners.unshare(request.id)
    world.keep()
    nowhere = replace(
        world,
        requests={name: replace(one, id=NOWHERE) for name, one in world.requests.items()},
        ids=dict.fromkeys(world.ids, NOWHERE),
    )
    wrong: list[str] = []
    for real, none in zip(cases(world), cases(nowhere), strict=True):
        if real.data == none.data or real.state:
            continue
        roles = [role for role in OUTSIDERS if role not in real.may or real.may >= WHO["may join"]]
        said, nothing = await pressed(world, real, roles), await pressed(world, none, roles)
        wrong += [
            f"{real.name}: {role} is told {said[role]!r}, of nothing {nothing[role]!r}"
            for role in roles
            if re.sub(r"\d+", "", said[role]) != re.sub(r"\d+", "", nothing[role])
        ]
        if world.questions() or changed(world.start, world.dump()):
            world.restore()
    assert not wrong, "\n".join(wrong)
