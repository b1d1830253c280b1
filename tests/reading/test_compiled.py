"""The compiled rules, as the container image has them, read every text of the corpora as the rules themselves do."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bench.compiled import copy_compiled, run_compiled

READ_ALL = """
import hashlib, sys
from datetime import date
from itertools import islice
from bench.reading import Bench
from bench.reading_pace import posts
from domain.calls.reading import read, text
bench = Bench()
digest = hashlib.sha256()
for post in islice(posts(), int(sys.argv[1])):
    digest.update(repr(read(post, places=bench.places, calendar=bench.calendar, today=date(2026, 3, 2))).encode())
print(text.__file__.rsplit(".", 1)[1], digest.hexdigest())
"""
TEXTS = 900
"""Every text of the corpora, some twice."""


@pytest.mark.compiler
@pytest.mark.skipif(shutil.which("cc") is None, reason="no C compiler on this machine")
@pytest.mark.timeout(900)
def test_compiled_rules_read_as_the_rules_themselves_do(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    copy_compiled(tmp_path)
    capfd.readouterr()
    assert run_compiled(tmp_path, ["-c", READ_ALL, str(TEXTS)]) == 0
    kind, compiled = capfd.readouterr().out.split()
    assert kind == "so"
    plain = subprocess.run([sys.executable, "-c", READ_ALL, str(TEXTS)], capture_output=True, text=True, check=True)
    assert plain.stdout.split() == ["py", compiled]
