"""Towns for the tests that hurt the bot."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any, Protocol

import pytest

from tests.hurt.shared import MORNING, Shared
from tests.hurt.town import Town, prepare

NGOS, SUBSCRIBERS = 12, 400


class Settle(Protocol):
    """Opens a small town."""

    def __call__(self, data: Path | None = None, **settings: Any) -> AbstractAsyncContextManager[Town]: ...


@pytest.fixture
def settle(tmp_path: Path) -> Settle:
    """A small town on demand: twelve NGOs and four hundred who wait for calls."""

    @asynccontextmanager
    async def opened(data: Path | None = None, **settings: Any) -> AsyncIterator[Town]:
        clock = Shared(tmp_path / "before")
        clock.set(MORNING)
        template = tmp_path / "template.db"
        await prepare(template, clock, NGOS, SUBSCRIBERS)
        async with Town.open(tmp_path, template, ngos=NGOS, subscribers=SUBSCRIBERS, data=data, **settings) as town:
            yield town

    return opened
