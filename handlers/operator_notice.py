"""Notices to whoever runs the bot, and to coordinators about what next year cannot do without."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.operating import Needs
from handlers.views import operating as views
from handlers.views.screen import Screen

if TYPE_CHECKING:
    from handlers.notices import Notice

ABOUT = "operator"


async def write(notice: Notice) -> Screen | None:
    """Return the message; None when an older or newer program queued something that this one does not know."""
    ids, tr = notice.ids, notice.tr
    match ids.get("what"):
        case "week":
            counted = {name: ids["needs"].get(name) for name in Needs.__dataclass_fields__}
            return views.week_note(Needs(**{name: value or 0 for name, value in counted.items()}), tr)
        case "next_year":
            return views.next_year(ids.get("awaited"), ids.get("mci"), tr)
        case "backup":
            return views.no_copy(tr)
        case _:
            return None
