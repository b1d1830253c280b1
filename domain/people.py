"""Who writes to the bot: people, their organisations, and the dialogue they are in the middle of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from domain.language import Language
from domain.offices import Holding
from domain.territory import REPUBLIC

CONSENT_VERSION = 2
"""Grows when the text of the consent changes in substance: people are then asked again (Law 94-V art. 8).

1: calls and announcements. 2: letters to akimats, who reads them, and what stays after erasure.
"""


class Role(StrEnum):
    """What a person said they are."""

    NGO = "ngo"
    LOOKING = "looking"
    OFFICIAL = "official"  # nobody says so of themselves: they came by an invitation


@dataclass(frozen=True, slots=True)
class Ngo:
    """ҮЕҰ / НПО: an organisation with members; what is saved belongs to it, not to one phone."""

    id: int
    name: str
    bin: str | None = None


@dataclass(frozen=True, slots=True)
class Dialogue:
    """The form a person is in the middle of; kept in storage, so a restart does not lose it.

    `lost` tells that there was one, and that the memory which several machines share has lost what was typed into it.
    """

    state: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    lost: bool = False


@dataclass(frozen=True, slots=True)
class Visitor:
    """Everything a screen needs to know about the person, loaded in one trip.

    `coordinates` holds the territories that the person coordinates; rights in each reach down to all that lies in it.
    `seat` is the one seat in an office that the person holds now.
    `shelf` names what saved calls belong to: the person's NGO, or the person. None before onboarding.
    """

    person_id: int
    chat_id: int
    language: Language | None = None
    consent_version: int = 0
    role: Role | None = None
    ngo: Ngo | None = None
    onboarded: bool = False
    reachable: bool = True
    coordinates: tuple[str, ...] = ()
    seat: Holding | None = None
    dialogue: Dialogue = Dialogue()

    @property
    def consented(self) -> bool:
        """Tell whether the person agreed to the consent text in force."""
        return self.consent_version >= CONSENT_VERSION

    @property
    def of_republic(self) -> bool:
        """Tell whether the person coordinates the whole country: what every akimat shares is theirs to change."""
        return REPUBLIC in self.coordinates

    @property
    def shelf(self) -> str:
        """Return whose saved calls these are: `ngo:12` or `person:345`."""
        return f"ngo:{self.ngo.id}" if self.ngo else f"person:{self.person_id}"
