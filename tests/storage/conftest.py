"""Every test of the contract runs on both engines, each on a database that holds nothing but the seed."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest

from storage.seed import seed
from storage.store import SqlStore, open_store
from tests.storage import postgres
from tests.storage.samples import ZONE

ENGINES = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql))


async def _seeded(url: str) -> None:
    async with open_store(url, zone=ZONE) as store:
        await seed(store)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "seeded.db"
    asyncio.run(_seeded(str(path)))
    return path


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    if postgres.binaries() is None:
        pytest.skip("no PostgreSQL server is installed (Debian: apt-get install postgresql)")
    with postgres.server() as url:
        yield url


async def _execute(url: str, *statements: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


# What tests write, children before parents; the seeded tables stay.
WRITTEN = (
    "operating_fact", "request_draft_file", "request_draft_part", "request_draft",
    "call_correction", "call_reading",
    "call_verdict", "call_doubt", "post_apart", "post_attachment", "call_pointer",
    "call_revision", "source_poll_day", "source_alarm", "source_bulletin", "coordinator", "review_told", "submission",
    "coordinator",
    "call_revision",
    "source_poll_day", "source_alarm", "source_bulletin",
    "search_query", "search_gram", "search_word", "search_entry", "search_call", "opened", "notice_given",
    "coordinator", "review_told", "submission",
    "season_watch", "season", "opening", "season_state", "backfill",
    "export_job",
    "report_copy", "report_reader", "report_office", "report_edition", "report",
    "figure_promise", "figure_part", "figure_request", "figure_year", "figure_state",
    "handover_item", "handover", "seat_duty", "promise", "stand_check", "request_word", "request_former",
    "office_template",
    "request_cosigner", "request_sharing",
    "request_topic", "office_chat_link", "office_chat",
    "request_card", "request_file", "request_version", "request_message", "request",
    "ngo_change", "ngo_acting", "ngo_home", "seat", "invitation_opening", "invitation", "office_change", "office_topic",
    "office",
    "update_inbox", "lease", "outbox", "shelf", "post", "call_sphere", "call_territory", "call",
    "source WHERE id NOT IN ('people', 'imported')", "group_admin", "group_chat",
    "subscription_key", "subscription", "schedule", "dialogue", "unreachable", "ngo_member", "ngo", "consent",
    "consent_text", "person",
)  # fmt: skip

# The log refuses to be emptied; the owner of the server can still switch its triggers off.
LOG_EMPTIED = """
    SET session_replication_role = replica;
    DELETE FROM calendar_change; DELETE FROM log_head; DELETE FROM log_private; DELETE FROM log_entry;
    SET session_replication_role = DEFAULT
"""


@pytest.fixture(scope="session")
def postgresql_seeded(server_url: str) -> str:
    url = server_url.replace("/postgres", "/seeded")
    asyncio.run(_execute(server_url, "CREATE DATABASE seeded"))
    asyncio.run(_seeded(url))
    return url


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """URL of a migrated and seeded database."""
    if request.param == "sqlite":
        path = tmp_path / "elshi.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        return f"sqlite:///{path}"
    found = str(request.getfixturevalue("postgresql_seeded"))
    # Ten times quicker than a database for each test.
    emptied = ";".join(f"DELETE FROM {table}" for table in WRITTEN)
    asyncio.run(_execute(found, f"{LOG_EMPTIED};{emptied}"))
    return found


@pytest.fixture(params=ENGINES)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """URL of a database without a schema."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    found = str(request.getfixturevalue("server_url"))
    asyncio.run(_execute(found, "DROP SCHEMA public CASCADE", "CREATE SCHEMA public"))
    return found


@pytest.fixture
async def store(url: str) -> AsyncIterator[SqlStore]:
    async with open_store(url, zone=ZONE) as opened:
        yield opened


@pytest.fixture
def sqlite_path(sqlite_template: Path, tmp_path: Path) -> Path:
    """A migrated and seeded SQLite file, for what only SQLite does."""
    path = tmp_path / "only.db"
    shutil.copy(sqlite_template, path)
    return path
