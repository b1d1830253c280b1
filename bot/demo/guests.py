"""The three invented people whose phones the page shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from domain.language import Language


@dataclass(frozen=True, slots=True)
class Guest:
    """A person of the demo. A guest without territories has not met the bot yet."""

    id: str
    telegram_id: int
    name_kk: str
    name_ru: str
    role_kk: str
    role_ru: str
    place_kk: str
    place_ru: str
    language: Language
    ngo: str | None = None
    territories: tuple[str, ...] = ()
    spheres: tuple[str, ...] = ()

    @property
    def known(self) -> bool:
        """Tell whether the guest is already registered when the demo opens."""
        return bool(self.territories)

    def as_json(self) -> dict[str, Any]:
        """Return what the page shows about the guest."""
        names = ("id", "name_kk", "name_ru", "role_kk", "role_ru", "place_kk", "place_ru")
        return {"number": self.telegram_id} | {name: getattr(self, name) for name in names}


# Айгүл has not met the bot: the visitor goes through onboarding with her. The other two are registered, so that the
# very first post that is published reaches somebody. Ольга watches some spheres and not ecology: the demo shows that a
# call of the whole country passes by whom it does not suit.
GUESTS = (
    Guest(
        "aigul",
        700_000_001,
        "Айгүл",
        "Айгуль",
        "ауылдағы ҮЕҰ жетекшісі",
        "руководитель сельской НПО",
        "Сарқан ауданы",
        "Сарканский район",
        Language.KK,
    ),
    Guest(
        "olga",
        700_000_002,
        "Ольга",
        "Ольга",
        "ҮЕҰ жетекшісі",
        "руководитель НПО",
        "Қостанай облысы",
        "Костанайская область",
        Language.RU,
        ngo="Тёплый двор",
        territories=("390000000",),
        spheres=("youth_children", "vulnerable", "volunteering"),
    ),
    Guest(
        "danagul",
        700_000_003,
        "Данагүл",
        "Данагуль",
        "азаматтық альянс үйлестірушісі",
        "координатор гражданского альянса",
        "Жетісу облысы",
        "область Жетісу",
        Language.KK,
        territories=("330000000",),
    ),
)
COORDINATOR = GUESTS[2].telegram_id
