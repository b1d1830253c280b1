"""When applications open and close: years and months left out, stages, moved and counted days, posts in disorder."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from domain.calendar import WorkingCalendar
from domain.calls.model import Post, Stated
from domain.calls.reading import Gazetteer, read
from tests.reading.cases import cases
from tests.reading.conftest import Reads


@pytest.mark.parametrize(("title", "text", "published", "opens", "deadline"), cases("terms.csv"))
def test_applications_open_and_close_when_the_text_says(
    read_text: Reads, title: str, text: str, published: str, opens: str, deadline: str
) -> None:
    got = read_text(text, title=title, published=published)
    assert (
        got.opens.isoformat() if got.opens and got.sure("opens") else "",
        got.deadline.isoformat() if got.deadline and got.sure("deadline") else "",
    ) == (opens, deadline)


def test_every_deadline_of_a_list_is_kept(read_text: Reads) -> None:
    got = read_text(
        "Первый этап приёма – до 31 марта, второй – до 30 июня, третий – до 30 сентября.", title="Гранты для НПО"
    )
    assert [moment.isoformat() for moment in got.deadlines] == ["2026-03-31", "2026-06-30", "2026-09-30"]


@pytest.mark.parametrize(
    ("printed", "month_first", "deadline"),
    [
        ("04/05/2026", False, "2026-05-04"),
        ("04/05/2026", True, "2026-04-05"),
        ("04/25/2026", False, "2026-04-25"),
        ("25/04/2026", True, "2026-04-25"),
        ("25.04.2026", True, "2026-04-25"),
    ],
)
def test_the_month_comes_first_where_the_source_says_so(
    gazetteer: Gazetteer, calendar: WorkingCalendar, printed: str, month_first: bool, deadline: str
) -> None:
    published = datetime(2026, 3, 1, 7, tzinfo=UTC)
    post = Post("1", "", "Grants for NGOs", f"Deadline: {printed}", published, stated=Stated(month_first=month_first))
    got = read(post, places=gazetteer, calendar=calendar, today=date(2026, 3, 1))
    assert got.deadline is not None
    assert got.deadline.isoformat() == deadline


def test_a_deadline_before_its_publication_is_not_shown(read_text: Reads) -> None:
    got = read_text("Заявки на гранты принимаются до 20 февраля 2026 года.", title="Гранты для НПО")
    assert got.deadline is not None
    assert not got.sure("deadline")


def test_a_post_without_a_day_is_read_from_the_day_that_it_prints(read_text: Reads) -> None:
    text = "Опубликовано: 12.11.2025. Заявки на гранты принимаются до 10 января."
    got = read_text(text, title="Гранты для НПО", published=None, today="2025-12-20")
    assert got.deadline is not None
    assert (got.deadline.isoformat(), got.sure("deadline")) == ("2026-01-10", True)


def test_a_year_left_out_of_an_undated_text_of_years_ago_is_not_guessed(read_text: Reads) -> None:
    text = "Заявки на гранты 2023 года принимаются до 10 апреля."
    assert not read_text(text, title="Гранты для НПО", published=None).sure("deadline")
    assert read_text(text.replace("2023", "2026"), title="Гранты для НПО", published=None).sure("deadline")


KAZAKH = (
    "Өтінімдер ағымдағы жылдың 15 наурызынан 5 сәуіріне дейін қабылданады. Бір жобаға 2 млн теңгеге дейін беріледі.",
    "Құжаттар 10 қаңтар мен 7 ақпан аралығында қабылданады. Әрбір грант – 500 мың теңге.",
    "Өтінім беру 2026 жылғы 20 қыркүйекте сағат 18:00-де аяқталады. Жеңімпаздар үш миллион теңге алады.",
    "Өтінімдер осы айдың 25-іне дейін қабылданады. Ең жоғары сома – бір миллион бес жүз мың теңге.",
)


@pytest.mark.parametrize("text", KAZAKH)
def test_letters_lost_in_windows_1251_lose_neither_term_nor_sum(read_text: Reads, text: str) -> None:
    lost = "".join("?" if letter in "әғқңөұүһӘҒҚҢӨҰҮҺ" else letter for letter in text)
    whole, broken = (read_text(printed, title="Гранттар", published="2026-01-05") for printed in (text, lost))
    assert whole.deadline is not None
    assert whole.amount_max is not None
    assert (broken.opens, broken.deadline, broken.amount_max) == (whole.opens, whole.deadline, whole.amount_max)
    assert broken.evidence["deadline"] in lost


def test_a_question_is_no_lost_letter(read_text: Reads) -> None:
    got = read_text("Өтінімді қайда тапсырамын? 25 наурызға дейін порталға. Кім қатыса алады? ҮЕҰ.", title="Гранттар")
    assert got.deadline is not None
    assert got.deadline.isoformat() == "2026-03-25"
