"""From a post to a candidate call: asks every reader of this room, each for what it knows."""

from __future__ import annotations

from datetime import date, timedelta, timezone

from domain.calendar import WorkingCalendar
from domain.calls.model import CallKind, Candidate, Post
from domain.calls.reading.applicants import read_applicants
from domain.calls.reading.deadlines import Term, read_term
from domain.calls.reading.gazetteer import Gazetteer
from domain.calls.reading.kinds import judge, says_extended
from domain.calls.reading.language import read_language
from domain.calls.reading.money import read_money
from domain.calls.reading.organiser import read_organiser
from domain.calls.reading.places import read_places
from domain.calls.reading.spheres import read_spheres
from domain.calls.reading.stated import prefer_stated
from domain.calls.reading.text import prepare

_GONE_BY = 0.3
"""Of a deadline before its own publication: a slip of the pen, or another year's text. It is never shown."""
_LOCAL = timezone(timedelta(hours=5))  # the whole country since 01.03.2024
_ONE_WINNER = frozenset((CallKind.SSO, CallKind.PARTNERSHIP))


def read(post: Post, *, places: Gazetteer, calendar: WorkingCalendar, today: date) -> Candidate:
    """Read a post into a candidate call.

    Pure and total: whatever the characters, it returns and does not raise.

    Args:
        post: the announcement.
        places: names of territories, built once.
        calendar: working days, for terms such as «в течение 10 рабочих дней».
        today: the local day to read on when the post has no day of publication.
    """
    page = prepare(post.title, post.text)
    published = post.published.astimezone(_LOCAL).date() if post.published is not None else today
    lang, lang_sure = read_language(page)
    term = read_term(
        page,
        published=published,
        calendar=calendar,
        lang=lang,
        extended=says_extended(page),
        dated=post.published is not None,
        month_first=post.stated is not None and post.stated.month_first,
    )
    where = read_places(page, places)
    verdict = judge(page, term, published=published, home=bool(where.regions) and where.regions != ("KZ",))
    money = read_money(page, single=verdict.kind in _ONE_WINNER, taken=term.taken, year=published.year)
    spheres, spheres_sure, spheres_words = read_spheres(page)
    organiser, organiser_sure = read_organiser(page, lang)
    eligible = read_applicants(page)
    confidence = {
        "is_call": verdict.sure,
        "kind": verdict.kind_sure,
        "event": verdict.event_sure,
        "opens": term.opens_sure,
        "deadline": _deadline_sure(post, term, published),
        "amount_max": money.maximum_sure,
        "amount_total": money.total_sure,
        "award_mci": money.indices_sure,
        "regions": where.sure,
        "spheres": spheres_sure,
        "organiser": organiser_sure,
        "applicants": eligible.sure,
        "lang": lang_sure,
    }
    evidence = {
        "is_call": verdict.words,
        "kind": verdict.kind_words,
        "event": verdict.event_words,
        "opens": term.opens_words,
        "deadline": term.words,
        "amount_max": money.maximum_words,
        "amount_total": money.total_words,
        "award_mci": money.indices_words,
        "regions": where.words,
        "spheres": spheres_words,
        "organiser": organiser or "",
        "applicants": eligible.words,
    }
    found = Candidate(
        is_call=verdict.is_call,
        kind=verdict.kind,
        event=verdict.event,
        opens=term.opens,
        deadline=term.last,
        deadlines=term.deadlines,
        amount_max=money.maximum,
        amount_total=money.total,
        currency=money.currency,
        regions=where.regions,
        spheres=spheres,
        organiser=organiser,
        applicants=eligible.applicants,
        ages=eligible.ages,
        award_mci=money.indices,
        lang=lang,
        confidence={name: round(value, 2) for name, value in confidence.items() if value},
        evidence={name: words for name, words in evidence.items() if words},
    )
    return prefer_stated(found, post.stated)


def _deadline_sure(post: Post, term: Term, published: date) -> float:
    before = post.published is not None and term.last is not None and term.last.day < published
    return min(term.sure, _GONE_BY) if before else term.sure
