"""`elshi read` answers every line, whatever stands in it."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from bot.read_command import answers, read_lines

LINE = {
    "id": "7",
    "url": "https://example.kz/7",
    "title": "Ақмола ауылдарына гранттар",
    "text": "Ақмола облысының ҮЕҰ-лары өтінімдерін 2026 жылғы 24 мамырда сағат 18:00-ге дейін береді. "
    "Бір жобаға 800 000 теңгеге дейін.",
    "published": "2026-04-28",
    "assume_today": None,
}
FIELDS = (
    "id is_call kind event opens deadline deadlines amount_max amount_total currency regions spheres organiser "
    "applicants ages award_mci lang confidence evidence"
)


def run(tmp_path: Path, *lines: bytes) -> tuple[int, list[dict[str, object]]]:
    """Run the command over lines and return its code and its answers."""
    (tmp_path / "in").write_bytes(b"\n".join(lines))
    code = read_lines(tmp_path / "in", tmp_path / "out")
    return code, [json.loads(line) for line in (tmp_path / "out").read_text("utf-8").splitlines()]


def test_a_line_comes_out_with_every_field(tmp_path: Path) -> None:
    code, (answer,) = run(tmp_path, json.dumps(LINE).encode())
    assert code == 0
    assert list(answer) == FIELDS.split()
    assert (answer["is_call"], answer["kind"], answer["deadline"], answer["deadlines"]) == (
        True,
        "grant",
        "2026-05-24T18:00",
        ["2026-05-24T18:00"],
    )
    assert (answer["amount_max"], answer["currency"], answer["regions"], answer["lang"]) == (
        800_000,
        "KZT",
        ["110000000"],
        "kk",
    )


@pytest.mark.parametrize(
    "bad",
    [
        b'{"id": 1',
        b"[]",
        b"null",
        b'"text"',
        b"\xff\xfe\x00",
        b'{"id": 1, "title": 5}',
        b'{"id": 1, "text": {"a": 1}}',
        b'{"id": 1, "published": "yesterday"}',
        b'{"id": 1, "published": "0001-01-01T00:00:00+14:00"}',
        b'{"id": 1, "published": "9999-12-31T23:59:59-12:00"}',
        b'{"id": 1, "assume_today": 20260301}',
        b"[" * 100_000,
    ],
)
def test_a_bad_line_is_told_and_the_run_goes_on(tmp_path: Path, bad: bytes) -> None:
    code, (told, answer) = run(tmp_path, bad, json.dumps(LINE).encode())
    assert code == 1
    assert told["error"]
    assert answer["is_call"] is True


def test_blank_lines_a_mark_of_utf8_and_lone_surrogates_do_no_harm(tmp_path: Path) -> None:
    odd = '{"id": "\\ud83d", "title": "грант \\udc00", "text": null}'.encode()
    code, read = run(tmp_path, b"", b"\xef\xbb\xbf" + json.dumps(LINE).encode(), b"   ", odd)
    assert (code, len(read)) == (0, 2)


def test_a_line_without_a_day_is_read_on_the_day_assumed(tmp_path: Path) -> None:
    line = {
        **LINE,
        "text": "ҮЕҰ өтінімдері 30 қаңтарға дейін қабылданады.",
        "published": None,
        "assume_today": "2025-12-19",
    }
    _code, (answer,) = run(tmp_path, json.dumps(line).encode())
    assert answer["deadline"] == "2026-01-30"


def test_a_moment_of_publication_counts_in_kazakh_time(tmp_path: Path) -> None:
    late = {
        **LINE,
        "text": "ҮЕҰ өтінімдері ертең аяқталады, өтінім қабылдау ертең бітеді.",
        "published": "2026-03-31T20:30:00Z",
    }
    _code, (answer,) = run(tmp_path, json.dumps(late).encode())
    assert answer["deadline"] == "2026-04-02"


def test_answers_come_one_by_one() -> None:
    seen: list[int] = []

    def lines() -> object:
        for number in range(3):
            seen.append(number)
            yield json.dumps({**LINE, "id": number}).encode()

    stream = answers(lines())  # type: ignore[arg-type]
    assert next(stream)["id"] == 0
    assert seen == [0]


def test_a_missing_file_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert read_lines(tmp_path / "none", None) == 2
    assert "none" in capsys.readouterr().err


def test_standard_input_and_output_serve_when_no_files_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    written = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json.dumps(LINE).encode())))
    monkeypatch.setattr(sys, "stdout", written)
    assert read_lines(None, None) == 0
    assert json.loads(written.buffer.getvalue().decode("utf-8"))["id"] == "7"
