"""The sides of a subscription, each on a screen of its own: regions, spheres, kinds, words, sum, and when it comes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import time
from enum import StrEnum

from domain.calls.model import CALL_KINDS
from domain.subscriptions import MOST_PLACES, MOST_WORDS, WORD_LIMIT, Cadence, Subscription
from domain.territory import REPUBLIC, Territory
from handlers.callbacks import AlertsAct, Facet, FacetAct
from handlers.gate import Subscriber
from handlers.service import Service
from handlers.texts import Translator
from handlers.typed import word_id
from handlers.views.alert import kind_name, place_name
from handlers.views.alerts import alerts_button, facet_button
from handlers.views.forms import DISTRICTS_ON_PAGE, LABEL_LIMIT, SPHERES_ON_PAGE, in_pairs, page_of, with_parent
from handlers.views.menu import not_supported
from handlers.views.screen import Button, Rows, Screen, clip, esc, lines, paragraphs
from handlers.views.sentence import caught, clash, quoted, when

AMOUNTS = (500_000, 1_000_000, 5_000_000)
QUIET = ((time(22), time(8)), (time(21), time(9)), (time(18), time(9)))


class Problem(StrEnum):
    """Why what was typed or pressed was not taken."""

    TOO_SHORT = "too_short"
    NOT_FOUND = "not_found"
    TOO_MANY = "too_many"
    PLACES_FULL = "places_full"
    WITHIN = "within"
    WORD_LONG = "long"
    WORD_SAYS_NOTHING = "says_nothing"
    WORDS_FULL = "full"
    AMOUNT = "amount"
    QUIET = "quiet"
    COMMAND = "command"
    MEDIA = "media"


class Facets:
    """Draws the facets of one subscription.

    Args:
        who: the chat.
        subscription: its id is 0 while it is being made.
        count: how many calls of the last 90 days it would have brought; None before a region is chosen.
        tr: the language of the person who looks.
        service: names.
    """

    def __init__(
        self, who: Subscriber, subscription: Subscription, count: int | None, tr: Translator, service: Service
    ) -> None:
        self._who = who
        self._one = subscription
        self._count = count
        self._tr = tr
        self._service = service

    def screen(self, facet: Facet, page: int = 0, oblast: str = "") -> Screen:
        """Return the screen of a facet; `page` counts from 0, `oblast` is the one whose districts are offered."""
        match facet:
            case Facet.PLACES:
                return self._places()
            case Facet.ADD_PLACE:
                return self._districts(oblast, page) if oblast else self._oblasts()
            case Facet.SPHERES:
                return self._spheres(page)
            case Facet.KINDS:
                return self._kinds()
            case Facet.INCLUDE | Facet.EXCLUDE:
                return self._words(facet)
            case Facet.AMOUNT:
                return self._amount()
            case Facet.WHEN:
                return self._when()
            case Facet.HOUR:
                return self._hour()
            case Facet.QUIET:
                return self._quiet()

    def problem(self, facet: Facet, problem: Problem) -> Screen:
        """Return why an answer does not fit, with the facet's screen again."""
        shown = self.screen(facet)
        return replace(shown, text=paragraphs(_problems(self._tr)[problem], shown.text))

    def choice(self, units: Sequence[Territory]) -> Screen:
        """Return places that fit what was typed, each with its oblast, so that namesakes are told apart."""
        tr = self._tr
        rows: Rows = tuple(
            (self._button(with_parent(unit, tr, self._service), Facet.ADD_PLACE, FacetAct.ADD, unit.id),)
            for unit in units
        )
        several = tr("Several places fit. <b>Choose yours.</b>")
        text = several if len(units) > 1 else tr("<b>Did you mean this place?</b>")
        return Screen(text, (*rows, (self._button(tr("‹ Back"), Facet.ADD_PLACE),)))

    def _button(
        self, label: str, facet: Facet, act: FacetAct = FacetAct.SHOW, value: str = "", page: int = 0
    ) -> Button:
        return facet_button(self._who, self._one.id, clip(label, LABEL_LIMIT), facet, act, value, page)

    def _tick(self, chosen: bool, label: str, facet: Facet, value: str, page: int = 0) -> Button:
        act = FacetAct.DROP if chosen else FacetAct.ADD
        return self._button(f"✓ {label}" if chosen else label, facet, act, value, page)

    def _done(self) -> tuple[Button, ...]:
        return (alerts_button(self._who, self._tr("Done"), AlertsAct.OPEN, self._one.id),)

    def _back(self, facet: Facet) -> tuple[Button, ...]:
        return (self._button(self._tr("‹ Back"), facet),)

    def _screen(self, rows: Rows, *parts: str | None) -> Screen:
        told = caught(self._count, self._tr) if self._count is not None else None
        return Screen(paragraphs(*parts, lines(told, clash(self._one, self._tr))), rows)

    def _places(self) -> Screen:
        tr, chosen = self._tr, self._one.territories
        drops: Rows = tuple(
            (self._button(f"✕ {place_name(unit_id, self._service, tr)}", Facet.PLACES, FacetAct.DROP, unit_id),)
            for unit_id in chosen
            if len(chosen) > 1
        )
        more: Rows = ((self._button(tr("+ Add a region"), Facet.ADD_PLACE),),) if len(chosen) < MOST_PLACES else ()
        names = [f"• {esc(place_name(unit_id, self._service, tr), 90)}" for unit_id in chosen]
        wide = tr("A district also gets the calls of its oblast and of the whole country.")
        only = tr("To change the region, add another one first.") if len(chosen) == 1 else None
        return self._screen((*more, *drops, self._done()), tr("<b>Regions</b>"), lines(*names), lines(wide, only))

    def _oblasts(self) -> Screen:
        tr = self._tr
        whole = self._button(tr("The whole of Kazakhstan"), Facet.ADD_PLACE, FacetAct.ADD, REPUBLIC)
        units = [unit for unit in self._service.tree.children(REPUBLIC) if unit.selectable]
        buttons = [
            self._button(
                unit.short(tr.language),
                Facet.ADD_PLACE,
                FacetAct.LOOK if self._service.tree.children(unit.id) else FacetAct.ADD,
                unit.id,
            )
            for unit in units
        ]
        cancel = (alerts_button(self._who, tr("Cancel"), AlertsAct.LIST),)
        foot = self._back(Facet.PLACES) if self._one.territories else cancel
        asked = tr("Or write the first letters of your district or city.")
        return Screen(paragraphs(tr("<b>Choose a region.</b>"), asked), ((whole,), *in_pairs(buttons), foot))

    def _districts(self, oblast_id: str, page: int) -> Screen:
        tr, tree = self._tr, self._service.tree
        oblast = tree[oblast_id]
        units = [unit for unit in tree.children(oblast.id) if unit.selectable]
        shown, number, last = page_of(units, page, DISTRICTS_ON_PAGE)
        label = tr("The whole city") if oblast.kind == "republican_city" else tr("The whole oblast")
        whole = self._button(label, Facet.ADD_PLACE, FacetAct.ADD, oblast.id)
        buttons = [self._button(unit.short(tr.language), Facet.ADD_PLACE, FacetAct.ADD, unit.id) for unit in shown]
        pager = self._pager(Facet.ADD_PLACE, number, last, FacetAct.LOOK, oblast.id)
        text = paragraphs(
            f"<b>{esc(oblast.name(tr.language))}</b>",
            tr("<b>Choose a district or a city.</b>"),
            tr("You will also get the calls for the whole region and the whole country."),
        )
        return Screen(text, ((whole,), *in_pairs(buttons), *pager, self._back(Facet.ADD_PLACE)))

    def _pager(self, facet: Facet, number: int, last: int, act: FacetAct = FacetAct.SHOW, value: str = "") -> Rows:
        row = []
        if number > 0:
            row.append(self._button(self._tr("‹ Previous"), facet, act, value, number - 1))
        if number + 1 < last:
            row.append(self._button(self._tr("Next ›"), facet, act, value, number + 1))
        return (tuple(row),) if row else ()

    def _spheres(self, page: int) -> Screen:
        tr, chosen = self._tr, self._one.spheres
        shown, number, last = page_of(self._service.spheres, page, SPHERES_ON_PAGE)
        every = tr("All spheres") if chosen else tr("✓ All spheres")
        rows: Rows = (
            (self._button(every, Facet.SPHERES, FacetAct.ANY, page=number),),
            self._done(),
            *(
                (self._tick(item.id in chosen, item.short(tr.language), Facet.SPHERES, item.id, number),)
                for item in shown
            ),
            *self._pager(Facet.SPHERES, number, last),
        )
        told = tr.n("{n} sphere chosen.", "{n} spheres chosen.", len(chosen)) if chosen else tr("Spheres: all")
        unread = tr("A call whose sphere is not named comes too.") if chosen else None
        return self._screen(rows, tr("<b>Spheres</b>"), lines(told, unread))

    def _kinds(self) -> Screen:
        tr, chosen = self._tr, self._one.kinds
        every = tr("All kinds") if chosen else tr("✓ All kinds")
        ticks = [self._tick(kind in chosen, kind_name(kind, tr), Facet.KINDS, kind.value) for kind in CALL_KINDS]
        rows: Rows = (
            (self._button(every, Facet.KINDS, FacetAct.ANY),),
            *((tick,) for tick in ticks),
            self._done(),
        )
        return self._screen(rows, tr("<b>Kinds of call</b>"), tr("Tick those that you want."))

    def _words(self, facet: Facet) -> Screen:
        tr = self._tr
        words = self._one.include if facet is Facet.INCLUDE else self._one.exclude
        drops = [self._button(f"✕ {word}", facet, FacetAct.DROP, word_id(word)) for word in words]
        if facet is Facet.INCLUDE:
            head = tr("<b>Wanted words</b>")
            told = tr("Only calls with at least one of these come.") if words else tr("No words: any call may come.")
        else:
            head = tr("<b>Unwanted words</b>")
            told = tr("Calls with one of these do not come.") if words else tr("No words: no call is left out.")
        asked = tr("Write words separated by commas, for example: drinking water, young people.")
        ends = tr("Endings do not matter. In a phrase all of its words must be there.")
        clear: Rows = ((self._button(tr("Remove all words"), facet, FacetAct.ANY),),) if len(words) > 1 else ()
        rows = (*in_pairs(drops), *clear, self._done())
        return self._screen(rows, head, lines(told, quoted(words) or None), lines(asked, ends))

    def _amount(self) -> Screen:
        tr, least = self._tr, self._one.min_amount
        labels = {amount: tr("from {sum}", sum=self._sum(amount)) for amount in AMOUNTS}
        buttons = [
            self._button(f"✓ {label}" if amount == least else label, Facet.AMOUNT, FacetAct.ADD, str(amount))
            for amount, label in labels.items()
        ]
        any_sum = self._button(tr("Any sum") if least else tr("✓ Any sum"), Facet.AMOUNT, FacetAct.ANY)
        now = tr("Now: from {sum}.", sum=self._sum(least)) if least else tr("Now: any sum.")
        asked = tr("Or write the smallest sum in tenge: 1.5 million or 700 000.")
        unread = tr("Calls that name no sum, or name it in another currency, come too.") if least else None
        return self._screen(
            (*((button,) for button in buttons), (any_sum,), self._done()),
            tr("<b>The smallest sum</b>"),
            lines(now, unread),
            asked,
        )

    def _sum(self, amount: int) -> str:
        return self._tr.money(amount, "KZT", short=True)

    def _when(self) -> Screen:
        tr, one = self._tr, self._one
        names = {
            Cadence.INSTANT: tr("At once"),
            Cadence.DAILY: tr("Every day"),
            Cadence.WEEKLY: tr("On Mondays"),
        }
        cadences = tuple(
            self._button(f"✓ {name}" if one.cadence is cadence else name, Facet.WHEN, FacetAct.ADD, cadence.value)
            for cadence, name in names.items()
        )
        hour = self._button(tr("Hour: {hour}", hour=f"{one.digest_at:%H:%M}"), Facet.HOUR)
        digest: Rows = () if one.cadence is Cadence.INSTANT else ((hour,),)
        rows: Rows = (cadences, *digest, (self._button(tr("Silence"), Facet.QUIET),), self._done())
        return Screen(paragraphs(tr("<b>When it comes</b>"), when(one, tr), _zone(tr)), rows)

    def _hour(self) -> Screen:
        tr, at = self._tr, self._one.digest_at
        buttons = [
            self._button(f"✓{hour}" if time(hour) == at else f"{hour}", Facet.HOUR, FacetAct.ADD, str(hour))
            for hour in range(24)
        ]
        rows = tuple(tuple(buttons[start : start + 6]) for start in range(0, 24, 6))
        text = paragraphs(tr("<b>At what hour?</b>"), when(self._one, tr), _zone(tr))
        return Screen(text, (*rows, self._back(Facet.WHEN)))

    def _quiet(self) -> Screen:
        tr, one = self._tr, self._one
        buttons = [
            self._button(
                f"{'✓ ' if (start, end) == (one.quiet_from, one.quiet_until) else ''}{start:%H:%M}–{end:%H:%M}",
                Facet.QUIET,
                FacetAct.ADD,
                f"{start.hour}-{end.hour}",
            )
            for start, end in QUIET
        ]
        off = self._button(
            tr("✓ No silence") if one.quiet_from == one.quiet_until else tr("No silence"), Facet.QUIET, FacetAct.ANY
        )
        text = paragraphs(
            tr("<b>Silence</b>"),
            when(one, tr),
            tr("What appears in these hours comes when they end; at once if its deadline comes sooner."),
            tr("Or write the hours, for example: 23-7."),
            _zone(tr),
        )
        return Screen(text, (*((button,) for button in buttons), (off,), self._back(Facet.WHEN)))


def _zone(tr: Translator) -> str:
    return tr("The hours are those of Astana, wherever the phone is.")


def _problems(tr: Translator) -> dict[Problem, str]:
    return {
        Problem.TOO_SHORT: tr("Write at least two letters."),
        Problem.NOT_FOUND: tr(
            "I found no such district or city. Write the name of the district, not of the village, or choose from the"
            " list."
        ),
        Problem.TOO_MANY: tr("Too many places begin like this. Write a few more letters."),
        Problem.PLACES_FULL: tr("No more than {n} regions fit in one subscription.", n=MOST_PLACES),
        Problem.WITHIN: within(tr),
        Problem.WORD_LONG: tr("One of the words is too long: no more than {n} letters.", n=WORD_LIMIT),
        Problem.WORD_SAYS_NOTHING: tr("Such words are in every text. Write what the call must be about."),
        Problem.WORDS_FULL: tr("No more than {n} words fit. Remove some to add others.", n=MOST_WORDS),
        Problem.AMOUNT: tr("I did not understand the sum. Write one number in tenge, no more than a trillion."),
        Problem.QUIET: tr("I did not understand the hours. Write two numbers from 0 to 24, for example: 22-8."),
        Problem.COMMAND: tr("I do not know this command."),
        Problem.MEDIA: not_supported(tr),
    }


def told(problem: Problem, tr: Translator) -> str:
    """Return why an answer was not taken, as one sentence."""
    return _problems(tr)[problem]


def last_place(tr: Translator) -> str:
    """Return the toast when somebody would take the last region away."""
    return tr("At least one region must stay.")


def within(tr: Translator) -> str:
    """Return the toast when a place lies in one that was chosen already."""
    return tr("It is already within your regions.")
