"""How much each measure of a post speaks for an open call, in log-odds.

`expected` is what a careful reader would give it; `fitted` is what the labelled corpora make of that: a logistic
regression held to the expectations by a Gaussian prior, a weight whose sign they contradict being dropped
(`python -m bench.weights` fits anew and prints how well it reads each corpus that it was not fitted on).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Weight(NamedTuple):
    """What one measure weighs."""

    expected: float
    fitted: float
    why: str


BIAS = -1.98
"""A post of which nothing is known is seldom a call."""

WEIGHTS: Mapping[str, Weight] = {
    # The ingredients of a call.
    "ahead": Weight(1.5, 2.01, "the last day to answer is known and has not come"),
    "opens": Weight(1.0, 0.98, "the day when answers are first taken is known"),
    "event_ahead": Weight(1.0, 2.03, "a meeting, a course or an action has its day"),
    "dateless": Weight(-0.5, -1.32, "no day to come by: articles about grants have none"),
    "over": Weight(-5.0, -5.00, "the last day is past"),
    "asked_by_day": Weight(0.3, 0.05, "the sentence of the last day names what is to be sent"),
    "open_by_day": Weight(0.3, 0.07, "the sentence of the last day invites"),
    "asked_ahead": Weight(0.5, 0.66, "a day ahead whose part is not clear, in a sentence that invites"),
    "other_by_day": Weight(-2.0, -2.52, "by the last day something else is to happen: contracts, reports, works"),
    "ingredients": Weight(1.5, 1.62, "of four: what is given, who may answer, what is asked, by when"),
    "offers": Weight(2.0, 2.55, "how many turns of invitation there are"),
    "kind": Weight(0.7, 1.53, "how strongly words name a kind of call"),
    "nameless": Weight(-0.7, -1.70, "no word for any kind of call"),
    "official": Weight(0.5, 0.84, "a social order, a partnership, a budget of the people"),
    "channel": Weight(0.7, 0.79, "where to answer"),
    # The organiser speaks.
    "open_title": Weight(1.0, 0.86, "the title invites"),
    "headline": Weight(2.0, 2.53, "the title invites and is all there is, as in many feeds"),
    "open_body": Weight(0.7, 1.32, "the text invites"),
    "we_body": Weight(0.5, 0.72, "«ждём», «қабылдаймыз»"),
    "gives_title": Weight(0.5, 0.58, "the title promises money"),
    "gives_body": Weight(0.5, 0.99, "the text does"),
    "asked_title": Weight(0.3, 0.38, "«Приём заявок»"),
    "may_title": Weight(0.3, 0.01, "the title names who may answer"),
    "may_body": Weight(0.4, 0.54, "the text does"),
    "ceiling_body": Weight(0.4, 0.70, "what one answer may get"),
    "after_body": Weight(0.2, 0.08, "results are still to come"),
    "stage_title": Weight(0.7, 1.01, "a new round, the last days"),
    "stage_body": Weight(0.5, 1.03, "the same in the text"),
    "address_body": Weight(0.3, 0.63, "the reader is spoken to"),
    "extended_title": Weight(0.8, 0.88, "the last day is moved"),
    "extended_body": Weight(0.4, 0.55, "the same in the text"),
    "civic_title": Weight(0.2, 0.16, "who reads us"),
    "civic_body": Weight(0.8, 1.28, "the same in the text"),
    "served_title": Weight(0.3, 0.26, "whom we serve, and no others"),
    "served_body": Weight(0.6, 0.90, "the same in the text"),
    # Somebody reports.
    "other_title": Weight(-2.0, -3.38, "the title is that of another genre and does not invite"),
    "reports": Weight(-1.5, -2.56, "how many turns of a report there are"),
    "reports_undated": Weight(-0.5, -1.32, "the same where no last day is ahead"),
    "results_title": Weight(-2.0, -2.21, "winners"),
    "results_body": Weight(-1.0, -1.12, "winners in the text, as last year's are in open calls too"),
    "results_undated": Weight(-0.5, -0.58, "the same where no last day is ahead"),
    "closed_title": Weight(-2.5, -2.54, "no more answers are taken"),
    "closed_body": Weight(-1.5, -1.64, "the same in the text"),
    "news_title": Weight(-0.5, -0.82, "something took place"),
    "news_body": Weight(-0.4, -0.69, "the same in the text"),
    "news_undated": Weight(-0.5, -0.87, "the same where no last day is ahead"),
    "done_body": Weight(-0.7, -1.16, "something has been done"),
    "done_undated": Weight(-0.4, -0.62, "the same where no last day is ahead"),
    "past": Weight(-0.4, -1.37, "the share of sentences in the past tense"),
    "past_title": Weight(-0.3, -0.88, "the title is in the past tense"),
    "sat_title": Weight(-1.0, -1.45, "a commission sits"),
    "sat_body": Weight(-0.3, -0.38, "the same in the text"),
    "planned_body": Weight(-0.6, -0.78, "something is only planned"),
    "quoted_title": Weight(-0.5, -0.68, "somebody is quoted, an interview"),
    "dialogue": Weight(-1.5, -1.73, "questions and answers"),
    "granted_title": Weight(-1.0, -1.01, "money granted before"),
    "granted_body": Weight(-1.0, -1.94, "the same in the text"),
    "explained_title": Weight(-2.0, -2.00, "something is explained"),
    "explained_body": Weight(-0.5, -0.48, "the same in the text"),
    "story_body": Weight(-0.2, -0.19, "people tell what they did"),
    "warned_title": Weight(-4.0, -4.46, "a warning of false offers"),
    "warned_body": Weight(-0.5, -0.71, "the same in the text"),
    # It is not for us, or no longer.
    "foreign": Weight(-12.0, -12.16, "only another country's organisations may answer"),
    "cancelled_title": Weight(-3.0, -3.06, "called off or put off"),
    "cancelled_body": Weight(-1.0, -1.04, "the same in the text"),
    "work": Weight(-2.5, -3.44, "surely a vacancy"),
    "job_title": Weight(-2.0, -2.73, "words of a vacancy"),
    "job_body": Weight(-1.0, -1.89, "the same in the text"),
    "tender_title": Weight(-3.0, -3.39, "goods or services are bought"),
    "tender_body": Weight(-1.5, -1.78, "the same in the text"),
    "unserved": Weight(-3.0, -4.10, "for students, business or people in need, and no word of those whom we serve"),
    "student_title": Weight(-2.0, -2.75, "study, business, benefits"),
    "student_body": Weight(-1.0, -1.90, "the same in the text"),
    "appeal_title": Weight(-3.5, -4.08, "help is asked for, or a duty recalled"),
    "appeal_body": Weight(-1.5, -1.91, "the same in the text"),
}

_FITTED = tuple((name, weight.fitted) for name, weight in WEIGHTS.items() if weight.fitted)


def weigh(measures: Mapping[str, float]) -> float:
    """Return the log-odds that a post with these measures is an open call."""
    return BIAS + sum([fitted * measures[name] for name, fitted in _FITTED])
