"""What a report says in sentences: what the figures mean, how each is defined, how it was counted, how to check it."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from domain.statistics.figures import Figures
from domain.statistics.hiding import LEAST
from domain.statistics.measures import FEW
from handlers.texts import Translator
from handlers.views.charts import percents
from handlers.views.figures import whose_rating
from handlers.views.report_issue import Issue

_DAY = 86400


def meaning(issue: Issue, tr: Translator) -> list[str]:
    """Return what the report means, in five sentences; plain text."""
    total = issue.taken.total
    if total is None:
        return [hidden_whole(tr)]
    return [_filed(issue, total, tr), _in_time(total, tr), _speed(total, tr), _overdue(total, tr), _solved(total, tr)]


def hidden_whole(tr: Translator) -> str:
    """Return why a territory has no figures at all."""
    return tr(
        "The figures of this territory are not shown: there are fewer than {n} requests, or others could be worked out"
        " from them.",
        n=LEAST,
    )


def _filed(issue: Issue, total: Figures, tr: Translator) -> str:
    new = issue.filed_in_month()
    if issue.month is None:
        return tr.n("In this period NGOs filed {n} request.", "In this period NGOs filed {n} requests.", total.n)
    if new is None:
        return tr.n("In twelve months NGOs filed {n} request.", "In twelve months NGOs filed {n} requests.", total.n)
    return tr.n(
        "In twelve months NGOs filed {n} request; in {month}: {new}.",
        "In twelve months NGOs filed {n} requests; in {month}: {new}.",
        total.n,
        month=tr.month(issue.month.first),
        new=tr.number(new),
    )


def _in_time(total: Figures, tr: Translator) -> str:
    share = total.in_time
    if not share.whole:
        return tr("No reply term is over yet, so it cannot be said how often answers come in time.")
    told = {"whole": tr.number(share.whole), "part": tr.number(share.part)}
    if share.value is None:
        return tr("The reply term is over for {whole}, {part} were answered in time: too few to give a share.", **told)
    low, high = percents(share)
    return tr(
        "The reply term is over for {whole}, {part} were answered in time: {share} percent (the true share lies between"
        " {low} and {high}).",
        **told,
        share=round(100 * share.value),
        low=low,
        high=high,
    )


def _speed(total: Figures, tr: Translator) -> str:
    median = total.answer.median
    if median is None:
        return tr("There are too few requests to say how long an answer in substance takes.")
    if median.over:
        return tr.n(
            "More than half of the requests have had no answer in substance in {n} day.",
            "More than half of the requests have had no answer in substance in {n} days.",
            int(median.days),
        )
    return tr.n(
        "Half of the requests had an answer in substance within {n} calendar day.",
        "Half of the requests had an answer in substance within {n} calendar days.",
        max(1, ceil(median.days)),
    )


def _overdue(total: Figures, tr: Translator) -> str:
    if not total.overdue:
        return tr("No request is without an answer after its reply date.")
    return tr.n(
        "{n} request is without an answer after its reply date; the oldest one has waited for {days} days.",
        "{n} requests are without an answer after their reply date; the oldest one has waited for {days} days.",
        total.overdue,
        days=tr.number(int((total.oldest or 0) // _DAY)),
    )


def _solved(total: Figures, tr: Translator) -> str:
    return tr(
        "NGOs called the matter solved: {solved} of {n}; the last answer a formal reply: {formal}; answers not rated:"
        " {unrated}.",
        solved=tr.number(total.ratings.solved),
        n=tr.number(total.n),
        formal=tr.number(total.ratings.formal),
        unrated=tr.number(total.ratings.unrated),
    )


def scope(tr: Translator) -> str:
    """Return what the figures are not."""
    return tr(
        "These are requests sent through Elshi. They are not registered appeals; the reply term is counted on the model"
        " of article 76 of the Administrative Procedure Code."
    )


def definitions(tr: Translator) -> Sequence[tuple[str, str]]:
    """Return each figure and what it means; plain text."""
    return (
        (
            tr("Request"),
            tr("A letter of an NGO to an akimat, filed in Elshi in the period. A territory counts it once."),
        ),
        (
            tr("Registered"),
            tr(
                "The moment of sending, or the opening of the next working day when it was sent after hours or on a day"
                " off."
            ),
        ),
        (
            tr("Reply date"),
            tr(
                "The fifteenth working day; the first one is the working day after registration. An answer by 24:00 of"
                " that day is in time."
            ),
        ),
        (
            tr("Answer in substance"),
            tr(
                "The last answer that the NGO did not call a formal reply, forwarded on or no answer. An answer that"
                " nobody rated counts."
            ),
        ),
        (tr("First response"), tr("The first answer, or the first question for details, that is not called hollow.")),
        (tr("Open"), tr("Neither answered in substance nor ended.")),
        (tr("Closed unanswered"), tr("Closed by the office without an answer in substance. The waiting goes on.")),
        (
            tr("Within the term"),
            tr("Of all requests whose reply date has passed, answered or not, those that were answered in time."),
        ),
        (
            tr("By the extended term"),
            tr(
                "The same by the extended date. A term is extended only before it ends, with a reason, by two months at"
                " most."
            ),
        ),
        (
            tr("Overdue requests"),
            tr(
                "The reply date has passed, there is no answer in substance and the NGO still waits: open, closed or"
                " sent on."
            ),
        ),
        (tr("Redirected"), tr("Sent on at least once. Sending on does not stop the waiting of the NGO.")),
        (tr("Reopened"), tr("Opened again by the NGO. The answer before does not count any more.")),
        (tr("Solved"), tr("Of all requests, those whose answer the NGO called a solution.")),
        (tr("Ratings of NGOs"), whose_rating(tr)),
        (
            tr("Promise kept"),
            tr(
                "Of the promises whose first day has passed, those that the NGO called kept. Moving the day changes"
                " nothing."
            ),
        ),
        (
            tr("Figures of an office"),
            tr(
                "Counted from the day on which the office received the request. A request that two offices had counts"
                " in both."
            ),
        ),
        (
            tr("Notice of a call"),
            tr("The time from the first message about a grant call to its deadline: what people had to apply."),
        ),
    )


def method(tr: Translator) -> Sequence[tuple[str, str]]:
    """Return how figures are worked out, in plain words."""
    return (
        (
            tr("How long it takes (Kaplan and Meier)"),
            tr(
                "Open requests count as waiting up to the moment of the figures. So an unanswered request never makes"
                " the time shorter. “Half” is the day by which half of all had an answer, “9 in 10” the day by which"
                " nine of ten had one. “More than” means that fewer had one by the last day looked at."
            ),
        ),
        (
            tr("Between which shares the true one lies (Wilson)"),
            tr(
                "A share of few requests may be chance. Beside each share stands the interval that holds the true share"
                " with 95 percent confidence. Two offices whose intervals overlap cannot be told apart."
            ),
        ),
        (
            tr("Too few to say"),
            tr("With fewer than {n} requests neither times nor shares are given, only counts.", n=FEW),
        ),
        (
            tr("Hidden"),
            tr(
                "Groups of fewer than {n} requests are hidden so that no organisation is recognised. The next larger"
                " ones are hidden with them so that none is found by subtraction.",
                n=LEAST,
            ),
        ),
        (
            tr("No ranking"),
            tr(
                "Offices stand in the order of territories and of the alphabet. The number of requests stands beside"
                " every figure. An office stands in one report only: that of its own territory or the nearest one above"
                " that has one."
            ),
        ),
        (
            tr("Twelve months"),
            tr(
                "A monthly report counts the requests filed in twelve months. In one month alone hardly any reply term"
                " is over. Two reports that follow each other share eleven months."
            ),
        ),
        (
            tr("Where the figures come from"),
            tr(
                "From a log that is only added to: each entry holds the code of the one before. Nobody can change an"
                " old entry unseen, neither an office nor the operator."
            ),
        ),
    )
