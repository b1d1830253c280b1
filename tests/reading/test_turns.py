"""Turns of speech: an invitation is told from a report, a plan and an offer to others, in three languages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from domain.calls.model import CallEvent, CallKind
from domain.calls.reading import weights
from tests.reading.conftest import Reads

TURNS = [json.loads(line) for line in (Path(__file__).parent / "turns.jsonl").read_text("utf-8").splitlines()]
NO_CALL = "none"


@pytest.mark.parametrize("turn", [turn for turn in TURNS if turn["kind"] != NO_CALL], ids=lambda turn: turn["title"])
def test_an_invitation_is_an_open_call_of_its_kind(read_text: Reads, turn: dict[str, str]) -> None:
    read = read_text(turn["text"], title=turn["title"])
    assert (read.is_call, read.kind) == (True, CallKind(turn["kind"])), (read.confidence, read.evidence)


@pytest.mark.parametrize("turn", [turn for turn in TURNS if turn["kind"] == NO_CALL], ids=lambda turn: turn["title"])
def test_a_report_a_plan_or_an_offer_to_others_is_no_open_call(read_text: Reads, turn: dict[str, str]) -> None:
    read = read_text(turn["text"], title=turn["title"])
    assert not read.is_call, (read.confidence, read.evidence)


EVENTS = [
    ("Подведены итоги конкурса", "Победителями стали пять НПО.", CallEvent.RESULT),
    ("Конкурс қорытындыланды", "Бес ҮЕҰ жеңімпаз атанды.", CallEvent.RESULT),
    ("Winners announced", "Five NGOs were selected for the small grants.", CallEvent.RESULT),
    ("Конкурс грантов отменён", "Приём документов прекращён.", CallEvent.CANCELLED),
    ("Гранттар конкурсының күші жойылды", "Құжаттар қайтарылады.", CallEvent.CANCELLED),
    ("Grant competition cancelled", "Documents will be returned.", CallEvent.CANCELLED),
    ("Приём заявок на гранты для НПО продлён", "Новый срок – до 30 марта.", CallEvent.EXTENDED),
    ("ҮЕҰ грантына өтінім қабылдау ұзартылды", "Жаңа мерзім – 30 наурыз.", CallEvent.EXTENDED),
    ("Deadline extended", "NGOs may apply for the small grants until 30 March 2026.", CallEvent.EXTENDED),
    ("Прошёл форум НПО", "Участники обсудили планы на год.", CallEvent.NONE),
]


@pytest.mark.parametrize(("title", "text", "event"), EVENTS)
def test_what_happened_to_a_call_is_told(read_text: Reads, title: str, text: str, event: CallEvent) -> None:
    assert read_text(text, title=title).event is event


def test_the_tense_decides_of_the_same_words(read_text: Reads) -> None:
    title = "Малые гранты для НПО"
    assert read_text("Общественный фонд принимает заявки до 20 марта.", title=title).is_call
    assert not read_text("Общественный фонд принял 40 заявок и назвал победителей.", title=title).is_call
    kazakh = "ҮЕҰ-ларға шағын гранттар"
    assert read_text("Қор өтінімді 20 наурызға дейін қабылдайды.", title=kazakh).is_call
    assert not read_text("Қор 40 өтінім қабылдап, жеңімпаздарды анықтады.", title=kazakh).is_call


def test_the_more_an_invitation_tells_the_surer_it_is(read_text: Reads) -> None:
    sure = [
        read_text(text, title="Конкурс малых грантов для НПО").confidence["is_call"]
        for text in (
            "Ждём вас.",
            "Ждём вас. Участвовать могут общественные объединения, на один проект – до 2 млн тенге.",
        )
    ]
    assert sure[0] < sure[1]


def test_each_weight_has_the_sign_that_a_careful_reader_expects_and_a_reason() -> None:
    for name, weight in weights.WEIGHTS.items():
        assert weight.expected * weight.fitted >= 0, name
        assert weight.why, name
