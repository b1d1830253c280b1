"""The form a person fills in step by step: what each step takes, and where it leads. Pure: nothing is stored here.

Signing up goes role → (name → BIN) → oblast → district → spheres; somebody who was just looking registers their NGO
later from the name to the district. The form lives in storage as the person's dialogue,
so a restart in the middle loses nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from domain.business_id import is_bin
from domain.people import Dialogue, Role
from domain.spheres import Sphere
from domain.territory import REPUBLIC, Territory, TerritoryTree
from domain.words import fold
from handlers.callbacks import FormAct, FormPress
from handlers.places import LEAST_LETTERS, SHOWN, find, is_name
from handlers.typed import ngo_name, twelve_digits


class Step(StrEnum):
    """Where the form stands."""

    ROLE = "role"
    NAME = "name"
    BIN = "bin"
    OBLAST = "oblast"
    DISTRICT = "district"
    SPHERES = "spheres"


@dataclass(frozen=True, slots=True)
class Form:
    """What was chosen so far. `run` is the update that began the form: buttons of an older one are told by it.

    `territory` is the unit chosen last (an oblast while its district is asked for). Empty `spheres` mean all of them.
    `call` is what a link asked for before its reader was known (see `callbacks.Wanted`).
    `registering` tells that somebody known adds their NGO: their subscriptions stay as they are.
    """

    run: int
    step: Step
    role: Role | None = None
    name: str | None = None
    bin: str | None = None
    territory: str = REPUBLIC
    spheres: tuple[str, ...] = ()
    call: int = 0
    registering: bool = False

    def dialogue(self) -> Dialogue:
        """Return the form as storage keeps it."""
        data = {
            "run": self.run,
            "role": self.role,
            "name": self.name,
            "bin": self.bin,
            "territory": self.territory,
            "spheres": list(self.spheres),
            "call": self.call,
            "registering": self.registering,
        }
        return Dialogue(self.step.value, data)

    @classmethod
    def of(cls, dialogue: Dialogue, tree: TerritoryTree) -> Form | None:
        """Return the form in progress; None when there is none or an older program wrote it differently."""
        if dialogue.state is None:
            return None
        data: dict[str, Any] = dict(dialogue.data)
        if data.get("signup") is False:  # an older program's form that only changed region and spheres
            return None
        try:
            form = cls(
                run=int(data["run"]),
                step=Step(dialogue.state),
                role=Role(data["role"]) if data["role"] else None,
                name=data["name"],
                bin=data["bin"],
                territory=str(data["territory"]),
                spheres=tuple(str(item) for item in data["spheres"]),
                call=int(data["call"]),
                registering=bool(data.get("registering", False)),
            )
        except (KeyError, TypeError, ValueError):
            return None
        return form if form.territory in tree else None

    def back(self, tree: TerritoryTree) -> Form | None:
        """Return the form one step earlier, or None at its beginning."""
        match self.step:
            case Step.NAME if not self.registering:
                step = Step.ROLE
            case Step.BIN:
                step = Step.NAME
            case Step.OBLAST:
                step = Step.BIN if self.role is Role.NGO else Step.ROLE
            case Step.DISTRICT:
                step = Step.OBLAST
            case Step.SPHERES:
                oblast = oblast_of(tree, self.territory)
                step = Step.DISTRICT if oblast else Step.OBLAST
                return replace(self, step=step, territory=oblast.id if oblast else REPUBLIC)
            case _:
                return None
        return replace(self, step=step)


@dataclass(frozen=True, slots=True)
class Moved:
    """The form goes on; only `page` changed when `kept` is true, and there is nothing to store."""

    form: Form
    page: int = 0
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Finished:
    """Everything was answered."""

    form: Form


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The person gave the form up."""


class Problem(StrEnum):
    """Why what was sent was not taken."""

    NAME = "name"
    BIN = "bin"
    BIN_MISTYPED = "bin_mistyped"
    IIN = "iin"
    TOO_SHORT = "too_short"
    NOT_FOUND = "not_found"
    TOO_MANY = "too_many"
    BUTTONS = "buttons"
    COMMAND = "command"
    MEDIA = "media"


@dataclass(frozen=True, slots=True)
class Choice:
    """Several places fit what was typed, or one that is not called exactly so."""

    units: tuple[Territory, ...]


def oblast_of(tree: TerritoryTree, unit_id: str) -> Territory | None:
    """Return the oblast (or big city) that the unit is or lies in; None for the republic."""
    return next((unit for unit in (tree[unit_id], *tree.ancestors(unit_id)) if unit.level == 1), None)


def signup(run: int, call: int = 0) -> Form:
    """Return a sign-up form at its first step."""
    return Form(run, Step.ROLE, call=call)


def registration(run: int) -> Form:
    """Return the form by which somebody who was just looking registers their NGO, at its first step."""
    return Form(run, Step.NAME, role=Role.NGO, registering=True)


def pressed(
    form: Form, press: FormPress, tree: TerritoryTree, spheres: tuple[Sphere, ...]
) -> Moved | Finished | Cancelled | None:
    """Decide what a pressed button means; None when it does not belong where the form stands now.

    Pressing twice does no harm: a step's button is stale once the step is done, and ticks say what they set.
    """
    if press.run != form.run:
        return None
    if press.act is FormAct.CANCEL:
        return Cancelled()
    if press.step != form.step:
        return None
    if press.act is FormAct.BACK:
        earlier = form.back(tree)
        return Moved(earlier) if earlier else None
    match form.step, press.act:
        case Step.ROLE, FormAct.ROLE:
            return _role(form, press.value)
        case Step.BIN, FormAct.SKIP:
            return Moved(replace(form, step=Step.OBLAST, bin=None))
        case ((Step.OBLAST | Step.DISTRICT), FormAct.PICK):
            return _pick(form, press.value, tree, from_list=True)
        case ((Step.OBLAST | Step.DISTRICT | Step.SPHERES), FormAct.PAGE):
            return Moved(form, press.page, kept=True)
        case Step.SPHERES, (FormAct.ADD | FormAct.DROP | FormAct.ALL):
            chosen = _tick(form.spheres, press, spheres)
            return None if chosen is None else Moved(replace(form, spheres=chosen), press.page)
        case Step.SPHERES, FormAct.DONE:
            return Finished(form)
    return None


def typed(form: Form, text: str, tree: TerritoryTree) -> Moved | Finished | Choice | Problem:
    """Decide what typed text means at the step where the form stands."""
    readers: dict[Step, Callable[[Form, str, TerritoryTree], Moved | Finished | Choice | Problem]] = {
        Step.NAME: _name,
        Step.BIN: _bin,
        Step.OBLAST: _place,
        Step.DISTRICT: _place,
    }
    read = readers.get(form.step)
    return read(form, text, tree) if read else Problem.BUTTONS


def _name(form: Form, text: str, _tree: TerritoryTree) -> Moved | Problem:
    name = ngo_name(text)
    return Moved(replace(form, step=Step.BIN, name=name)) if name else Problem.NAME


def _bin(form: Form, text: str, _tree: TerritoryTree) -> Moved | Problem:
    digits = twelve_digits(text)
    if digits is None:
        return Problem.BIN
    if is_bin(digits):
        return Moved(replace(form, step=Step.OBLAST, bin=digits))
    return Problem.IIN if digits[4] in "0123" else Problem.BIN_MISTYPED


def _place(form: Form, text: str, tree: TerritoryTree) -> Moved | Finished | Choice | Problem:
    if len(fold(text)) < LEAST_LETTERS:
        return Problem.TOO_SHORT
    units = find(tree, text, form.territory if form.step is Step.DISTRICT else None)
    if not units:
        return Problem.NOT_FOUND
    if len(units) > SHOWN:
        return Problem.TOO_MANY
    sure = len(units) == 1 and is_name(tree, text, units[0])
    only = _pick(form, units[0].id, tree, from_list=False) if sure else None
    return only or Choice(units)


def _role(form: Form, value: str) -> Moved | None:
    if value == Role.NGO:
        return Moved(replace(form, step=Step.NAME, role=Role.NGO))
    if value == Role.LOOKING:
        return Moved(replace(form, step=Step.OBLAST, role=Role.LOOKING, name=None, bin=None))
    return None


def _pick(form: Form, unit_id: str, tree: TerritoryTree, *, from_list: bool) -> Moved | Finished | None:
    """Take a place. The oblast in the list of oblasts leads to its districts; once there, it means the whole of it."""
    unit = tree.get(unit_id)
    if unit is None or not unit.selectable:
        return None
    whole = unit.level == 1 and form.step is Step.DISTRICT and unit.id == form.territory
    if unit.level == 1 and tree.children(unit.id) and not (whole and from_list):
        return Moved(replace(form, step=Step.DISTRICT, territory=unit.id))
    if form.registering:
        return Finished(replace(form, territory=unit.id))
    return Moved(replace(form, step=Step.SPHERES, territory=unit.id))


def _tick(chosen: tuple[str, ...], press: FormPress, spheres: tuple[Sphere, ...]) -> tuple[str, ...] | None:
    if press.act is FormAct.ALL:
        return ()
    if all(sphere.id != press.value for sphere in spheres):
        return None
    wanted = set(chosen) | {press.value} if press.act is FormAct.ADD else set(chosen) - {press.value}
    # Everything ticked one by one is the same wish as "all".
    ordered = tuple(sphere.id for sphere in spheres if sphere.id in wanted)
    return () if len(ordered) == len(spheres) else ordered
