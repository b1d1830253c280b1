"""What each figure means, in the words that stand in the file beside the figures (docs/figures.md says the same)."""

from __future__ import annotations

from domain.statistics.hiding import LEAST
from domain.statistics.measures import FEW
from handlers.exporting.cells import Column, Kind, Row, Table
from handlers.exporting.figure_columns import upper
from handlers.texts import Translator
from handlers.views.figures import whose_rating


def definitions_table(tr: Translator) -> Table:
    """Return the columns."""
    return Table(
        "definitions",
        tr("Definitions"),
        (Column("figure", tr("Figure"), Kind.TEXT), Column("definition", tr("What it means"), Kind.TEXT, wide=True)),
    )


def definitions(tr: Translator, *, public: bool) -> list[Row]:
    """Return each figure with its definition.

    Args:
        tr: the language.
        public: whether small groups are hidden.
    """
    said = [
        (
            tr("requests"),
            tr("Filed in the period; of an office: received by it. A territory counts a request once."),
        ),
        (
            tr("Whose clock"),
            tr(
                "By territory, topic and month the clock of the NGO, from filing. By office and seat the clock of the"
                " office, from its receipt: a request that two offices had is a part of each."
            ),
        ),
        (
            tr("Registered"),
            tr(
                "The moment of sending; after hours or on a day off the opening of the next working day. Terms and"
                " waiting begin here."
            ),
        ),
        (
            tr("Reply date"),
            tr(
                "The 15th working day; an answer by midnight of that day is in time. The date told at filing is a fact"
                " of the log; beside it stands the date by today's calendar."
            ),
        ),
        (
            tr("answered in substance"),
            tr(
                "The last answer since the last reopening that the NGO does not call formal, sent on or no answer. An"
                " answer that is not rated counts, and is told as not rated."
            ),
        ),
        (
            tr("overdue without an answer, whether open, closed or redirected"),
            tr("The day of the reply date that holds is over, there is no answer, and the NGO still waits."),
        ),
        (
            tr("first response"),
            tr("From registration to the first answer or request for details that is not rated hollow."),
        ),
        (
            tr("Median and 90th percentile"),
            tr(
                "After how many calendar days half, or nine in ten, had their answer, by Kaplan and Meier: whoever has"
                " none still counts as waiting, so silence improves nothing. “Longer than that”: by then fewer had one."
            ),
        ),
        (
            tr("within the term"),
            tr(
                "Of all requests whose term is over, answered or not, those answered by the reply date. By the"
                " extended term: the same with the date to which the term was extended in time and with a reason."
            ),
        ),
        (
            tr("Interval"),
            tr(
                "Where the true share lies with 95 percent confidence (Wilson). Offices are compared by intervals, not"
                " by shares alone."
            ),
        ),
        (
            tr("Empty cell"),
            tr.n(
                "Times and shares of fewer than {n} case are not given: too few to say.",
                "Times and shares of fewer than {n} cases are not given: too few to say.",
                FEW,
            ),
        ),
        (
            tr("called solved by the NGO, of all requests"),
            tr("Of all requests, also those without an answer: the answer stands, and the NGO says “solved”."),
        ),
        (tr("Ratings of NGOs"), whose_rating(tr)),
        (
            tr("promises kept, of those whose day is over"),
            tr("Of promises whose first day is over, those that the NGO calls kept. Moving the day moves nothing."),
        ),
        (
            tr("Times of calls"),
            tr(
                "Notice offered: from publication to the deadline. Notice that people had: from the first message to"
                " the deadline. Nine in ten had at least so much."
            ),
        ),
        (
            tr("Log and its hash"),
            tr(
                "Every step is an entry of a log that nobody can change unseen: each holds the hash of the one before."
                " Whoever has this hash can check the log."
            ),
        ),
    ]
    if public:
        hidden = tr.n(
            "Groups of fewer than {n} request are hidden, and others with them, so that none is found by subtraction.",
            "Groups of fewer than {n} requests are hidden, and others with them, so that none is found by subtraction.",
            LEAST,
        )
        said.append((tr("hidden"), hidden))
    return [(upper(figure), definition) for figure, definition in said]
