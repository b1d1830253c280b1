"""One PostgreSQL and one Redis for all tests of several processes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.redis_server import RedisServer, redis_server
from tests.replicas.town import Town, open_town
from tests.storage import postgres


@pytest.fixture(scope="package")
def redis() -> Iterator[RedisServer]:
    with redis_server() as server:
        yield server


@pytest.fixture(scope="package")
def database_server() -> Iterator[str]:
    if postgres.binaries() is None:
        pytest.skip("no PostgreSQL server is installed (Debian: apt-get install postgresql)")
    with postgres.server() as url:
        yield url


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def town(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, database_server: str, redis: RedisServer
) -> AsyncIterator[Town]:
    """The town of a module; `WEBHOOK = False` in it makes its replicas poll."""
    name = str(request.module.__name__).rpartition(".")[2]
    folder: Path = tmp_path_factory.mktemp(name)
    webhook = getattr(request.module, "WEBHOOK", True)
    async with open_town(folder, database_server, name, redis, webhook=webhook) as opened:
        yield opened
