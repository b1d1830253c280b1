"""Who may look at which figures (PRODUCT, section 5): every button of figures, pressed by everybody."""

from __future__ import annotations

from datetime import date

from domain.statistics.tables import Period
from handlers.stats_asking import packed
from handlers.stats_callbacks import Figure, Grouped, Side, StatsAct, StatsPress
from tests.handlers.figure_stage import WORDS
from tests.handlers.rights_world import PEOPLE, World, a_world, changed, marks_in
from tests.person import Stage
from tests.request_stage import SARQAN

COORDINATORS = {"coordinator", "republic"}
OFFICIALS = {"officer", "head", "before", "other"}
YEAR = packed(Period(date(2026, 1, 1), date(2026, 12, 31)))
LOST = {said[key] for said in WORDS.values() for key in ("lost", "no seat")}


def button(act: StatsAct, side: Side, by: Grouped = Grouped.MONTH, **more: object) -> str:
    asked = StatsPress(act=act, side=side, by=by, days=YEAR, place="KZ" if side is Side.OFFICE else SARQAN)
    return asked.model_copy(update=more).pack()


async def pressed(world: World, role: str, data: str) -> str:
    """What the press brings: words, labels and names of files of all that is new or stands in the pressed message."""
    person = world.people[role]
    before = len(person.from_bot)
    target = person.with_buttons[-1]
    await person.forge(data, target)
    assert not marks_in("\n".join(world.seen(role, before)))
    told = "\n".join(world.seen(role, person.from_bot.index(target)))
    assert not marks_in(told)
    return told


async def with_a_screen(world: World, role: str) -> None:
    await world.people[role].write("/stats")
    assert "fg:" in str(world.people[role].with_buttons[-1].buttons)


async def test_unhidden_figures_and_the_requests_behind_them_are_for_their_coordinators_and_their_office_only(
    stage: Stage,
) -> None:
    world = await a_world(stage)
    numbers = {name: request.number for name, request in world.requests.items()}
    await stage.settle()
    start = world.dump()
    for role in PEOPLE:
        await with_a_screen(world, role)
        for side, may in ((Side.TERRITORY, COORDINATORS), (Side.OFFICE, OFFICIALS)):
            for act in StatsAct:
                told = await pressed(world, role, button(act, side))
                refused = any(word in told for word in LOST)
                assert refused == (role not in may), f"{role} {side} {act}"
        listed = await pressed(world, role, button(StatsAct.LIST, Side.TERRITORY, Grouped.TOPIC))
        assert all((number in listed) == (role in COORDINATORS) for number in numbers.values()), role
        own = await pressed(world, role, button(StatsAct.LIST, Side.OFFICE))
        of_office = {"officer", "head", "before"}  # the others' offices never had it
        assert (numbers["answered"] in own) == (role in of_office), role
    assert [name for name in changed(start, world.dump()) if name != "dialogue"] == []


async def test_public_figures_are_for_everybody_and_behind_them_nobody_sees_a_request(stage: Stage) -> None:
    world = await a_world(stage)
    numbers = [request.number for request in world.requests.values()]
    for role in PEOPLE:
        await with_a_screen(world, role)
        for act in (StatsAct.TABLE, StatsAct.GROUP, StatsAct.LIST, StatsAct.PERIODS, StatsAct.WORDS, StatsAct.ASK):
            for figure in (Figure.ALL, Figure.OPEN):
                told = await pressed(world, role, button(act, Side.PUBLIC, Grouped.OFFICE, figure=figure))
                assert not [number for number in numbers if number in told], f"{role} {act}"
                assert not any(word in told for word in LOST)
