"""What coordinators corrected is read right from then on; `elshi cases` writes such texts from a database."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bench.cases import missed
from bench.reading import Bench, load
from bot.cases_command import BadFile, added, cases, write_cases
from domain.calls.corrections import CorrectedText, Correction
from domain.calls.model import Call, CallEvent, CallKind, CallText, LocalMoment, Post
from domain.territory import TerritoryTree

CASES = Path(__file__).parent / "cases.jsonl"
ZONE = ZoneInfo("Asia/Almaty")
NOW = datetime(2026, 3, 2, 6, tzinfo=UTC)
URL = "https://example.kz/1"
TEXT = (
    "Жетісу облысының ішкі саясат басқармасы үкіметтік емес ұйымдарға арналған шағын гранттар конкурсын жариялайды."
    " Бір грант – 900 000 теңгеге дейін. Өтінімдер 2026 жылғы 14 сәуір сағат 18:00-ге дейін қабылданады."
)
DEADLINE = LocalMoment(date(2026, 4, 14), time(18))


def test_every_corrected_text_is_read_as_its_coordinator_said(bench: Bench) -> None:
    """Holds for whatever cases the file has; an absent one has none."""
    found = load(CASES) if CASES.is_file() else []
    assert [mistake for item in found for mistake in missed(item, bench)] == []


def corrected_text(*said: Correction, source: str = "s", number: int = 1, **changes: Any) -> CorrectedText:
    url = changes.pop("url", URL)
    call = Call(
        id=7,
        revision=2,
        kind=CallKind.GRANT,
        event=CallEvent.OPENED,
        texts=changes.pop("texts", (CallText("kk", "Шағын гранттар", url, source),)),
        territories=changes.pop("territories", ("330000000",)),
        spheres=("health",),
        opens=None,
        deadline=changes.pop("deadline", DEADLINE),
        closes_at=None,
        amount_max=900_000,
        amount_total=None,
        currency="KZT",
        organiser="Басқарма",
        published_at=NOW,
        first_seen_at=NOW,
    )
    post = Post(f"p{number}", url, "Шағын гранттар конкурсы", changes.pop("text", TEXT), NOW)
    assert not changes
    return CorrectedText(call, post, source, NOW, said)


def correction(field: str = "deadline", words: str = "14 сәуір", url: str = URL) -> Correction:
    return Correction(7, field, None, None, words, url, "KZ", 5, NOW)


def test_a_case_has_the_shape_of_the_corpus_and_labels_only_what_a_person_vouches_for(
    tree: TerritoryTree, own_corpus: list[dict[str, Any]], bench: Bench
) -> None:
    (case,) = cases([corrected_text(correction(), correction("amount_max"))], tree, ZONE)
    assert set(own_corpus[0]) <= set(case) and set(own_corpus[0]["gold"]) <= set(case["gold"])
    assert case["confirmed"] == ["amount_max", "deadline"]
    assert "regions" in case["unconfirmed"] and not set(case["confirmed"]) & set(case["unconfirmed"])
    assert (case["gold"]["deadline"], case["gold"]["regions"]) == ("2026-04-14T18:00", ["область Жетісу"])
    assert (case["published"], case["assume_today"]) == ("2026-03-02T11:00+05:00", "2026-03-02")
    assert missed(case, bench) == []
    assert bench.score([json.loads(json.dumps(case))]).deadline.precision == 1.0


@pytest.mark.parametrize(
    ("label", "wrong"),
    [
        ("deadline", "2026-04-20"),
        ("deadline", "2026-04-14T12:00"),
        ("deadline", None),
        ("kind", "award"),
        ("amount_max", 800_000),
        ("amount_total", 5),
        ("currency", "USD"),
        ("regions", ["область Абай"]),
        ("regions", []),
        ("opens", "2026-03-01"),
        ("organiser", "Қор"),
        ("topics", ["rights"]),
        ("applicants", ["media"]),
    ],
)
def test_a_reading_that_differs_from_what_was_confirmed_is_noticed(
    tree: TerritoryTree, bench: Bench, label: str, wrong: object
) -> None:
    (case,) = cases([corrected_text(correction())], tree, ZONE)
    case["gold"][label], case["confirmed"] = wrong, [label]
    assert len(missed(case, bench)) == 1


def test_the_day_alone_is_enough_when_no_hour_was_said(tree: TerritoryTree, bench: Bench) -> None:
    (case,) = cases([corrected_text(correction(), deadline=LocalMoment(DEADLINE.day))], tree, ZONE)
    assert case["gold"]["deadline"] == "2026-04-14" and missed(case, bench) == []
    case["text"], case["title"] = "Ауа райы жақсы.", "Ауа райы"
    assert len(missed(case, bench)) == 2


def test_a_field_is_vouched_for_in_the_text_it_was_read_from_only(tree: TerritoryTree) -> None:
    other = "https://example.kz/2"
    said = (correction(), correction("organiser", words="", url=""), correction("title", words="", url=""))
    one, two = corrected_text(*said, number=1), corrected_text(*said, number=2, url=other)
    (case,) = cases([one, two], tree, ZONE)
    assert case["confirmed"] == ["organiser", "deadline"] and case["dup_group"] == case["id"]
    said = (*said, correction("amount_max", url=other))
    first, second = cases([corrected_text(*said), corrected_text(*said, number=2, url=other)], tree, ZONE)
    assert second["confirmed"] == ["amount_max"] and second["dup_group"] == first["id"] != second["id"]
    assert cases([corrected_text(correction("title"))], tree, ZONE) == []


def test_of_what_people_typed_only_the_published_words_are_taken(tree: TerritoryTree) -> None:
    shown = CallText("kk", "Шағын гранттар", "", "people", "ngo:Қор", "Жарияланған сөздер")
    (case,) = cases([corrected_text(correction(url=""), source="people", url="", texts=(shown,))], tree, ZONE)
    assert case["text"] == "Жарияланған сөздер" and TEXT not in json.dumps(case, ensure_ascii=False)
    linked = CallText("kk", "Шағын гранттар", URL, "people", "ngo:Қор")
    assert cases([corrected_text(correction(), source="people", texts=(linked,))], tree, ZONE) == []
    assert cases([corrected_text(correction(), text="")], tree, ZONE) == []


def test_the_whole_country_and_a_lost_unit_have_names(tree: TerritoryTree, bench: Bench) -> None:
    (case,) = cases([corrected_text(correction("regions"), territories=("KZ", "x-gone"))], tree, ZONE)
    assert case["gold"]["regions"] == ["Казахстан", "x-gone"]
    assert bench.ids(["Казахстан"]) == [{"KZ"}]


def test_cases_are_added_once_and_a_later_correction_takes_the_place_of_the_earlier(
    tree: TerritoryTree, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "cases.jsonl"
    mine = '{"id": "by-hand", "text": "…"}'
    file.write_text(mine + "\n\n", "utf-8")
    (case,) = cases([corrected_text(correction())], tree, ZONE)
    assert write_cases([case], file) == 0 and "1 new, 0 changed, 0 as before" in capsys.readouterr().err
    before = file.read_text("utf-8")
    assert write_cases([case], file) == 0 and "0 new, 0 changed, 1 as before" in capsys.readouterr().err
    assert file.read_text("utf-8") == before and before.splitlines()[0] == mine
    (again,) = cases([corrected_text(correction(), deadline=LocalMoment(date(2026, 4, 20)))], tree, ZONE)
    assert write_cases([again], file) == 0 and "0 new, 1 changed" in capsys.readouterr().err
    assert [json.loads(line)["id"] for line in file.read_text("utf-8").splitlines() if line] == ["by-hand", case["id"]]
    assert [path.name for path in tmp_path.iterdir()] == ["cases.jsonl"]


@pytest.mark.parametrize("broken", ["no json\n", "[]\n", "{}\n", '{"id": ["x"]}\n'])
def test_a_file_that_holds_something_else_is_left_alone(
    tree: TerritoryTree, tmp_path: Path, broken: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_text(broken, "utf-8")
    assert write_cases(cases([corrected_text(correction())], tree, ZONE), file) == 2
    assert file.read_text("utf-8") == broken and "line 1 is no case" in capsys.readouterr().err
    with pytest.raises(BadFile):
        added(broken, [])
    assert write_cases([], tmp_path / "missing" / "cases.jsonl") in (0, 2)
    assert write_cases(cases([corrected_text(correction())], tree, ZONE), tmp_path / "missing" / "cases.jsonl") == 2


def test_without_a_file_cases_are_printed(tree: TerritoryTree, capsys: pytest.CaptureFixture[str]) -> None:
    (case,) = cases([corrected_text(correction())], tree, ZONE)
    assert write_cases([case], None) == 0
    assert json.loads(capsys.readouterr().out) == case
