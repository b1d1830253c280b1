"""Sums of money: which one an applicant may get, and which one is the whole fund."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.calls.reading import money_words as words
from domain.calls.reading.sums import MCI, Sum, find_sums
from domain.calls.reading.text import Page, Rule, Span

_MOST_MULTIPLIED = 12
_NO_AWARD = frozenset(("least", "mean", "past", "other"))
_OF_ALL = (words.TOTAL, words.WHOLE)
_SMALLEST = {"KZT": 20_000, "RUB": 5_000, "JPY": 20_000, "UZS": 500_000, "KGS": 5_000, "KRW": 100_000, MCI: 20}
"""Below it a sum that no word explains is the price of something; of other currencies, below 100."""
_BARE_SURE = 0.65
"""Of a sum that no word explains: in a call it is what one may get, if nothing clearer stands beside it."""


@dataclass(frozen=True, slots=True)
class Money:
    """What an applicant may get at most and what the whole fund is; `*_sure` are confidences.

    `indices` is the ceiling told in monthly calculation indices.
    """

    maximum: int | None = None
    total: int | None = None
    currency: str | None = None
    maximum_sure: float = 0.0
    total_sure: float = 0.0
    maximum_words: str = ""
    total_words: str = ""
    indices: int | None = None
    indices_sure: float = 0.0
    indices_words: str = ""


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A sum with the part it plays: "each", "total", "spent" (set aside, for how many is unclear), "bare" or "none"."""

    sum: Sum
    part: str
    sure: float
    yearly: bool = False


def read_money(page: Page, *, single: bool, taken: Sequence[tuple[int, int]] = (), year: int | None = None) -> Money:
    """Read the largest sum one applicant may get and the whole fund.

    Args:
        page: the post.
        single: one winner does the whole work (a social order, a strategic partnership): the money set aside is then
            what the applicant gets.
        taken: spans of the text that are dates.
        year: the year of publication: what was given in an earlier one is no award of this call.
    """
    sums = find_sums(page, taken, indices=True)
    if not sums:
        return Money()
    spans = words.samples(page.folded)
    sums = [one for one in sums if not any(start <= one.start < end for start, end in spans)]
    weighed = [_part(page, sums, number, year) for number in range(len(sums))]
    weighed = _multiplied(page, _added_up(page, _equivalents(page, weighed)))
    money = _settle(page, [one for one in weighed if one.sum.currency != MCI], single=single)
    indices = [one for one in weighed if one.sum.currency == MCI and one.part in {"each", "bare", "spent"}]
    if not indices:
        return money
    best = max(indices, key=lambda one: one.sum.value)
    told = best.part == "each" or words.AN_AWARD.search(page.folded, max(0, best.sum.start - 30), best.sum.end + 20)
    return replace(
        money,
        indices=best.sum.value,
        indices_sure=best.sure if told else 0.5,
        indices_words=page.shown(best.sum.start, best.sum.end),
    )


def _settle(page: Page, weighed: list[_Weighed], *, single: bool) -> Money:
    weighed = _strongest(weighed)
    weighed = _without_years(weighed, single=single)
    parts = {name: [one for one in weighed if one.part == name] for name in ("each", "total", "spent", "bare")}
    each, totals, spent, bare = parts["each"], parts["total"], parts["spent"], parts["bare"]
    lots = _has_lots(page.folded)
    if spent and not each:
        if (single and not lots) or (not totals and len(spent) == 1 and words.ONE_WINNER.search(page.folded)):
            each = [replace(one, sure=max(one.sure, 0.75)) for one in spent]
        else:
            totals = totals or spent
    elif spent and not totals:
        # Money set aside beside a ceiling: larger than it, it is the fund.
        top = max(one.sum.value for one in each)
        totals = [one for one in spent if one.sum.value > top]
    if single and lots and not each and not totals and len(bare) == 1:
        totals, bare = bare, []  # «по 3 лотам. Сумма – 24 600 тыс.» is all of them
    clear = [one.sum.value for one in each if one.sure >= 0.75]
    if not each:
        whole = max((one.sum.value for one in totals), default=None)
        each = [one for one in bare if whole is None or one.sum.value < whole]
    elif clear:
        # A bare sum in the title above a plain «до 5 млн на проект» is what the programme costs.
        vague = [one for one in (*each, *bare) if one.sure < 0.75 and one.sum.value > max(clear)]
        each = [one for one in each if one not in vague]
        # «төртеуі 800 мың теңгеден, біреуі екі миллион теңге»: one sentence goes on with what others get.
        together = {page.sentence_at(one.sum.start) for one in each}
        each += [one for one in vague if one.part == "bare" and page.sentence_at(one.sum.start) in together]
        totals = totals or [one for one in vague if one.sum.start < page.title_end]
    currency = each[0].sum.currency if each else totals[0].sum.currency if totals else None
    each = [one for one in each if one.sum.currency == currency]
    totals = [one for one in totals if one.sum.currency == currency]
    whole_one = max(totals, key=lambda one: one.sum.value, default=None)
    if whole_one is not None:
        each += _its_parts(page, whole_one, totals)
        if single and not each and not lots:
            each = [replace(whole_one, sure=min(whole_one.sure, 0.75))]
    best = max(each, key=lambda one: one.sum.value, default=None)
    if best and whole_one and whole_one.sum.value < best.sum.value:
        whole_one = None
    return Money(
        maximum=best.sum.value if best else None,
        total=whole_one.sum.value if whole_one else None,
        currency=currency,
        maximum_sure=best.sure if best else 0.0,
        total_sure=whole_one.sure if whole_one else 0.0,
        maximum_words=page.shown(best.sum.start, best.sum.end) if best else "",
        total_words=page.shown(whole_one.sum.start, whole_one.sum.end) if whole_one else "",
    )


def _has_lots(text: str) -> bool:
    """Tell whether a text speaks of more than one lot: the money set aside is then not one winner's."""
    if words.MANY_LOTS.search(text) is not None:
        return True
    if "лот" not in text and "lot" not in text:
        return False
    return len({match[1] or match[2] for match in words.LOT.finditer(text)}) > 1


def _its_parts(page: Page, whole: _Weighed, totals: Sequence[_Weighed]) -> list[_Weighed]:
    """One sentence has one total: «фонд – 3 миллиона: 1,5 млн, 1 млн…» goes on with its parts."""
    number = page.sentence_at(whole.sum.start)
    return [
        replace(one, sure=min(one.sure, 0.75))
        for one in totals
        if one.sum.start > whole.sum.end
        and page.sentence_at(one.sum.start) == number
        and one.sum.value < whole.sum.value
    ]


def _without_years(weighed: list[_Weighed], *, single: bool) -> list[_Weighed]:
    """«120 млн на три года, по 40 млн ежегодно»: a year's part of one contract is not what the winner gets in all."""
    if not single:  # of a fund only what its years add up to is known to be a part
        funds = {one.sum.value for one in weighed if one.part == "total"}
        return [one for one in weighed if not one.yearly or funds.isdisjoint(one.sum.value * n for n in range(2, 6))]
    largest = max((one.sum.value for one in weighed if not one.yearly and one.part != "none"), default=0)
    return [one for one in weighed if not one.yearly or one.sum.value >= largest]


def _strongest(weighed: Sequence[_Weighed]) -> list[_Weighed]:
    """The same sum printed twice («50 миллионов» in the title) is what its clearer printing says."""
    best: dict[tuple[int, str | None], _Weighed] = {}
    # The later printing, in the body, wins among equals: a title only announces the sum.
    for one in weighed:
        key = (one.sum.value, one.sum.currency)
        if one.part != "none" and (key not in best or one.sure >= best[key].sure):
            best[key] = one
    return list(best.values())


def _equivalents(page: Page, weighed: list[_Weighed]) -> list[_Weighed]:
    """«5000 МРП, то есть 21 625 000 тенге»: both say one thing, so both play one part."""
    for number in range(1, len(weighed)):
        one, before = weighed[number], weighed[number - 1]
        if (one.sum.currency == MCI) == (before.sum.currency == MCI):
            continue
        if words.SAME_SUM.fullmatch(page.folded, before.sum.end, one.sum.start) and before.sum.lower != -1:
            weighed[number] = replace(one, part=before.part, sure=before.sure)
    return weighed


def _added_up(page: Page, weighed: list[_Weighed]) -> list[_Weighed]:
    """A sum that the ones before it add up to is their total, whatever the words: «… В сумме 94,7 млн»."""
    for number, one in enumerate(weighed):
        if one.part not in {"spent", "bare"} or words.OR_BEFORE.search(
            page.folded, max(0, one.sum.start - 9), one.sum.start
        ):
            continue
        together, count = 0, 0
        for before in reversed(weighed[:number]):
            if before.sum.currency != one.sum.currency or before.sum.lower is not None or together >= one.sum.value:
                break
            together += before.sum.value
            count += 1
        if count > 1 and together == one.sum.value:
            weighed[number] = replace(one, part="total", sure=0.9)
    return weighed


def _multiplied(page: Page, weighed: list[_Weighed]) -> list[_Weighed]:
    """«30 млн теңге бөледі: 3 млн теңгеден 10 грант»: so many times one award is the fund, whatever the words."""
    awards = [one for one in weighed if one.part in {"each", "bare"} and one.sum.lower is None][:_MOST_MULTIPLIED]
    for number, fund in enumerate(weighed):
        if fund.part not in {"each", "bare", "spent"}:
            continue
        for award in awards:
            if not award.sum.value:
                continue  # «0,3 тенге»
            times, rest = divmod(fund.sum.value, award.sum.value)
            if rest or not 2 <= times <= 500 or fund.sum.currency != award.sum.currency:
                continue
            beside = page.folded[max(0, award.sum.start - 30) : award.sum.end + 30]
            if re.search(rf"(?<![\d.,]){times}\s(?:[а-яa-z]{{2,12}}\s)?{words.THINGS}", beside):
                weighed[number] = replace(fund, part="total", sure=0.9)
                break
    return weighed


def _part(page: Page, sums: Sequence[Sum], number: int, year: int | None = None) -> _Weighed:
    """Say what a sum is by the nearest words of its clause."""
    one = sums[number]
    text = page.folded
    if one.lower == -1 or _is_the_index(text, one):
        return _Weighed(one, "none", 0.0)
    if words.MORE_THAN_BEFORE.match(text, one.end) and words.BY.search(text, max(0, one.start - 40), one.start):
        return _Weighed(one, "none", 0.0)
    if words.BY_TIME.match(text, one.end) or words.BY_TIME_KAZAKH.search(text, max(0, one.start - 12), one.start):
        return _Weighed(one, "none", 0.0)
    if words.WORTH.search(text, one.start, one.end):
        return _Weighed(one, "each", 0.85)
    span = page.sentences[page.sentence_at(one.start)]
    if _told_of_the_past(text, span, one, year) or any(
        beside.search(text, span.start, one.start) for beside in (words.FUNDED_BY, words.BESIDE)
    ):
        return _Weighed(one, "none", 0.0)
    if words.OUT_OF.search(text, span.start, one.start) or words.OUT_OF_KAZAKH.match(text, one.end):
        return _Weighed(one, "total", 0.9)
    low = max(span.start, one.start - 110)
    high = min(span.end, one.end + 70)
    close = text.find(";", one.end, high)
    high = high if close < 0 else close
    if _refused_above(text, one, low, high):
        return _Weighed(one, "each", 0.85)
    before = sums[number - 1] if number else None
    near = _Near(text, one, low, high, before, sums[number + 1] if number + 1 < len(sums) else None)
    yearly = (
        near.pull(words.YEARLY) >= 0.5 or words.OF_A_YEAR.search(text, max(low, one.start - 20), one.start) is not None
    )
    apiece = words.APIECE.search(text, one.start, one.end) and not words.APIECE_NOT.match(text, one.end)
    listed = _in_list(page, one, before)
    now = words.THIS_YEAR.search(text, max(low, one.start - 60), one.start) is not None
    whole = near.pull(words.WHOLE)
    scores = {
        "total": max(near.pull(words.TOTAL) * 1.1, whole * 1.9, near.pull(words.PURPOSE) * 0.8),
        "spent": near.pull(words.SPENT) * 0.6,
        "each": max(near.pull(words.EACH), (0.3 if whole >= 0.3 else 0.6) if listed else 0.0, 0.7 if apiece else 0.0),
        "least": 0.0 if one.lower is not None else near.pull(words.LEAST, one.start) * 0.9,
        "mean": near.pull(words.MEAN) * 1.5,
        "past": max(near.pull(words.LAST_YEAR) * 1.15, 0.0 if now else near.pull(words.OTHER_YEAR) * 2.4),
        "other": near.pull(words.NOT_AWARD) * 1.6,
    }
    part = max(scores, key=lambda name: scores[name])
    best = scores[part]
    if best < 0.12 and one.value < _SMALLEST.get(one.currency or "", 100):
        return _Weighed(one, "none", 0.0)
    if best < 0.12 and not (listed or span.start < page.title_end or one.lower is not None):
        heading = page.sentences[max(0, page.sentence_at(one.start) - 1)]
        if words.CONTEXT.search(text, min(span.start, heading.start), span.end) is None:
            return _Weighed(one, "none", 0.0)
    if best < (0.25 if part in _NO_AWARD else 0.12):
        return _Weighed(one, "each" if span.start < page.title_end else "bare", _BARE_SURE, yearly)
    if part in _NO_AWARD:
        return _Weighed(one, "none", 0.0)
    return _Weighed(one, part, 0.9 if best >= 0.5 else 0.75, yearly)


def _is_the_index(text: str, one: Sum) -> bool:
    """«МРП на 2026 год – 4 325 тенге» tells what one index is worth, and «1 МРП» counts nothing."""
    if one.currency == MCI:
        return one.value <= 1
    if one.currency != "KZT" or not 2_000 <= one.value <= 10_000:
        return False
    return words.INDEX.search(text, max(0, one.start - 60), one.end + 30) is not None


def _told_of_the_past(text: str, span: Span, one: Sum, year: int | None) -> bool:
    """«Былтыр … сыйлық мөлшері 700 мың теңге болған», «приём завершён в 2025 году, идут проекты на 168 млн»."""
    at = max((then.end() for then in words.OTHER_YEAR.finditer(text, span.start, one.start)), default=-1)
    if at < 0 and year is not None and text.find("20", span.start, span.end) >= 0:
        for printed in words.OLD_YEAR.finditer(text, span.start, min(span.end, one.end + 40)):
            if int(printed["year"] or printed["in"]) >= year:
                return False
            if not words.SINCE.search(text, max(span.start, printed.start() - 14), printed.start()):
                at = printed.end()
    if at < 0 or words.THIS_YEAR.search(text, min(at, one.start), one.start):
        return False
    return words.PAST.search(text, span.start, span.end) is not None and not words.NOT_PAST.search(
        text, min(at, one.start), span.end
    )


def _refused_above(text: str, one: Sum, low: int, high: int) -> bool:
    if words.REFUSED.search(text, one.end, high) is None:
        return False
    before = words.DEARER.search(text, max(low, one.start - 40), one.start)
    return before is not None or words.DEARER_KAZAKH.match(text, one.end) is not None


def _in_list(page: Page, one: Sum, before: Sum | None) -> bool:
    """A line of a list of lots, topics or prizes, or one of several in a line: each has its own sum."""
    text = page.folded
    line = text.rfind("\n", 0, one.start) + 1
    if words.LISTED.match(text, line):
        return True
    sentence = page.sentences[page.sentence_at(one.start)].start
    colon = text.rfind(":", max(line, sentence), one.start) + 1
    if any(at > line and words.LISTED.match(text, at) for at in (sentence, colon)):
        return True
    if before is not None and before.end > line and words.GOES_ON.match(text, before.end):
        return True
    if words.NAMED.search(text, line, one.start) is None:
        return False
    # «Тақырыптар: «…» – 42 млн теңге, «…» – 38 млн теңге»: a list in one line, or in the lines beside it.
    first = text.rfind("\n", 0, max(0, line - 1)) + 1
    close = text.find("\n", one.end)
    close = text.find("\n", close + 1) if close >= 0 else -1
    return len(words.PRICED.findall(text, first, len(text) if close < 0 else close)) > 1


@dataclass(frozen=True, slots=True)
class _Near:
    """The neighbourhood of a sum: its clause from `low` to `high`, and the sums before and after it."""

    text: str
    one: Sum
    low: int
    high: int
    before: Sum | None
    after: Sum | None

    def pull(self, pattern: Rule, high: int | None = None) -> float:
        """Return how strongly words of a kind pull on the sum: 1 beside it, less with distance and borders."""
        best = 0.0
        text, one = self.text, self.one
        for match in pattern.finditer(text, self.low, self.high if high is None else high):
            if match.end() <= one.start:
                between, ease = text[match.end() : one.start], 1.0
            elif match.start() >= one.end:
                between, ease = text[one.end : match.start()], 0.85
            else:
                return 1.0
            if pattern in _OF_ALL and words.COUNTED.match(text, match.end()):
                continue
            if pattern is words.NOT_AWARD and words.SHARE.match(text, match.end()):
                continue
            ease *= self._ease(match, between)
            step = 0.5
            if pattern is words.NOT_AWARD and match.end() <= one.start and not self._between(match.end()):
                step = 0.2  # «годовой оборот организации не должен превышать 50 млн»: the subject rules its clause
            distance = (
                len(between) * step
                + 14 * between.count(",")
                + 25 * between.count(";")
                + (4 if match.end() <= one.start else 20) * between.count("(")
            )
            distance += 14 * sum(char.isdigit() for char in words.A_YEAR.sub("", between[:60])) / 3
            best = max(best, ease / (1 + distance / 14))
        return best

    def _between(self, at: int) -> bool:
        return self.before is not None and self.before.start >= at

    def _ease(self, match: re.Match[str], between: str) -> float:
        """A word that stands nearer to the next sum, or closes the clause of the one before, belongs there."""
        if match.start() >= self.one.end:
            follows = self.after is not None and match.start() < self.after.start
            nearer = follows and self.after is not None and self.after.start - match.end() < len(between)
            return 0.4 if follows and (nearer or "," in between or "(" in between) else 1.0
        before = self.before
        if before is None or match.start() < before.end or "," not in between:
            return 1.0
        gap = self.text[before.end : match.start()]
        return 0.4 if "," not in gap and len(gap) < len(between) else 1.0
