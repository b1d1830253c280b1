"""`elshi check`: every problem at once, each with how to mend it, and never a secret."""

from __future__ import annotations

import asyncio
import stat
import sys
from collections.abc import Iterable
from pathlib import Path

from bot.identity import AnotherBot, bot_number, known_bot
from bot.settings import MENDS, Problem, Settings, missing_for_running, read_settings
from domain.language import Language

NEEDED_TOKENS = {"goszakup": "GOSZAKUP_TOKEN"}
"""Kind of source → the setting without which it is not asked."""
LOCALES = Path(__file__).resolve().parent.parent / "locales"


def complain(problems: Iterable[Problem]) -> None:
    """Print problems to standard error, two lines each."""
    for problem in problems:
        print(f"✗ {problem.setting}: {problem.what}\n  → {problem.mend}", file=sys.stderr)


async def check_all(*, online: bool) -> int:
    """Check settings, translations, sources, database and token; print what was found.

    Args:
        online: also ask Telegram whether the token works.

    Returns:
        0 when the bot can run, 1 otherwise.
    """
    settings, problems = read_settings()
    facts: list[str] = []
    spoiled = {problem.setting for problem in problems}
    problems += missing_for_running(settings, problems)
    problems += _translations()
    # One bad setting does not keep the rest from being checked.
    if "SOURCES_FILE" not in spoiled:
        problems += source_problems(settings, facts)
    if "DATABASE_URL" not in spoiled:
        problems += await _database(settings, facts)
    if "REDIS_URL" not in spoiled and settings.redis_url.get_secret_value():
        problems += await _redis(settings, facts)
    facts += legible(settings)
    if online and settings.bot_token.get_secret_value() and "BOT_API_URL" not in spoiled:
        problems += await _token(settings, facts)
    for fact in facts:
        print(f"✓ {fact}")
    complain(problems)
    print(f"{len(problems)} problem(s)" if problems else "All is well: `make run` can start the bot.")
    return 1 if problems else 0


def _translations() -> list[Problem]:
    missing = [lang for lang in Language if not list((LOCALES / lang / "LC_MESSAGES").glob("elshi.[pm]o"))]
    return [Problem(f"translation {lang}", "is missing", "install Elshi with its locales/ folder") for lang in missing]


def source_problems(settings: Settings, facts: list[str]) -> list[Problem]:
    """List what is wrong with the sources file; `facts` gets how many sources there are."""
    from domain.territory import TerritoryTree
    from scrapers.registry import load_sources
    from storage.seed import load_territories

    file = load_sources(settings.sources_file, territories=TerritoryTree(load_territories()))
    if not file.problems:
        facts.append(f"sources: {sum(source.enabled for source in file.sources)} enabled of {len(file.sources)}")
    # Not a fault: the rest works without. But nobody finds out by themselves what it lacks.
    facts += [
        f"source {source.id}: needs the operator's token, is not asked without; to have it read, {MENDS[setting]}"
        for source in file.sources
        if source.enabled and (setting := NEEDED_TOKENS.get(source.kind)) and source.kind not in settings.source_tokens
    ]
    return [
        Problem(
            "SOURCES_FILE", f"source {problem.source}: {problem.what}" if problem.source else problem.what, problem.mend
        )
        for problem in file.problems
    ]


def legible(settings: Settings, folder: Path = Path()) -> list[str]:
    """Tell which files with secrets or people's data every user of the machine may read.

    Not a fault: on a server with one user it does no harm. But nobody finds out by themselves.

    Args:
        settings: where the database is.
        folder: where `.env` stands.
    """
    url = settings.database_url.get_secret_value()
    database = Path(url.removeprefix("sqlite:///")) if url.startswith("sqlite:///") else None
    files = [folder / ".env"]
    if database is not None and database.name:
        files += [database.with_name(database.name + tail) for tail in ("", "-wal")]
    open_to_all = [file for file in files if file.exists() and file.stat().st_mode & (stat.S_IROTH | stat.S_IWOTH)]
    return [
        f"{file}: every user of this machine may read it; to keep it to yourself, chmod 600 {file}"
        for file in open_to_all
    ]


async def _database(settings: Settings, facts: list[str]) -> list[Problem]:
    from storage.store import open_store

    try:
        async with (
            asyncio.timeout(15),
            open_store(settings.database_url.get_secret_value(), zone=settings.zone, migrate=False) as store,
        ):
            found = await store.facts()
            token = settings.bot_token.get_secret_value()
            known = await known_bot(store) if token and found["schema_version"] == found["schema_latest"] else None
    except Exception as error:
        # The address may hold a password, and drivers like to quote it: only the kind of failure is told.
        what = f"cannot be opened ({type(error).__name__})"
        return [Problem("DATABASE_URL", what, MENDS["DATABASE_URL"] + "; check that it exists and may be written")]
    facts.append("database: " + ", ".join(f"{name} {value}" for name, value in found.items()))
    if known is not None and known != bot_number(token):
        return [another_bot(AnotherBot(known, bot_number(token)))]
    return []


def another_bot(error: AnotherBot) -> Problem:
    """Return what is wrong when the token is another bot's than the database was used with."""
    mend = (
        "take a token of the same bot from @BotFather; if another bot is meant to take its place,"
        " `elshi run --accept-new-bot` once: everybody must start it anew, and files and cards of before are lost to it"
    )
    return Problem("BOT_TOKEN", f"is not of the bot this database belongs to ({error})", mend)


async def _redis(settings: Settings, facts: list[str]) -> list[Problem]:
    from domain.errors import StorageBusy
    from storage.shared import open_shared

    async with open_shared(settings.redis_url.get_secret_value()) as memory:
        assert memory is not None
        try:
            found = await memory.version()
        except StorageBusy as error:
            # Only the kind of failure: the address may hold a password.
            return [Problem("REDIS_URL", str(error), MENDS["REDIS_URL"] + "; check that the server runs")]
    facts.append(f"redis: works, version {found}")
    return []


async def _token(settings: Settings, facts: list[str]) -> list[Problem]:
    from aiogram.exceptions import AiogramError, TelegramNotFound, TelegramUnauthorizedError

    from bot.telegram import make_bot

    bot = make_bot(settings)
    try:
        me = await bot.get_me(request_timeout=10)
    except (TelegramUnauthorizedError, TelegramNotFound):
        return [Problem("BOT_TOKEN", "is refused by Telegram", MENDS["BOT_TOKEN"])]
    except (AiogramError, TimeoutError) as error:
        what = f"could not be reached ({type(error).__name__})"
        return [Problem("BOT_API_URL", what, "check the network, or run `elshi check --offline`")]
    finally:
        await bot.session.close()
    facts.append(f"token: works, the bot is @{me.username}")
    # Not a fault: somebody may want a bot for private chats only. But nobody finds out by themselves why it is so.
    if not me.can_join_groups:
        facts.append("groups: the bot cannot be added to any; to allow it, send /setjoingroups to @BotFather")
    if me.can_read_all_group_messages:
        facts.append("groups: the bot is given all that is said in them; to be spared, send /setprivacy to @BotFather")
    return []
