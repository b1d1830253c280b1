"""The figures of a group of requests, counted one request after the other (docs/figures.md has each definition)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from domain.requests.clocks import Outcome
from domain.requests.events import Rating
from domain.requests.promises import Verdict
from domain.statistics.cases import Fate, Sight
from domain.statistics.measures import FEW, Quantile, Share, Waits, quantiles

HALF, NINE_IN_TEN = 0.5, 0.9


@dataclass(frozen=True, slots=True)
class Times:
    """How long it takes until something comes. Both are None when there are too few to say."""

    came: int
    median: Quantile | None
    ninetieth: Quantile | None


@dataclass(frozen=True, slots=True)
class Ratings:
    """What NGOs say of the answer that stands, or of the last one when none does, to each request that has any."""

    solved: int
    promise: int
    formal: int
    forwarded: int
    no_answer: int
    unrated: int


@dataclass(frozen=True, slots=True)
class PromiseFigures:
    """What became of promises. `overdue` ones are neither judged nor, as the office says, done, and their day is over.

    `kept_share` is of those whose first day is over.
    """

    n: int
    kept: int
    partly: int
    broken: int
    unjudged: int
    overdue: int
    kept_share: Share


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one group.

    Args:
        n: requests filed, or received by the office.
        answered: with a substantive answer.
        open: without one, not ended.
        closed_unanswered: closed without one.
        withdrawn: by the NGO, before one.
        away: of an office: sent on without one.
        redirected: sent on once at least.
        extended: whose term was extended.
        reopened: once at least.
        overdue: the term is over and the NGO waits, be the request open, closed or sent on.
        overdue_open: of these the open ones.
        oldest: seconds since the registration of the oldest overdue one; None when there is none.
        response: until the first response.
        answer: until the substantive answer.
        in_time: of those whose term is over.
        in_time_extended: the same by extended terms.
        ratings: what NGOs say.
        solved_share: of all, those with an answer that stands and is called a solution.
        promises: what became of them.
    """

    n: int
    answered: int
    open: int
    closed_unanswered: int
    withdrawn: int
    away: int
    redirected: int
    extended: int
    reopened: int
    overdue: int
    overdue_open: int
    oldest: float | None
    response: Times
    answer: Times
    in_time: Share
    in_time_extended: Share
    ratings: Ratings
    solved_share: Share
    promises: PromiseFigures

    @property
    def few(self) -> bool:
        """Tell whether there are too few to say how long something takes."""
        return self.n < FEW


@dataclass(frozen=True, slots=True)
class Sums:
    """What was counted of a group elsewhere, requests or promises.

    Args:
        n: how many were counted; promises are none.
        counts: by the names that a tally has for them.
        outcomes: how they stand.
        ratings: what NGOs say; None: not rated.
        verdicts: of promises; None: not judged.
        responses: how long they waited for the first response.
        answers: how long they waited for the substantive answer.
        oldest: seconds since the registration of the oldest overdue one.
    """

    n: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    outcomes: Mapping[Outcome, int] = field(default_factory=dict)
    ratings: Mapping[Rating | None, int] = field(default_factory=dict)
    verdicts: Mapping[Verdict | None, int] = field(default_factory=dict)
    responses: Waits = field(default_factory=Waits)
    answers: Waits = field(default_factory=Waits)
    oldest: float | None = None


@dataclass(slots=True)
class Tally:
    """Counts the requests of a group; holds two times of each and nothing else: 16 bytes."""

    today: date
    counts: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    ratings: Counter[Rating | None] = field(default_factory=Counter)
    verdicts: Counter[Verdict | None] = field(default_factory=Counter)
    responses: Waits = field(default_factory=Waits)
    answers: Waits = field(default_factory=Waits)
    oldest: float | None = None

    def add(self, sight: Sight) -> None:
        """Count a request, or an office's part in one."""
        self.outcomes[sight.outcome] += 1
        self.responses.add(sight.response)
        self.answers.add(sight.answer)
        counts = self.counts
        counts["redirected"] += sight.redirected
        counts["extended"] += sight.extended
        counts["reopened"] += sight.reopened
        if sight.in_time is not None:
            counts["term_over"] += 1
            counts["in_time"] += sight.in_time
        if sight.in_time_extended is not None:
            counts["extended_over"] += 1
            counts["in_time_extended"] += sight.in_time_extended
        if sight.answered:
            self.ratings[sight.rating] += 1
        if sight.overdue:
            counts["overdue"] += 1
            counts["overdue_open"] += sight.outcome is Outcome.OPEN
            self.oldest = max(self.oldest or 0.0, sight.age)

    def add_promises(self, fates: Iterable[Fate]) -> None:
        """Count what became of promises."""
        for fate in fates:
            self.verdicts[fate.verdict] += 1
            over = self.today > fate.first_day
            self.counts["promises_due"] += over
            self.counts["kept_due"] += over and fate.verdict is Verdict.KEPT
            self.counts["promises_overdue"] += fate.verdict is None and not fate.done and self.today > fate.day

    def add_sums(self, sums: Sums) -> None:
        """Count what was counted elsewhere, as of the same moment."""
        self.counts.update(sums.counts)
        self.outcomes.update(sums.outcomes)
        self.ratings.update(sums.ratings)
        self.verdicts.update(sums.verdicts)
        self.responses.extend(sums.responses)
        self.answers.extend(sums.answers)
        if sums.oldest is not None:
            self.oldest = max(self.oldest or 0.0, sums.oldest)

    @property
    def n(self) -> int:
        """Return how many were counted."""
        return len(self.answers)

    def figures(self) -> Figures:
        """Return the figures of what was counted."""
        counts, ended, rated, judged = self.counts, self.outcomes, self.ratings, self.verdicts
        return Figures(
            n=self.n,
            answered=ended[Outcome.ANSWERED],
            open=ended[Outcome.OPEN],
            closed_unanswered=ended[Outcome.CLOSED_UNANSWERED],
            withdrawn=ended[Outcome.WITHDRAWN],
            away=ended[Outcome.REDIRECTED],
            redirected=counts["redirected"],
            extended=counts["extended"],
            reopened=counts["reopened"],
            overdue=counts["overdue"],
            overdue_open=counts["overdue_open"],
            oldest=self.oldest,
            response=_times(self.responses),
            answer=_times(self.answers),
            in_time=Share(counts["in_time"], counts["term_over"]),
            in_time_extended=Share(counts["in_time_extended"], counts["extended_over"]),
            ratings=Ratings(
                solved=rated[Rating.SOLVED],
                promise=rated[Rating.PROMISE],
                formal=rated[Rating.FORMAL],
                forwarded=rated[Rating.FORWARDED],
                no_answer=rated[Rating.NO_ANSWER],
                unrated=rated[None],
            ),
            solved_share=Share(rated[Rating.SOLVED], self.n),
            promises=PromiseFigures(
                n=sum(judged.values()),
                kept=judged[Verdict.KEPT],
                partly=judged[Verdict.PARTLY],
                broken=judged[Verdict.BROKEN],
                unjudged=judged[None],
                overdue=counts["promises_overdue"],
                kept_share=Share(counts["kept_due"], counts["promises_due"]),
            ),
        )


def _times(waits: Waits) -> Times:
    if len(waits) < FEW:
        return Times(len(waits.came), None, None)
    median, ninetieth = quantiles(waits, (HALF, NINE_IN_TEN))
    return Times(len(waits.came), median, ninetieth)
