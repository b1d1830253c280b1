"""The operator's documents say what is true: figures, settings and the unit."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from shutil import which

import pytest

from bot.operating.contact import Contact
from bot.operating.counts import Counts
from bot.operating.metrics import Metrics
from bot.settings import Settings
from domain.operating import OperatingFigures, Waiting
from domain.outbox import Priority

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.fixture(scope="module")
def shown() -> set[str]:
    """The names of all our figures."""
    counts = Counts()
    counts.handled("message", 0.1)
    counts.failed("bot.app")
    contact = Contact()
    contact.answered()
    metrics = Metrics(
        counts,
        endings=Counter(sent=1),
        polls={("feed", True): 1},
        collected=lambda: (1, 1),
        leads=lambda: True,
        backup=lambda: NOW,
    )
    outbox = {int(priority): Waiting(1, NOW) for priority in Priority}
    text = metrics.page(OperatingFigures(25, 1, 1, 1, 1, 1, outbox), NOW, contact).decode()
    return {line.split("{")[0].split(" ")[0] for line in text.splitlines() if not line.startswith("#")}


def test_alerts_ask_for_figures_that_there_are(shown: set[str]) -> None:
    asked = set(re.findall(r"elshi_\w+", (ROOT / "docs" / "alerts.yaml").read_text("utf-8")))
    assert len(asked) >= 10
    assert asked <= shown


def test_every_figure_is_told_of(shown: set[str]) -> None:
    text = (ROOT / "docs" / "operating.md").read_text("utf-8")
    ours = {re.sub(r"_(bucket|sum|count|created)$", "", name) for name in shown if name.startswith("elshi_")}
    for name in ours:
        assert name in text, name
    for name in re.findall(r"elshi_\w+", text):
        assert name in ours, f"{name} is told of and not there"


def test_the_settings_of_this_room_are_told_of() -> None:
    text = (ROOT / "docs" / "operating.md").read_text("utf-8")
    for name in ("operating_listen", "operator_chat", "backup_dir", "backup_keep", "log_json", "heartbeat_file"):
        assert name in Settings.model_fields and name.upper() in text


@pytest.mark.skipif(which("systemd-analyze") is None, reason="systemd is not installed")
def test_the_unit_is_one_that_systemd_understands(tmp_path: Path) -> None:
    unit = (ROOT / "deploy" / "elshi.service").read_text("utf-8")
    # The program is installed elsewhere here; nothing else may be said.
    (tmp_path / "elshi.service").write_text(unit.replace("/opt/elshi/bin/elshi", "/bin/true"))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", tmp_path / "elshi.service"],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
