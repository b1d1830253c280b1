"""Settings: one frozen object read once from the environment and `.env`. Secrets never show in its text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from domain.business_id import is_bin

TOKEN = re.compile(r"\d{5,16}:[\w-]{20,64}", re.ASCII)
LISTEN = re.compile(r"(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+):(\d{1,5})", re.ASCII)
SOURCE_TOKEN = re.compile(r"[!-~]{16,2000}")
"""RFC 6750 is narrower, but what travels in a header must only be visible ASCII."""
WEBHOOK_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}", re.ASCII)  # Bot API, setWebhook: secret_token
WEBHOOK_PORTS = (443, 80, 88, 8443)  # Bot API, setWebhook: notes


def split_listen(value: str) -> tuple[str, int]:
    """Return host and port of `host:port` (`[::1]:8090` for IPv6); port 0 is any free one.

    Raises:
        ValueError: it is not of this form.
    """
    found = re.fullmatch(r"\[([0-9A-Fa-f:.]+)\]:(\d{1,5})|([A-Za-z0-9.-]+):(\d{1,5})", value, re.ASCII)
    if found is None or (port := int(found[2] or found[4])) > 65535:
        raise ValueError("is not host:port")
    return found[1] or found[3], port


class Settings(BaseSettings):
    """What an operator may set. Field names in upper case are the names of the environment variables."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding="utf-8",
        extra="ignore",
        env_ignore_empty=True,
        frozen=True,
        hide_input_in_errors=True,
    )

    bot_token: SecretStr = SecretStr("")
    bot_api_url: str = "https://api.telegram.org"
    database_url: SecretStr = SecretStr("sqlite:///data/elshi.db")  # may hold a password
    redis_url: SecretStr = SecretStr("")  # may hold a password
    webhook_url: str = ""  # where Telegram posts updates; empty: we ask for them
    webhook_secret: SecretStr = SecretStr("")
    webhook_listen: str = "127.0.0.1:8090"
    coordinators: Annotated[tuple[int, ...], NoDecode] = ()
    sources_file: Path | None = None
    allow_local_sources: bool = False
    goszakup_token: SecretStr = SecretStr("")
    operator_name: str = ""
    operator_bin: str = ""
    operator_contact: str = ""
    timezone: str = "Asia/Almaty"
    count_receipt_day: bool = False  # day 1 of a request's term is the day of registration, not the working day after
    collect_every: float = Field(5.0, ge=0.2, le=3600)  # seconds between the questions "which source is due?"
    poll_timeout: int = Field(30, ge=1, le=50)  # seconds that Telegram may hold getUpdates
    send_rate: float = Field(28.0, gt=0, le=1000)  # messages a second to everybody
    chat_rate: float = Field(1.0, gt=0, le=100)  # messages a second to one private chat
    group_rate: float = Field(20.0, gt=0, le=1000)  # messages a minute to one group
    heartbeat_file: Path | None = None
    operating_listen: str = ""  # host:port of /healthz, /readyz and /metrics; not served when empty
    operator_chat: int | None = None  # Telegram id of who is told what needs a person
    backup_dir: Path | None = None  # where a copy of the database is made each night; none is made when empty
    backup_keep: int = Field(14, ge=1, le=1000)  # nightly copies that are kept
    log_level: str = "INFO"
    log_json: bool = False

    @field_validator("bot_token")
    @classmethod
    def _token_shape(cls, value: SecretStr) -> SecretStr:
        if value.get_secret_value() and not TOKEN.fullmatch(value.get_secret_value()):
            raise ValueError("does not look like a bot token")
        return value

    @field_validator("goszakup_token")
    @classmethod
    def _goszakup_token(cls, value: SecretStr) -> SecretStr:
        if value.get_secret_value() and not SOURCE_TOKEN.fullmatch(value.get_secret_value()):
            raise ValueError("does not look like a token of the procurement register")
        return value

    @field_validator("bot_api_url")
    @classmethod
    def _api_url(cls, value: str) -> str:
        try:
            parts = urlsplit(value)
            good = parts.scheme in {"http", "https"} and parts.hostname and (parts.port is None or parts.port > 0)
        except ValueError:  # its words may hold the address
            good = False
        if not good:
            raise ValueError("is not an http(s) address")
        return value.rstrip("/")

    @field_validator("database_url")
    @classmethod
    def _database_url(cls, value: SecretStr) -> SecretStr:
        found = re.match(r"sqlite:///(.+)|postgres(ql)?://.", value.get_secret_value(), re.DOTALL)
        if found is None or (found[1] and (not Path(found[1]).name or "\0" in found[1])):  # a file is needed
            raise ValueError("is neither sqlite:///… nor postgresql://…")
        return value

    @field_validator("redis_url")
    @classmethod
    def _redis_url(cls, value: SecretStr) -> SecretStr:
        if not value.get_secret_value():
            return value
        try:
            parts = urlsplit(value.get_secret_value())
            good = parts.scheme in {"redis", "rediss"} and parts.hostname and (parts.port is None or parts.port > 0)
        except ValueError:
            good = False
        # A "/", "?" or "#" of a password that was not written as %XX ends up here.
        if not good or not re.fullmatch(r"(/\d{0,4})?", parts.path, re.ASCII) or parts.query or parts.fragment:
            raise ValueError("is not redis://host:port/number or rediss://…")
        return value

    @field_validator("webhook_url")
    @classmethod
    def _webhook_url(cls, value: str) -> str:
        if not value:
            return value
        try:
            parts = urlsplit(value)
            port = parts.port
        except ValueError:
            raise ValueError("is not an https address") from None
        local = parts.hostname in {"127.0.0.1", "localhost"}  # a local Bot API server
        if parts.scheme not in ({"https", "http"} if local else {"https"}) or not parts.hostname:
            raise ValueError("is not an https address")
        if "@" in parts.netloc or parts.query or parts.fragment or not value.isascii():
            raise ValueError("may hold a host, a port and a path, nothing else")
        if port is not None and port not in WEBHOOK_PORTS and not local:
            raise ValueError("has a port that Telegram does not post to")
        return value

    @field_validator("webhook_secret")
    @classmethod
    def _webhook_secret(cls, value: SecretStr) -> SecretStr:
        if value.get_secret_value() and not WEBHOOK_SECRET.fullmatch(value.get_secret_value()):
            raise ValueError("is not 1 to 256 of A-Z, a-z, 0-9, _ and -")
        return value

    @field_validator("webhook_listen")
    @classmethod
    def _webhook_listen(cls, value: str) -> str:
        split_listen(value)
        return value

    @field_validator("coordinators", mode="before")
    @classmethod
    def _ids(cls, value: Any) -> Any:
        if isinstance(value, str):
            words = [word for word in re.split(r"[,\s]+", value) if word]
            if not all(re.fullmatch(r"[1-9]\d{0,15}", word, re.ASCII) for word in words):
                raise ValueError("is not a list of Telegram ids")
            return tuple(int(word) for word in words)
        return value

    @field_validator("operating_listen")
    @classmethod
    def _listen(cls, value: str) -> str:
        found = LISTEN.fullmatch(value)
        if value and (found is None or not 0 < int(found[2]) < 65_536):
            raise ValueError("is not host:port")
        return value

    @field_validator("operator_chat", mode="before")
    @classmethod
    def _person(cls, value: Any) -> Any:
        if isinstance(value, str) and not re.fullmatch(r"[1-9]\d{0,15}", value.strip(), re.ASCII):
            raise ValueError("is not the Telegram id of a person")
        return value

    @field_validator("operator_bin")
    @classmethod
    def _bin(cls, value: str) -> str:
        if value and not is_bin(value):
            raise ValueError("is not a BIN: 12 digits with a check digit")
        return value

    @field_validator("timezone")
    @classmethod
    def _zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError("is not a time zone of the tz database") from None
        return value

    @field_validator("log_level")
    @classmethod
    def _level(cls, value: str) -> str:
        if value.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
            raise ValueError("is not DEBUG, INFO, WARNING or ERROR")
        return value.upper()

    @property
    def webhook_path(self) -> str:
        """Return the path of our webhook's address."""
        return urlsplit(self.webhook_url).path or "/"

    @property
    def source_tokens(self) -> dict[str, str]:
        """Return the operator's tokens that are set, by kind of source."""
        tokens = {"goszakup": self.goszakup_token.get_secret_value()}
        return {kind: token for kind, token in tokens.items() if token}

    @property
    def listens_at(self) -> tuple[str, int] | None:
        """Return host and port of the operator's pages, or None when they are not served."""
        found = LISTEN.fullmatch(self.operating_listen)
        return (found[1].strip("[]"), int(found[2])) if found else None

    @property
    def zone(self) -> ZoneInfo:
        """Return the zone in which people are shown time."""
        return ZoneInfo(self.timezone)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something an operator must mend. `setting` is the variable's name, never its value."""

    setting: str
    what: str
    mend: str


MENDS = {
    "BOT_TOKEN": "take it from @BotFather (/mybots, API Token) and put BOT_TOKEN=… into .env",
    "BOT_API_URL": "leave it out for Telegram itself, or give your own Bot API server, like http://127.0.0.1:8081",
    "DATABASE_URL": "leave it out for a SQLite file, or give postgresql://user:password@host/database",
    "REDIS_URL": "leave it out for one machine, or give redis://:password@host:6379/0; special characters as %XX",
    "WEBHOOK_URL": "leave it out to ask Telegram for updates, or give https://host/path with port 443, 80, 88 or 8443",
    "WEBHOOK_SECRET": "put WEBHOOK_SECRET=… into .env: 1 to 256 of A-Z, a-z, 0-9, _ and -, long and guessed by nobody",
    "WEBHOOK_LISTEN": "give the address that the balancer reaches, like 0.0.0.0:8090; 127.0.0.1:8090 is usual",
    "COORDINATORS": "give Telegram ids of people with commas between: COORDINATORS=1001,1002",
    "SOURCES_FILE": "leave it out for the list that comes with Elshi, or give the path of a readable TOML file",
    "ALLOW_LOCAL_SOURCES": "true or false; true only for a demo or a test",
    "GOSZAKUP_TOKEN": "ask goszakup.gov.kz for a token of its OWS v3 interface and put GOSZAKUP_TOKEN=… into .env",
    "OPERATOR_NAME": "the legal name of who runs this bot: the consent must name it (Law 94-V art. 8)",
    "OPERATOR_BIN": "the operator's 12-digit BIN: the consent must name it (Law 94-V art. 8)",
    "OPERATOR_CONTACT": "an e-mail address or telephone number at which people reach the operator",
    "TIMEZONE": "leave it out for Asia/Almaty",
    "COUNT_RECEIPT_DAY": "true or false; leave it out to count from the working day after the registration",
    "COLLECT_EVERY": "seconds between 0.2 and 3600; 5 is usual",
    "POLL_TIMEOUT": "whole seconds between 1 and 50; 30 is usual",
    "SEND_RATE": "messages a second, above 0; Telegram allows about 30, 28 is usual",
    "CHAT_RATE": "messages a second to one person, above 0; 1 is usual",
    "GROUP_RATE": "messages a minute to one group, above 0; 20 is Telegram's limit",
    "OPERATING_LISTEN": "leave it out, or give host:port, like 127.0.0.1:9187; not an address that strangers reach",
    "OPERATOR_CHAT": "the Telegram id of who runs the bot and has written to it: OPERATOR_CHAT=1001",
    "BACKUP_DIR": "leave it out, or give a folder the bot may write to; better on another disk",
    "BACKUP_KEEP": "how many nightly copies to keep, 1 to 1000; 14 is usual",
    "LOG_LEVEL": "DEBUG, INFO, WARNING or ERROR",
}


def read_settings() -> tuple[Settings, list[Problem]]:
    """Read the settings and list every problem at once.

    Returns:
        The settings, and all problems, without any secret in them. A value that cannot be used is replaced by its
        default, so that the rest can be checked too; who gets problems must not go on to run with it.
    """
    try:
        return Settings(), []
    except UnicodeDecodeError:
        return Settings(_env_file=None), [Problem(".env", "is not UTF-8 text", "save the file in UTF-8")]
    except ValidationError as error:
        problems = []
        spoiled = {}
        for item in error.errors(include_input=False, include_url=False, include_context=False):
            field = str(item["loc"][0])
            spoiled[field] = Settings.model_fields[field].default
            name = field.upper()
            what = item["msg"].removeprefix("Value error, ")
            problems.append(Problem(name, what, MENDS.get(name, "see the settings table in README.md")))
        return Settings(**spoiled), problems


def missing_for_running(settings: Settings, problems: Iterable[Problem] = ()) -> list[Problem]:
    """List what the real bot cannot do without: its token, who the operator is, and a webhook's secret.

    Args:
        settings: what was read.
        problems: what is known to be wrong already; it is not listed twice.
    """
    needed = {
        "BOT_TOKEN": settings.bot_token.get_secret_value(),
        "OPERATOR_NAME": settings.operator_name,
        "OPERATOR_BIN": settings.operator_bin,
        "OPERATOR_CONTACT": settings.operator_contact,
    }
    if settings.webhook_url:  # without it anybody could pretend to be Telegram
        needed["WEBHOOK_SECRET"] = settings.webhook_secret.get_secret_value()
    told = {problem.setting for problem in problems}
    return [
        Problem(name, "is not set", MENDS[name]) for name, value in needed.items() if not value and name not in told
    ]
