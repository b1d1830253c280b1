"""Rules of the genres that calls come in: cards, posts with emoji, interviews, duties, news and foreign calls."""

from __future__ import annotations

from datetime import date

import pytest

from domain.calls.model import CallKind
from domain.calls.reading import Gazetteer
from tests.reading.conftest import Reads

DEADLINES = [
    ("приём заявок – 02.03.2026–27.03.2026 (до 18:00)", "2026-03-27"),
    ("Конкурс эссе. Өтінімдер а.ж. 30 сәуірін қоса алғанда қабылданады, безендіру 1–31 мамырда.", "2026-04-30"),
    ("Заявки принимаются 15 календарных дней со дня публикации (02.03.2026).", "2026-03-17"),
    ("Өтінім хабарландыру шыққан күннен бастап (2 наурыз) он жұмыс күні ішінде қабылданады.", "2026-03-17"),
    ("20 мая состоится форум. Заполните форму не позднее чем за три дня до форума.", "2026-05-17"),
    ("Форум 20 мамырда өтеді. Тіркелу форумнан үш күн бұрын жабылады.", "2026-05-17"),
    ("The forum takes place on 20 May 2026. Register at least three days before the forum.", "2026-05-17"),
    ("Тренинг пройдёт 20 мая. Запишитесь за неделю до начала.", "2026-05-13"),
    ("Грант для НПО: подать заявку до 1 мая. С отобранными заявителями свяжутся до 5 июня.", "2026-05-01"),
    ("Deadline: May 1, 2026. Only selected applicants will be contacted by 5 June.", "2026-05-01"),
    ("Әкімдік жоба ұсыныстарын қабылдайды.\nҚашан: 1–30 сәуір аралығында", "2026-04-30"),
    ("Өтінім қабылдау 1 наурызда басталды, 31 наурызда жабылады.", "2026-03-31"),
    ("Өтінім 10 сәуірге дейін. Жобалар 1 желтоқсаннан кешіктірілмей аяқталуға тиіс.", "2026-04-10"),
]


@pytest.mark.parametrize(("text", "day"), DEADLINES)
def test_the_last_day_to_apply_is_told_from_the_days_around_it(read_text: Reads, text: str, day: str) -> None:
    read = read_text(text)
    assert read.deadline is not None
    assert read.deadline.day == date.fromisoformat(day)


SUMS = [
    ("Лоты (тыс. тенге):\n1. Молодёжь – 18 200\n2. Семья – 22 640\nВСЕГО – 40 840", 22_640_000, 40_840_000),
    (
        "№ | Тақырып | Сомасы, теңге\n1 | Ауыл | 2 500 000\n2 | Отбасы | 4 200 000\nЖиыны | | 6 700 000",
        4_200_000,
        6_700_000,
    ),
    ("🥇 2 000 000 тг\n🥈 1 200 000 тг\nЖүлде қоры – 4 млн тг", 2_000_000, 4_000_000),
    ("Призовой фонд – 3 миллиона тенге: 1,5 млн, 1 млн и полмиллиона за три места.", 1_500_000, 3_000_000),
    ("Приз за первое место – 300 т.т., второе – 200 т.т.", 300_000, None),
    ("Бас жүлде биыл 2 000 000 теңгеге дейін өсті (былтыр – 1 500 000 теңге).", 2_000_000, None),
    ("Бір грант көлемі – 1 000 000 теңге, барлығы 25 грант.", 1_000_000, None),
    ("Каждый клуб может получить миллион тенге. В 2024 году мы раздали 19 миллионов тенге.", 1_000_000, None),
]


@pytest.mark.parametrize(("text", "most", "whole"), SUMS)
def test_a_ceiling_and_a_fund_are_told_apart(read_text: Reads, text: str, most: int, whole: int | None) -> None:
    read = read_text(text, title="Конкурс грантов для НПО")
    assert (read.amount_max, read.amount_total if read.sure("amount_total") else None) == (most, whole)


NOT_CALLS = [
    (
        "Возвратный грант",
        "Өтінім 1 қазанға дейін. Дара кәсіпкер ретінде тіркелген кәсіпкерлерге бизнес-идеяға грант беріледі.",
    ),
    ("Гранттар байқауы кейінге қалдырылды", "Өтінім қабылдау уақытша жүргізілмейді, жаңа мерзім қосымша жарияланады."),
    ("Түркияда грант жарияланды", "Түркияда тіркелген қауымдастықтар 30 сәуірге дейін өтінім бере алады."),
    (
        "Кыргызстан: гранты для НПО",
        "Фонд открыл приём заявок от организаций Кыргызстана до 31 марта. Организации других стран, включая Казахстан, "
        "участвовать не могут.",
    ),
    ("С 1 марта вырастет МРП: что изменится для НПО", "Сведения в базу данных нужно подать до 31 марта."),
    ("Есеп беру мерзімі", "ҮЕҰ деректер базасына мәліметтерді 31 наурызға дейін тапсыруы тиіс."),
    ("Центр намерен запустить малые гранты", "Приём заявок планируется начать осенью, условия объявят позже."),
]


@pytest.mark.parametrize(("title", "text"), NOT_CALLS)
def test_what_no_ngo_can_answer_is_no_call(read_text: Reads, title: str, text: str) -> None:
    assert not read_text(text, title=title).is_call


def test_social_entrepreneurs_are_civic_and_businesses_are_not(read_text: Reads) -> None:
    text = "{} могут получить до 3 млн тенге. Заявки до 10 апреля."
    assert read_text(text.format("Социальные предприниматели и НПО"), title="Конкурс проектов").is_call
    assert not read_text(text.format("Предприниматели"), title="Гранты на бизнес-проекты").is_call


def test_what_a_meeting_talks_about_is_not_what_the_call_is(read_text: Reads) -> None:
    read = read_text(
        "20 мая пройдёт форум сельских НПО. Обсудим социальный заказ. Регистрация до 10 мая.", title="Форум НПО"
    )
    assert (read.is_call, read.kind) == (True, CallKind.EVENT)


PLACES = [
    (
        "Конкурс для городов присутствия: Балхаш, Рудный. Головной офис компании: г. Караганда.",
        {"город Балхаш", "город Рудный"},
    ),
    ("Молодёжь Актюбинской области (г. Актобе не участвует).", {"Актюбинская область"}),
    ("Жетісу облысының альянсы Талдықорғанда мектеп өткізеді. Қатысушылар: облыстағы ҮЕҰ.", {"область Жетісу"}),
    ("Конкурс для жителей Абайского района (Карагандинская область).", {"Абайский район"}),
    ("Хоспис ищет волонтёров. Адрес: Алматы, ул. Абая, 5.", {"город Алматы"}),
]


@pytest.mark.parametrize(("text", "names"), PLACES)
def test_whose_call_it_is_differs_from_where_the_office_stands(
    read_text: Reads, gazetteer: Gazetteer, text: str, names: set[str]
) -> None:
    read = read_text(text)
    tree = gazetteer.tree
    assert {tree[unit].name_ru for unit in read.regions} == names


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Сыйлықақы – 500 мың теңге.", 500_000),
        ("Премия – 500 тысяч тенге.", 500_000),
        ("Грант: 1 млн тенге.", 1_000_000),
        ("Жүлде: 300 000 теңге.", 300_000),
        ("Prize: USD 500.", 500),
        ("Авторам трёх лучших работ – премии 600, 400 и 200 тысяч тенге.", 600_000),
        ("Үздік үш жұмысқа 600, 400 және 200 мың теңге беріледі.", 600_000),
        ("Grants: EUR 2,000 – 9,000 (total budget of the call EUR 90,000).", 9_000),
    ],
)
def test_a_sum_named_as_the_prize_or_grant_is_surely_what_one_may_get(
    read_text: Reads, words: str, expected: int
) -> None:
    found = read_text(f"Конкурс. {words}")
    assert (found.amount_max, found.sure("amount_max")) == (expected, True)


@pytest.mark.parametrize("words", ["Премиальный фонд – 5 млн тенге.", "Грант қоры – 5 млн теңге."])
def test_a_fund_of_prizes_is_the_whole_sum(read_text: Reads, words: str) -> None:
    found = read_text(f"Конкурс. {words}")
    assert (found.amount_max, found.amount_total) == (None, 5_000_000)


def test_where_the_organiser_is_from_is_not_where_applicants_are(read_text: Reads) -> None:
    text = "Центр исследований (Астана) приглашает НПО Актюбинской области на школу. Заявки до 5 апреля."
    assert read_text(text).regions == read_text(text.replace(" (Астана)", "")).regions


LANGUAGES = [
    ("Конкурс на ГСЗ", "https://example.kz/announcements/2026/social-order-competition-announcement", "ru"),
    ("Байқау", "Small Grants Program Kazakhstan https://example.kz/apply", "kk"),
    ("Small grants", "Apply at https://example.kz/конкурс by 1 May 2026.", "en"),
    ("Грант байкауы", "Облыстык баскарма уйымдар арасында грант байкауын жариялайды, отинимдер кабылданады.", "kk"),
    ("Гранты", "Фонд принимает заявки от организаций.", "ru"),
]


@pytest.mark.parametrize(("title", "text", "lang"), LANGUAGES)
def test_addresses_and_names_say_nothing_of_the_language(read_text: Reads, title: str, text: str, lang: str) -> None:
    assert read_text(text, title=title).lang == lang


@pytest.mark.parametrize(
    "text", ["", "Приложение: объявление.pdf", "https://example.kz/files/2026/announcement-of-the-call.pdf"]
)
def test_a_title_that_announces_is_a_call_though_the_rest_is_in_a_file(read_text: Reads, text: str) -> None:
    read = read_text(text, title="Об объявлении конкурса на предоставление грантов для НПО")
    assert (read.is_call, read.kind) == (True, CallKind.GRANT)


KINDS = [
    (
        "До 20 тысяч долларов на обучение пенсионеров",
        "Фонд отберёт НПО. До 20 тыс. USD на проект. Заявки до 1 мая.",
        "grant",
    ),
    (
        "Клубтарға қолдау",
        "Нені қаржыландырамыз: тігін курсы, кездесулер. Бір клубқа – 300 000 теңге. 25 сәуірге дейін.",
        "grant",
    ),
    ("Хакатон", "Тапсырмалар: әлеуметтік тапсырыс картасы, бот. Топтар 1 мамырға дейін тіркеледі.", "contest"),
    ("Школа координаторов", "Приглашаем волонтёров на тренинг в Актобе. Анкета до 1 мая.", "training"),
    ("Вебинар: заявка на грант", "В четверг, 2 апреля, в 11:00. Приглашаем НПО.", "training"),
    ("Конкурс НПО", "Отдел внутренней политики: на лот предусмотрено 5 млн тенге. Заявки до 1 мая.", "sso"),
]


@pytest.mark.parametrize(("title", "text", "kind"), KINDS)
def test_what_is_given_decides_the_kind_and_not_what_is_mentioned(
    read_text: Reads, title: str, text: str, kind: str
) -> None:
    read = read_text(text, title=title)
    assert (read.is_call, read.kind) == (True, CallKind(kind))


def test_a_name_in_quotes_makes_no_vacancy_of_a_call(read_text: Reads) -> None:
    read = read_text("ҮЕҰ акселераторға 13 наурызға дейін өтінім бере алады.", title="«Жұмыс бар ауыл»: акселератор")
    assert read.is_call


def test_a_call_in_rubles_that_names_no_kazakhstan_is_another_countrys(read_text: Reads) -> None:
    text = "Участвовать могут НКО. Размер поддержки – до 1,5 млн рублей. Приём заявок до 20 апреля 2026 года."
    assert not read_text(text, title="Гранты губернатора края").is_call
