"""Coordinators of territories: the first come from the settings, rights reach down, an ended term stays so."""

from __future__ import annotations

from domain.language import Language
from storage.statement import sql
from storage.store import SqlStore
from tests.storage.samples import ABAI, AQSUAT, NOW, OTHER, PERSON

_APPOINT = sql("INSERT INTO coordinator (person_id, territory_id, since) VALUES (:person, :territory, 1)")
_END = sql("UPDATE coordinator SET until = 2 WHERE person_id = :person")


async def test_the_settings_name_the_first_coordinators_of_the_republic_once(store: SqlStore) -> None:
    async with store.write() as repositories:
        await repositories.coordinators.bootstrap([PERSON, PERSON], NOW)
        await repositories.coordinators.bootstrap([PERSON, OTHER], NOW)
        assert await repositories.coordinators.territories(PERSON) == ["KZ"]
        assert await repositories.coordinators.of_territory("KZ") == [PERSON, OTHER]


async def test_an_ended_term_is_not_begun_again_by_the_settings(store: SqlStore) -> None:
    async with store.write() as repositories:
        await repositories.coordinators.bootstrap([PERSON], NOW)
        await repositories.session.run(_END, person=PERSON)
        await repositories.coordinators.bootstrap([PERSON], NOW)
        assert await repositories.coordinators.territories(PERSON) == []
        assert await repositories.coordinators.of_territory(AQSUAT) == []


async def test_a_territory_is_coordinated_by_those_of_all_that_it_lies_in(store: SqlStore) -> None:
    async with store.write() as repositories:
        await repositories.session.run(_APPOINT, person=PERSON, territory=ABAI)
        await repositories.session.run(_APPOINT, person=OTHER, territory=AQSUAT)
        assert await repositories.coordinators.of_territory(AQSUAT) == [PERSON, OTHER]
        assert await repositories.coordinators.of_territory(ABAI) == [PERSON]
        assert await repositories.coordinators.of_territory("KZ") == []


async def test_a_visitor_knows_the_territories_they_coordinate(store: SqlStore) -> None:
    async with store.write() as repositories:
        await repositories.people.set_language(PERSON, Language.KK, NOW)
        await repositories.session.run(_APPOINT, person=PERSON, territory=AQSUAT)
        await repositories.session.run(_APPOINT, person=PERSON, territory=ABAI)
        assert (await repositories.people.visitor(PERSON, PERSON)).coordinates == (ABAI, AQSUAT)
        assert (await repositories.people.visitor(OTHER, OTHER)).coordinates == ()
