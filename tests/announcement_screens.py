"""Every screen about announcements from people, with hostile words and the largest numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import time
from itertools import product

from domain.calls.draft import Draft
from domain.calls.model import Applicant, Call, CallEvent, CallKind, LocalMoment
from domain.calls.readings import Reading
from domain.people import Visitor
from domain.submissions import Lack, Limit, Origin, State, Submission, SubmissionPage
from domain.submissions import Reason as Rejection
from handlers.callbacks import ReviewAct, What
from handlers.service import Service
from handlers.texts import Translator
from handlers.views import alert, amending, drafts, submissions
from handlers.views.screen import Screen
from tests.person import START


def every_announcement_screen(tr: Translator, service: Service, word: str, call: Call) -> Iterator[Screen]:
    units, ids = tuple(unit.id for unit in service.tree.units), tuple(sphere.id for sphere in service.spheres)
    moment = LocalMoment(START.date(), time(23, 59))
    full = Draft(
        kind=CallKind.PARTICIPATORY_BUDGET,
        event=CallEvent.EXTENDED,
        title=word[:200],
        organiser=word,
        opens=moment,
        deadline=moment,
        amount_max=10**15,
        amount_total=10**15,
        currency="KZT",
        territories=units,
        spheres=ids,
        applicants=tuple(Applicant),
        ages=(14, 35),
        seems=CallKind.NEWS,
        said=frozenset({"deadline", "title", "regions"}),
        words=dict.fromkeys(("kind", "organiser", "deadline", "opens", "amount_max", "regions", "spheres"), word),
    )
    origins = (Origin(), Origin("channel", word, word), Origin("chat", word), Origin("user"))
    for draft, origin in product((Draft(), full, replace(full, confidence={"deadline": 1.0})), origins):
        for state, reason in ((State.DRAFT, None), (State.REJECTED, Rejection.OTHER), (State.PUBLISHED, None)):
            one = Submission(10**15, state, 10**15, 1, "x-maqanshy-audany", draft, word, origin, ngo_name=word)
            one = replace(one, reason=reason, note=word, decided_as="330000000", decided_at=START, call_id=10**15)
            yield drafts.preview(one, tr, service, direct=state is State.DRAFT)
            yield drafts.doubtful(one, tr)
            yield drafts.known_screen(one, alert.alert_card(call, tr, service, now=START), tr, adds=True)
            yield from (drafts.question(one, name, tr, service, 1) for name in drafts.ORDER)
            yield from (drafts.wrong_answer(one, name, tr, service) for name in drafts.ORDER)
            yield drafts.place_choice(one, service.tree.units[:8], tr, service)
            yield drafts.also_or_instead(one, "x-maqanshy-audany", tr, service)
            yield drafts.published_card(one, 2, tr, reviewed=True)
            yield from (drafts.editing_published(one, tr, service), drafts.end_question(one, tr), drafts.deleted(tr))
            yield submissions.state_card(replace(one, state=State.WAITING), tr, service, sender=True)
            yield submissions.state_card(one, tr, service, sender=False)
            yield from (submissions.sent(one, tr, anybody=anybody) for anybody in (True, False))
            yield submissions.review_card(one, 9999, tr, service)
            yield amending.desk_screen(one, tr, service)
            yield amending.changed_meanwhile(one, drafts.ORDER, tr, service)
            yield submissions.beside(submissions.no_words(tr), one.id, tr)
            yield from (submissions.reasons(one, 9999, tr), submissions.ask_reason(one, 9999, tr))
            yield Screen(submissions.moved_on(one, tr, service))
            if state is not State.DRAFT:
                notice = submissions.decision_notice(one, tr)
                assert notice is not None
                yield notice
    said = Reading("deadline", moment, word[:300], 0.9, "oblast", word[:2000])
    yield amending.dispute_notice(call, said, tr, service)
    page = SubmissionPage((one,) * 5, 50)
    for coordinates in ((), ("KZ",)):
        yield submissions.mine(page, 3, Visitor(1, 1, tr.language, 1, coordinates=coordinates), tr)
    for what in (ReviewAct.WAITING, ReviewAct.PUBLISHED):
        yield submissions.queue(page, 3, what, tr, service, START)
        yield submissions.queue(SubmissionPage(), 0, what, tr, service, START)
    yield from (submissions.ask_text(what, tr) for what in What)
    yield from (submissions.album_without_words(tr), submissions.our_own(tr), submissions.review_notice(3, tr))
    for sentence in (*(drafts.lack(lack, tr) for lack in Lack), *(drafts.limited(limit, tr) for limit in Limit)):
        yield Screen(sentence)
