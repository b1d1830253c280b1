"""`elshi check` tells of files with secrets or people's data that every user of the machine may read."""

from __future__ import annotations

from pathlib import Path

from pydantic import SecretStr

from bot.check import legible
from bot.settings import Settings
from domain.language import Language
from storage.store import open_store
from tests.person import START, ZONE


def test_a_database_and_a_env_that_everybody_may_read_are_told(tmp_path: Path) -> None:
    database, env = tmp_path / "elshi.db", tmp_path / ".env"
    settings = Settings(_env_file=None, database_url=SecretStr(f"sqlite:///{database}"))  # type: ignore[call-arg]
    assert legible(settings, tmp_path) == [], "what is not there is not told"
    for file in (database, env, tmp_path / "elshi.db-wal"):
        file.write_text("BOT_TOKEN=secret")
        file.chmod(0o644)
    told = legible(settings, tmp_path)
    assert len(told) == 3 and all("chmod 600" in one and "secret" not in one for one in told)
    for file in (database, env, tmp_path / "elshi.db-wal"):
        file.chmod(0o640)
    assert legible(settings, tmp_path) == []


def test_of_a_server_elsewhere_only_the_settings_file_is_looked_at(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("x")
    (tmp_path / ".env").chmod(0o604)
    settings = Settings(_env_file=None, database_url=SecretStr("postgresql://user:password@example.kz/elshi"))  # type: ignore[call-arg]
    (told,) = legible(settings, tmp_path)
    assert "password" not in told and ".env" in told


async def test_a_new_database_and_its_journal_are_their_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "data" / "elshi.db"
    async with open_store(f"sqlite:///{path}", zone=ZONE) as store:
        async with store.write() as repositories:
            await repositories.people.set_language(1, Language.KK, START)
        modes = {file.name: file.stat().st_mode & 0o077 for file in path.parent.iterdir()}
    assert set(modes) >= {"elshi.db", "elshi.db-wal"} and set(modes.values()) == {0}
