"""Settings: every problem at once, how to mend it, and never a secret."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import hypothesis
import hypothesis.strategies as st
import pytest
from hypothesis import given

import bot
from bot.__main__ import main
from bot.check import source_problems
from bot.health import healthy
from bot.settings import MENDS, Settings, missing_for_running, read_settings, split_listen
from scrapers.registry import load_sources

SECRET = "hunter2-is-secret"


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of this machine and no .env file."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


def test_every_problem_is_told_at_once_with_a_mend_and_without_the_value(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = {
        "BOT_TOKEN": SECRET,
        "BOT_API_URL": "ftp://x",
        "DATABASE_URL": f"mysql://u:{SECRET}@h/d",
        "REDIS_URL": f"redis://:{SECRET}/with/slashes@127.0.0.1:6379/0",
        "WEBHOOK_URL": "http://bot.example.kz/hook",
        "WEBHOOK_SECRET": f"{SECRET} with spaces",
        "WEBHOOK_LISTEN": "everywhere",
        "COORDINATORS": "1,x",
        "OPERATOR_BIN": "123456789012",
        "TIMEZONE": "Mars/Base",
        "COLLECT_EVERY": "often",
        "SEND_RATE": "-1",
        "ALLOW_LOCAL_SOURCES": "perhaps",
        "LOG_LEVEL": "LOUD",
        "SOURCES_FILE": "/nowhere/sources.toml",
        "OPERATING_LISTEN": "9187",
        "OPERATOR_CHAT": "@somebody",
        "BACKUP_KEEP": "0",
    }
    for name, value in bad.items():
        monkeypatch.setenv(name, value)
    assert main(["check", "--offline"]) == 1
    told = "".join(capsys.readouterr())
    for name in [*bad, "OPERATOR_NAME", "OPERATOR_CONTACT"]:
        assert f"✗ {name}:" in told
    assert SECRET not in told
    assert told.count("→") >= len(bad)


def test_good_settings_check_well_and_the_database_is_made(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    values = {
        "BOT_TOKEN": "123456:" + "A" * 35,
        "OPERATOR_NAME": "«Елші» ҚҚ",
        "OPERATOR_BIN": "201240000010",
        "OPERATOR_CONTACT": "elshi@example.kz",
        "DATABASE_URL": f"sqlite:///{tmp_path}/new/elshi.db",
        "COORDINATORS": "1001, 1002",
        "SOURCES_FILE": "",
    }
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    settings, problems = read_settings()
    assert not problems
    assert settings.coordinators == (1001, 1002)
    assert settings.sources_file is None
    assert main(["check", "--offline"]) == 0, "".join(capsys.readouterr())
    assert "A" * 35 not in repr(settings)
    assert "A" * 35 not in "".join(capsys.readouterr())


@pytest.mark.parametrize(
    ("name", "good", "wrong"),
    [
        (
            "REDIS_URL",
            ["redis://127.0.0.1", "rediss://:pass%2Fword@redis.example.kz:6380/3", "redis://[::1]:6379/0"],
            ["http://x", "redis://", "redis://h:0", "redis://h:x/0", "redis://h/zero", "redis://h/0?db=1"],
        ),
        (
            "WEBHOOK_URL",
            ["https://bot.example.kz/hook", "https://bot.example.kz:8443/", "http://127.0.0.1:8090/hook"],
            [
                "bot.example.kz",
                "https://u:p@example.kz/",
                "https://example.kz:8090/",
                "https://example.kz/?a=1",
                "ftp://a",
            ],
        ),
        ("WEBHOOK_SECRET", ["a", "A-z_9" * 51], ["a b", "құпия", "x" * 257, "a\n"]),
        ("WEBHOOK_LISTEN", ["0.0.0.0:8090", "[::]:80", "localhost:0"], ["8090", ":80", "h:65536", "h:-1", "h:8 0"]),
    ],
)
def test_settings_of_several_machines_are_taken_when_right_and_told_when_wrong(
    monkeypatch: pytest.MonkeyPatch, name: str, good: list[str], wrong: list[str]
) -> None:
    for value in good:
        monkeypatch.setenv(name, value)
        assert read_settings()[1] == []
    for value in wrong:
        monkeypatch.setenv(name, value)
        (problem,) = read_settings()[1]
        assert (problem.setting, problem.mend) == (name, MENDS[name])
        assert "example.kz" not in problem.what


def test_a_webhook_without_a_secret_does_not_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEBHOOK_URL", "https://bot.example.kz/hook")
    settings, _ = read_settings()
    assert "WEBHOOK_SECRET" in [problem.setting for problem in missing_for_running(settings)]
    assert settings.webhook_path == "/hook"
    monkeypatch.setenv("WEBHOOK_SECRET", "s" * 40)
    settings, _ = read_settings()
    assert "WEBHOOK_SECRET" not in [problem.setting for problem in missing_for_running(settings)]
    assert "s" * 40 not in repr(settings)


def test_the_token_of_the_register_is_kept_secret_and_its_absence_is_told_without_being_a_fault(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    facts: list[str] = []
    assert source_problems(Settings(_env_file=None), facts) == []
    (told,) = [fact for fact in facts if "goszakup_gql" in fact]
    assert "needs the operator's token" in told and "GOSZAKUP_TOKEN" in told
    monkeypatch.setenv("GOSZAKUP_TOKEN", "register-" + "t" * 30)
    settings, problems = read_settings()
    assert not problems and settings.source_tokens == {"goszakup": "register-" + "t" * 30}
    facts.clear()
    assert source_problems(settings, facts) == [] and not [fact for fact in facts if "goszakup_gql" in fact]
    assert "t" * 30 not in repr(settings) + "".join(facts)
    for wrong in ("short", "with a space " + "t" * 30, "жасырын" * 5, "line\nbreak" + "t" * 30):
        monkeypatch.setenv("GOSZAKUP_TOKEN", wrong)
        _, problems = read_settings()
        assert [problem.setting for problem in problems] == ["GOSZAKUP_TOKEN"]
        assert wrong not in str(problems)


def test_the_bot_does_not_start_without_token_and_operator(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run"]) == 2
    told = capsys.readouterr().err
    for problem in missing_for_running(Settings()):
        assert problem.setting in told
        assert MENDS[problem.setting] in told


@pytest.mark.parametrize(
    "command",
    [
        *("run", "demo", "check", "migrate", "move", "collect", "timeliness", "read", "due", "stats"),
        *("export", "report", "backup", "restore", "verify", "rebuild", "cases", "import"),
    ],
)
def test_every_command_has_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([command, "--help"])
    assert stopped.value.code == 0
    assert "usage: elshi" in capsys.readouterr().out


def test_help_does_not_load_the_telegram_client() -> None:
    code = "import sys, bot.__main__ as m; m.parser(); sys.exit('aiogram' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=Path(__file__).parents[2]).returncode == 0


def test_every_setting_can_be_mended() -> None:
    assert {name.upper() for name in Settings.model_fields} - set(MENDS) <= {"HEARTBEAT_FILE", "LOG_JSON"}


@pytest.mark.parametrize(
    ("told", "place"),
    [
        ("127.0.0.1:9187", ("127.0.0.1", 9187)),
        ("[::1]:9187", ("::1", 9187)),
        ("localhost:1", ("localhost", 1)),
        ("", None),
    ],
)
def test_where_the_operators_pages_are(
    monkeypatch: pytest.MonkeyPatch, told: str, place: tuple[str, int] | None
) -> None:
    monkeypatch.setenv("OPERATING_LISTEN", told)
    settings, problems = read_settings()
    assert not problems and settings.listens_at == place


@pytest.mark.parametrize(
    "told", ["127.0.0.1", ":9187", "127.0.0.1:0", "127.0.0.1:65536", "http://127.0.0.1:9187", "a b:1"]
)
def test_what_is_no_place_is_told(monkeypatch: pytest.MonkeyPatch, told: str) -> None:
    monkeypatch.setenv("OPERATING_LISTEN", told)
    _, problems = read_settings()
    assert [problem.setting for problem in problems] == ["OPERATING_LISTEN"]


def test_a_fresh_heartbeat_is_healthy_and_an_old_or_missing_one_is_not(tmp_path: Path) -> None:
    import os

    beat = tmp_path / "heartbeat"
    assert not healthy(beat)
    beat.touch()
    assert healthy(beat)
    os.utime(beat, (time.time() - 600,) * 2)
    assert not healthy(beat)


VALUES = st.one_of(
    st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=80),
    st.sampled_from((
        "http://[::1", "https://[x]/", "http://h:99999", "http://h:port", "https://h:0/", "//h", "redis://h:99999",
        "redis://[::1", "redis://:p@h:1/99999", "postgresql://u:p@[::1/d", "postgres://:99999", "sqlite:///.",
        "9" * 5000,
        "1e999", "nan", "inf", "-1", "[::1]:99999", "::1:80", "0.0.0.0:0", "../../etc/passwd", "/", "a" * 300, "{}",
        "[1]",
        "https://℀.kz", "http://a．b", "true", "1,2", "1 2,x", "Asia/Almaty/", "/etc/localtime", "Etc/../UTC",
    )),
)  # fmt: skip


@hypothesis.settings(deadline=None, max_examples=200)
@given(st.dictionaries(st.sampled_from(sorted(Settings.model_fields)), VALUES, min_size=1, max_size=6))
def test_any_environment_is_settings_or_problems_with_a_mend_and_without_a_secret(values: dict[str, str]) -> None:
    hidden = ("bot_token", "database_url", "redis_url", "webhook_secret", "goszakup_token")
    values = {name: value + SECRET if name in hidden else value for name, value in values.items()}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in values.items():
            patch.setenv(name.upper(), value)
        found, problems = read_settings()
    told = f"{problems!r} {found!r}"
    assert SECRET not in told
    assert {problem.setting.lower() for problem in problems} <= set(values)
    assert all(problem.what and problem.mend for problem in problems)
    # What was let through can be used, and what was not is as if it had not been said.
    assert found.zone and found.webhook_path.startswith("/")
    assert urlsplit(found.bot_api_url).port != 0 and urlsplit(found.webhook_url).port != 0
    assert found.listens_at is None or 0 < found.listens_at[1] < 65_536
    assert 0 <= split_listen(found.webhook_listen)[1] < 65_536
    for problem in problems:
        name = problem.setting.lower()
        assert getattr(found, name) == Settings.model_fields[name].default


@hypothesis.settings(deadline=None, max_examples=60)
@given(st.binary(max_size=300) | st.lists(st.sampled_from((
    b"BOT_TOKEN=", b"SOURCES_FILE=", b"LOG_LEVEL", b"=", b"\n", b"\r", b"\0", b"'", b'"', b"\\", b"${X}", b"$",
    b"#", b" ", b"export ",
    b"\xff", b"\xef\xbb\xbf", "ә".encode(), b"a/b", b"\\u0000",
)), max_size=30).map(b"".join))  # fmt: skip
def test_any_env_file_is_settings_or_problems(content: bytes) -> None:
    Path(".env").write_bytes(content)
    found, problems = read_settings()
    assert found.zone and all(problem.what and problem.mend for problem in problems)
    if found.sources_file is not None:
        assert load_sources(found.sources_file).problems


@pytest.mark.parametrize("place", [".", "folder", "folder/../"])
def test_a_place_where_no_database_can_be_is_told_in_two_lines(place: str, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    asked = [sys.executable, "-m", "bot", "verify"]
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{place}",
        "PYTHONPATH": str(Path(bot.__file__).parent.parent),
    }
    ran = subprocess.run(asked, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode and "✗ DATABASE_URL" in ran.stderr
    assert len(ran.stderr.strip().splitlines()) <= 2, ran.stderr


@pytest.mark.parametrize("words", [["report", "--recount"], ["report", "--correct"], ["export", "--office"]])
@pytest.mark.parametrize("number", ["0", "-1", "9" * 20, "9" * 5000, "x"])
def test_a_number_that_nothing_can_have_is_refused_before_the_database_is_asked(
    words: list[str], number: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        main([*words, number])
    assert end.value.code == 2
    assert "Traceback" not in capsys.readouterr().err
