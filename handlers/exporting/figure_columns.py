"""The columns of tables of figures, and what they hold of each group (docs/figures.md defines each figure)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from domain.statistics.figures import Figures
from domain.statistics.measures import Quantile, Share
from handlers.exporting.cells import Column, Kind, Value
from handlers.texts import Translator


@dataclass(frozen=True, slots=True)
class FigureColumn:
    """A column, and how its value is read from the figures of a group."""

    column: Column
    read: Callable[[Figures], Value]


def figure_columns(tr: Translator) -> tuple[FigureColumn, ...]:
    """Return all columns in their order; times are in calendar days."""
    yes_no = yes_or_no(tr)

    def one(
        key: str, title: str, read: Callable[[Figures], Value], kind: Kind = Kind.NUMBER, *, alarm: bool = False
    ) -> FigureColumn:
        return FigureColumn(Column(key, upper(title), kind, yes_no, alarm=alarm), read)

    def quantile(key: str, title: str, read: Callable[[Figures], Quantile | None]) -> list[FigureColumn]:
        return [
            one(f"{key}_days", title, lambda figures: _days(read(figures)), Kind.DAYS),
            one(f"{key}_over", tr("{figure}: longer than that", figure=title), lambda f: _over(read(f)), Kind.FLAG),
        ]

    def share(key: str, title: str, read: Callable[[Figures], Share], *, counts: bool = True) -> list[FigureColumn]:
        known = [
            one(f"{key}_part", tr("{figure}: how many", figure=title), lambda f: read(f).part),
            one(f"{key}_of", tr("{figure}: of how many", figure=title), lambda f: read(f).whole),
        ]
        return [
            *(known if counts else ()),
            one(f"{key}_share", tr("{figure}: share", figure=title), lambda f: read(f).value, Kind.SHARE),
            one(f"{key}_low", tr("{figure}: interval from", figure=title), lambda f: _end(read(f), 0), Kind.SHARE),
            one(f"{key}_high", tr("{figure}: interval to", figure=title), lambda f: _end(read(f), 1), Kind.SHARE),
        ]

    return (
        one("n", tr("requests"), lambda f: f.n),
        one("answered", tr("answered in substance"), lambda f: f.answered),
        one("open", tr("open"), lambda f: f.open),
        one("closed_unanswered", tr("closed unanswered"), lambda f: f.closed_unanswered),
        one("withdrawn", tr("withdrawn"), lambda f: f.withdrawn),
        one("away", tr("sent on without an answer"), lambda f: f.away),
        one("redirected", tr("redirected"), lambda f: f.redirected),
        one("extended", tr("term extended"), lambda f: f.extended),
        one("reopened", tr("reopened"), lambda f: f.reopened),
        one(
            "overdue",
            tr("overdue without an answer, whether open, closed or redirected"),
            lambda f: f.overdue,
            alarm=True,
        ),
        one("overdue_open", tr("of the overdue ones: open"), lambda f: f.overdue_open),
        one(
            "oldest_overdue_days",
            tr("age of the oldest overdue one, calendar days"),
            lambda f: None if f.oldest is None else f.oldest / 86_400,
            Kind.DAYS,
        ),
        *quantile("first_response_median", tr("first response: median, calendar days"), lambda f: f.response.median),
        *quantile("first_response_p90", tr("first response: 90th percentile"), lambda f: f.response.ninetieth),
        *quantile(
            "substantive_answer_median", tr("substantive answer: median, calendar days"), lambda f: f.answer.median
        ),
        *quantile("substantive_answer_p90", tr("substantive answer: 90th percentile"), lambda f: f.answer.ninetieth),
        *share("within_term", tr("within the term"), lambda f: f.in_time),
        *share("within_extended_term", tr("within the extended term"), lambda f: f.in_time_extended),
        one("rated_solved", tr("answer rated: solved"), lambda f: f.ratings.solved),
        one("rated_promise", tr("answer rated: a promise"), lambda f: f.ratings.promise),
        one("rated_formal", tr("last answer rated: a formal reply"), lambda f: f.ratings.formal),
        one("rated_forwarded", tr("last answer rated: forwarded on"), lambda f: f.ratings.forwarded),
        one("rated_no_answer", tr("last answer rated: no answer"), lambda f: f.ratings.no_answer),
        one("unrated", tr("answer not rated"), lambda f: f.ratings.unrated),
        *share("solved", tr("called solved by the NGO, of all requests"), lambda f: f.solved_share, counts=False),
        one("promises", tr("promises"), lambda f: f.promises.n),
        one("promises_kept", tr("promises kept"), lambda f: f.promises.kept),
        one("promises_partly", tr("promises kept in part"), lambda f: f.promises.partly),
        one("promises_broken", tr("promises broken"), lambda f: f.promises.broken),
        one("promises_unjudged", tr("promises not judged yet"), lambda f: f.promises.unjudged),
        one("promises_overdue", tr("promises overdue"), lambda f: f.promises.overdue, alarm=True),
        *share("promises_kept_due", tr("promises kept, of those whose day is over"), lambda f: f.promises.kept_share),
    )


def yes_or_no(tr: Translator) -> dict[str, str]:
    """Return the words of a flag."""
    return {"yes": tr("yes"), "no": tr("no")}


def upper(title: str) -> str:
    """Return a heading: its first letter is a capital one."""
    return title[:1].upper() + title[1:]


def _days(found: Quantile | None) -> float | None:
    return None if found is None else found.days


def _over(found: Quantile | None) -> bool | None:
    return True if found is not None and found.over else None


def _end(share: Share, place: int) -> float | None:
    return None if share.interval is None else share.interval[place]
