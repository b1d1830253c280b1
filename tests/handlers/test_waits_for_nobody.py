"""What people press all day does not have to be alone in the database, and nothing else says so by mistake."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager

import pytest

from domain.ports import Repositories
from storage.store import SqlStore
from tests.person import Stage


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bool]]:
    """For each unit of work since the last look: whether it had to be alone."""
    said: list[bool] = []
    write = SqlStore.write

    def noted(
        store: SqlStore, update_id: int | None = None, *, alone: bool = True
    ) -> AbstractAsyncContextManager[Repositories]:
        said.append(alone)
        return write(store, update_id, alone=alone)

    monkeypatch.setattr(SqlStore, "write", noted)
    yield said


async def test_reading_saving_searching_and_steps_of_a_form_wait_for_nobody(stage: Stage, alone: list[bool]) -> None:
    person = stage.person()
    await stage.add_call()
    await person.onboard()
    alone.clear()
    await person.write("/calls")
    await person.press("1")
    await person.press("☆ Сақтау")
    await person.press("★ Сақтамау")
    await person.write("/search")
    await person.write("грант")
    await person.write("/language")
    await person.press("Русский")
    assert alone and not any(alone)


async def test_what_is_decided_by_what_was_read_is_alone(stage: Stage, alone: list[bool]) -> None:
    person = stage.person()
    await person.onboard()
    assert alone[-1] is True, "who finishes the form gets one subscription, however often it is finished"
    alone.clear()
    stage.world.faults.refuse("sendMessage", 403, "Forbidden: bot was blocked by the user")
    await person.write("/help")
    assert alone[-1:] == [True], "what waits to be sent is taken back"
