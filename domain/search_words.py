"""Words for searching in both languages: what nobody looks for, and what kinds and spheres are called.

They are read like everything that is searched, so they stand here as people write them.
"""

from __future__ import annotations

from collections.abc import Mapping

from domain.calls.model import CallKind
from domain.spelling import key, words


def _stems(text: str) -> frozenset[str]:
    return frozenset(map(key, words(text)))


# What people write around what they look for.
EVERY_SEARCH = _stems(
    """
    хочу ищу найти найди нужен нужна нужны покажи покажите какие какой іздеу іздеймін ізде іздеңіз тап табу көрсет
    find search show
    """
)

# Words beside a place's name that every place has: they would find the whole country.
PLACE_SORTS = _stems(
    """
    облыс область обл аудан район қала город oblysy oblast region district city audany qalasy республика весь вся страна
    бүкіл ел село ауыл поселок кент рн
    """
)

# Of those, what people type after a place's name without meaning more by it.
PLACE_TITLES = _stems(
    """
    облыс область обл аудан район қала город oblysy oblast region district city audany qalasy республика
    """
)

KIND_WORDS: Mapping[CallKind, str] = {
    CallKind.GRANT: "грант грант қаржыландыру финансирование grant",
    CallKind.SSO: "МӘТ мемлекеттік әлеуметтік тапсырыс ГСЗ государственный социальный заказ госсоцзаказ",
    CallKind.PARTNERSHIP: "стратегиялық әріптестік стратегическое партнёрство",
    CallKind.AWARD: "сыйлықақы сыйлық премия award",
    CallKind.CSR: "бизнес қолдау корпоративтік поддержка КСО",
    CallKind.PARTICIPATORY_BUDGET: "халық қатысатын бюджет бюджет народного участия",
    CallKind.CONTEST: "конкурс байқау contest",
    CallKind.TRAINING: "оқыту тренинг семинар курс обучение вебинар training",
    CallKind.EVENT: "жиналыс тыңдау кеңес кездесу форум мероприятие встреча слушания заседание event",
    CallKind.VOLUNTEERING: "волонтер ерікті волонтёр волонтёрство volunteer",
}

# What people call a sphere of Article 5 beside its official name (storage/seed/spheres.csv).
SPHERE_WORDS: Mapping[str, str] = {
    "edu_sci_info_sport": "білім ғылым спорт ақпарат медиа мектеп образование наука спорт информация медиа школа",
    "health": "денсаулық медицина салауатты здоровье медицина ЗОЖ профилактика",
    "environment": "экология табиғат қоршаған орта климат қалдық экология природа окружающая среда климат отходы",
    "youth_children": "жастар жас бала балалар студент молодёжь дети детский подросток студент",
    "family_gender": "отбасы әйел гендер ана семья женщина гендер демография",
    "vulnerable": "мүгедектік мүгедек қарт зейнеткер ардагер инклюзия инвалид инвалидность пожилой пенсионер ветеран",
    "orphans_large_families": "жетім көпбалалы сирота многодетный",
    "employment": "жұмыс кәсіпкерлік еңбек занятость работа предпринимательство труд",
    "rights": "құқық заң право закон юридический",
    "culture": "мәдениет өнер музыка театр культура искусство",
    "heritage": "мұра тарих ескерткіш наследие история памятник",
    "accord_unity": "келісім бірлік татулық согласие единство",
    "probation": "пробация",
    "service_monitoring": "мониторинг мемлекеттік қызмет госуслуги",
    "civil_society": "азаматтық қоғам ҮЕҰ гражданское общество НПО",
    "volunteering": "волонтер ерікті волонтёр волонтёрство",
    "animals": "жануар үй жануары животное",
    "hardship": "қиын жағдай көмек трудная жизненная ситуация помощь",
}
