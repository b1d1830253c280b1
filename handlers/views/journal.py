"""The log's head, as a coordinator keeps it."""

from __future__ import annotations

from datetime import date

from domain.journal import Head
from handlers.texts import Translator
from handlers.views.screen import Screen, esc, lines, paragraphs


def head_notice(head: Head, day: date, today: date, tr: Translator) -> Screen:
    """Return the control code with which a day began, and what it is kept for."""
    return Screen(
        paragraphs(
            tr("<b>Control code of the log</b> · {day}", day=tr.date(day, today)),
            lines(tr("Last entry: No. {number}", number=tr.number(head.number)), f"<code>{esc(str(head), 100)}</code>"),
            tr(
                "Please keep this message. The code shows whether the log of steps and dates was changed or shortened"
                " afterwards. Nothing needs to be done now."
            ),
            tr("To check, give the code to the operator of the bot."),
        )
    )
