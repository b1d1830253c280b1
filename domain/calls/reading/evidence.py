"""What speaks for and against an open call in a post, as a few dozen measures between 0 and 1."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from domain.calls.model import CallKind
from domain.calls.reading import moods, signals
from domain.calls.reading.deadlines import Term
from domain.calls.reading.text import Page, Rule, Span, Stems, fold, rules_likely, stems

_QUESTION = re.compile(r"(?<!\S)- [^\n?]{1,200}\?")  # a voice that asks
_LONGEST_LINKS = 400
_LINK = re.compile(r"https?://\S+|\S*@\S+")
_CHOICE = stems(
    """
    конкурс (?:на|по|для|среди|грант|нпо)|прием (?:на|по|проект)|(?:грант|нпо|үеұ|
    тапсырыс)[а-я]*(?: [а-я]+)? (?:конкурс|байқау)
    """
)
_COMING = frozenset((CallKind.EVENT, CallKind.TRAINING, CallKind.VOLUNTEERING))
_SURE = 0.6
_ENOUGH = 3  # different words of a group in the body; more tell no more
_ALL = 10_000
_SHORTEST_BODY = 60  # characters; fewer name a file to download
GROUPS: tuple[tuple[str, Stems], ...] = (
    ("open", signals.OPEN),
    ("results", signals.RESULTS),
    ("closed", signals.CLOSED),
    ("news", signals.NEWS),
    ("job", signals.JOB),
    ("tender", signals.TENDER),
    ("student", signals.PERSONAL),
    ("appeal", signals.APPEAL),
    ("cancelled", signals.CANCELLED),
    ("extended", signals.EXTENDED),
    ("civic", signals.CIVIC),
    ("we", moods.WE),
    ("gives", moods.GIVES),
    ("asked", moods.ASKED),
    ("may", moods.MAY_ANSWER),
    ("ceiling", moods.CEILING),
    ("after", moods.AFTERWARDS),
    ("stage", moods.STAGE),
    ("quoted", moods.QUOTED),
    ("counted", moods.COUNTED),
    ("planned", moods.PLANNED),
    ("thanked", moods.THANKED),
    ("corrected", moods.CORRECTED),
    ("sat", moods.SAT),
    ("done", moods.DONE),
    ("address", moods.ADDRESS),
    ("warned", moods.WARNED),
    ("served", moods.FOR_CIVIC),
    ("explained", moods.EXPLAINED),
    ("granted", moods.GRANTED),
    ("story", moods.STORY),
)
_CAPS = {"open": 4, "granted": 1}  # different words that tell all; two of most groups
_ENDINGS = (
    ("address", moods.ADDRESS_ENDING),
    ("story", moods.STORY_ENDING),
    ("results", moods.RESULTS_ENDING),
)
_COUNTED = tuple((name, f"{name}_title", f"{name}_body", _CAPS.get(name, 2)) for name, _ in GROUPS)
_NONE_COUNTED = {measure: 0.0 for _, in_title, in_body, _ in _COUNTED for measure in (in_title, in_body)}
_NAMED = frozenset(("job", "tender", "student", "appeal"))  # words that names in quotes are made of: «Жұмыс бар ауыл»
_REPORTS = (
    "results", "closed", "news", "quoted", "counted", "planned", "thanked", "sat", "done", "story", "corrected",
    "explained", "granted",
)  # fmt: skip
_OTHER = (*_REPORTS, "job", "tender", "cancelled", "warned")
_OFFERS = ("open", "we", "gives", "asked", "may", "ceiling", "after", "stage", "address")


class Found(NamedTuple):
    """How often a group of words stands in the title and, each once, in the body; the first of them; and where."""

    title: int
    body: int
    first: re.Match[str] | None
    starts: tuple[int, ...] = ()

    def words(self, page: Page) -> str:
        """Return the first of the words as printed ("" when there are none)."""
        return page.shown(*self.first.span()) if self.first is not None else ""

    @property
    def any(self) -> bool:
        """Tell whether there is one at all."""
        return self.first is not None


_NOTHING = Found(0, 0, None)
_NONE_FOUND = {name: _NOTHING for name, _ in GROUPS}


def search(page: Page) -> dict[str, Found]:
    """Look for every group of words."""
    likely = rules_likely(page.folded)
    found = dict(_NONE_FOUND)
    for name, pattern in GROUPS:
        places = likely[pattern.number]
        if places is not None:
            most = _ALL if name == "open" else _ENOUGH
            found[name] = _find(page, pattern, places, most, named=name in _NAMED)
    for name, ending in _ENDINGS:
        if found[name].body < _ENOUGH:
            found[name] = _joined(
                found[name], _find(page, ending, [one.start() for one in ending.finditer(page.folded)], _ENOUGH)
            )
    return found


def measure(
    page: Page, term: Term, found: Mapping[str, Found], *, published: date, kind: CallKind, points: float, foreign: bool
) -> dict[str, float]:
    """Return the measures of a post.

    Args:
        page: the post.
        term: when applications open and close.
        found: what `search` found.
        published: its local day of publication.
        kind: the likeliest kind, were it a call.
        points: how strongly words speak for that kind.
        foreign: only organisations of another country may answer.
    """
    last = term.last
    ahead = last is not None and last.day >= published and term.sure >= _SURE
    over = last is not None and last.day < published - timedelta(days=1) and term.sure >= _SURE
    only = term.every[-1:] if last is None and len(term.every) == 1 else ()  # the one day that is named
    coming = term.event_day is not None or any(day >= published for day in only)
    official = kind in {CallKind.SSO, CallKind.PARTNERSHIP, CallKind.PARTICIPATORY_BUDGET}
    offered = ahead or found["open"].title > 0
    silent = {name for name, mute in (("tender", official), ("corrected", offered)) if mute}
    if silent:
        found = {**found, **dict.fromkeys(silent, _NOTHING)}
    measures = dict(_NONE_COUNTED)
    for name, in_title, in_body, enough in _COUNTED:
        one = found[name]
        if one is not _NOTHING:
            measures[in_title] = 1.0 if one.title else 0.0
            measures[in_body] = min(one.body, enough) / enough
    reports = sum(found[name].any for name in _REPORTS)
    other_title = any(found[name].title for name in _OTHER)
    served = found["served"].any
    if served:  # «Грант на обучение» of those whom we serve
        measures["student_title"] /= 2
        measures["student_body"] /= 2
    measures |= {
        "ahead": float(ahead),
        "over": float(over),
        "headline": float(
            (found["open"].title > 0 or _CHOICE.search(page.folded, 0, page.title_end) is not None)
            and not other_title
            and not over
            and _is_bare(page)
        ),
        "event_ahead": float(coming and kind in _COMING),
        "opens": float(term.opens is not None),
        "dateless": float(last is None and not (coming and kind in _COMING)),
        "kind": min(points, 6.0) / 6,
        "nameless": float(not points),
        "official": float(official),
        "foreign": float(foreign),
        "channel": float(
            moods.CHANNEL.search(page.folded) is not None or any(map(page.folded.__contains__, moods.CONTACTS))
        ),
        "reports": min(4, reports) / 4,
        "offers": (sum(found[name].any for name in _OFFERS) + ahead) / (len(_OFFERS) + 1),
        "other_title": float(other_title and not found["open"].title),
        "unserved": 0.0 if served else max(measures["student_title"], measures["student_body"]),
        "work": float(found["job"].title > 0 or found["job"].body > 1),
    }
    measures["reports_undated"] = 0.0 if ahead else measures["reports"]
    measures["past_title"], measures["past"] = _past(page, found["open"])
    near = _deadline_sentences(page, term, ahead=ahead, published=published)
    asked, invited, otherwise = (
        any(pattern.search(page.folded, span.start, span.end) is not None for span in near)
        for pattern in (moods.ASKED, signals.OPEN, moods.BY_THEN)
    )
    measures["other_by_day"] = float(ahead and not asked and not invited and otherwise)
    measures["dialogue"] = float("?" in page.folded and len(_QUESTION.findall(page.folded)) > 1)
    measures["asked_by_day"] = float(ahead and asked)
    measures["open_by_day"] = float(ahead and invited)
    measures["asked_ahead"] = float(not ahead and (asked or invited))
    measures["ingredients"] = (
        (found["gives"].any or found["ceiling"].any) + found["may"].any + found["asked"].any + ahead
    ) / 4
    for name in ("results", "news", "done"):
        measures[f"{name}_undated"] = 0.0 if ahead else measures[f"{name}_body"]
    return measures


def _is_bare(page: Page) -> bool:
    """Tell whether nothing but links stands below the title."""
    body = page.folded[page.title_end :]
    return len(body) < _LONGEST_LINKS and len(_LINK.sub("", body)) < _SHORTEST_BODY


def _past(page: Page, invited: Found) -> tuple[float, float]:
    """Return whether the title tells something past, and the share of sentences that do and do not invite."""
    past = {page.sentence_at(match.start()) for verb in moods.PAST_KAZAKH for match in verb.finditer(page.folded)}
    if any(map(page.folded.__contains__, moods.PAST_ENGLISH_STEMS)):
        past |= {page.sentence_at(match.start()) for match in moods.PAST_ENGLISH.finditer(page.folded)}
    for match in moods.PAST_RUSSIAN.finditer(page.folded):
        start = page.folded.rfind(" ", 0, match.start()) + 1
        if match.end() - start > 3 and moods.NOT_PAST.match(page.folded, start) is None:
            past.add(page.sentence_at(match.start()))
    past -= {page.sentence_at(start) for start in invited.starts}
    return float(any(page.sentences[number].start < page.title_end for number in past)), len(past) / len(page.sentences)


def _deadline_sentences(page: Page, term: Term, *, ahead: bool, published: date) -> set[Span]:
    """Return the sentence of the deadline or, when there is none, those of dates of which one is ahead."""
    if ahead:
        at = page.folded.find(fold(term.words)) if term.words else -1
        return {page.sentences[page.sentence_at(at)]} if at >= 0 else set()
    if not any(day >= published for day in term.every):
        return set()
    return {page.sentences[page.sentence_at(start)] for start, _end in term.taken}


def _joined(one: Found, two: Found) -> Found:
    return Found(one.title + two.title, one.body + two.body, one.first or two.first)


def _find(page: Page, pattern: Rule, places: Sequence[int], most: int, *, named: bool = False) -> Found:
    """Count the matches of a rule at some places of the text, up to so many different ones in the body.

    Those inside quotes in the title are left out when the rule's words are also what names are made of.
    """
    text = page.folded
    title = end = 0
    first = None
    seen: set[str] = set()
    starts: list[int] = []
    for start in places:
        inside = page.title_end if start < page.title_end else len(text)
        if start < end or (match := pattern.match(text, start, inside)) is None:
            continue
        end = match.end()
        if start and text[start - 1] == "#":
            continue  # a tag says what a channel writes about
        if named and start < page.title_end and text.count('"', 0, start) % 2:
            continue
        if first is None:
            first = match
        starts.append(start)
        if start < page.title_end:
            title += 1
        else:
            seen.add(match[0])
            if len(seen) == most:
                break
    return Found(title, len(seen), first, tuple(starts)) if first is not None else _NOTHING
