"""Where a card's facts come from: each field with the words it was read from, how sure, and who corrected it."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence

from domain.calls import fields
from domain.calls.corrections import Correction, desk
from domain.calls.draft import Certainty, Field
from domain.calls.model import Call, CallEvent
from domain.calls.readings import Reading
from domain.submissions import PEOPLE
from handlers.callbacks import CallAct, CallPress
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.alert import WITHOUT_MONEY, coordinator_of, in_rows, is_web
from handlers.views.applying import in_indices
from handlers.views.drafts import ORDER, field_name, shown
from handlers.views.screen import Button, Rows, Screen, esc, lines, paragraphs, press

BYTES = 4000
"""What the screen takes at most: the words give way when the facts are many."""
WORDS = (120, 80, 40, 20)
"""How many characters of the words are quoted, from the roomiest to the barest."""
SURE = 0.9
SOURCES_SHOWN = 3
URL_LIMIT = 300


class Whence:
    """The screen of one call in one language.

    Args:
        call: the call as it stands.
        readings: what stands behind its fields.
        corrections: what coordinators set or confirmed, oldest first.
        tr: the reader's language.
        service: names, the zone.
    """

    def __init__(
        self,
        call: Call,
        readings: Mapping[str, Reading],
        corrections: Sequence[Correction],
        tr: Translator,
        service: Service,
    ) -> None:
        self._call = call
        self._readings = readings
        self._corrections = {one.field: one for one in corrections}  # the latest counts
        self._tr = tr
        self._service = service
        self._draft = desk(call, readings, tr.language.value)
        self._sources = list(dict.fromkeys((one.source_id, one.url) for one in readings.values()))

    def screen(self, back: str, *, correctable: bool) -> Screen:
        """Return the screen; `back` is the list that the card was opened from."""
        tr = self._tr
        texts = (self._text(limit) for limit in WORDS)
        text = next((text for text in texts if len(text.encode()) <= BYTES), self._text(0))
        buttons = [Button(tr("Open the source"), url=url) for url in self._links()[:1]]
        if correctable:
            buttons.append(press(tr("Correct"), CallPress(act=CallAct.CORRECT, id=self._call.id, back=back)))
        opened = CallPress(act=CallAct.OPEN, id=self._call.id, back=back)
        rows: Rows = (*in_rows(buttons, 2), (press(tr("‹ Back to the call"), opened),))
        return Screen(text, rows)

    def _links(self) -> list[str]:
        urls = [url for _, url in self._sources] or [text.url for text in self._call.texts]
        return [url for url in urls if is_web(url)]

    def _text(self, limit: int) -> str:
        tr, call = self._tr, self._call
        entries = [self._event(limit), *(self._field(name, limit) for name in ORDER if name is not Field.CURRENCY)]
        unread = None
        if not self._readings:
            unread = tr("When this call came, its words were not kept yet. Please check at the source.")
        return paragraphs(
            tr("<b>Where does each fact come from?</b>"),
            f"<b>{esc(call.text_in(tr.language.value).title, 100)}</b>",
            unread,
            *entries,
            self._list_of_sources(),
        )

    def _event(self, limit: int) -> str | None:
        reading = self._readings.get("event")
        if self._call.event in (CallEvent.OPENED, CallEvent.NONE) or reading is None:
            return None
        if reading.value is not self._call.event:
            return None
        tr = self._tr
        said = {
            CallEvent.EXTENDED: tr("What happened: <b>the deadline has been extended</b>"),
            CallEvent.CANCELLED: tr("What happened: <b>the call is cancelled</b>"),
            CallEvent.RESULT: tr("What happened: <b>the results are out</b>"),
        }
        return lines(said.get(reading.value), self._quoted(reading, limit))

    def _field(self, field: Field, limit: int) -> str | None:
        """Return one field: its value and what stands behind it; None for one of which nothing is known."""
        name, draft, tr = field.of_call, self._draft, self._tr
        correction = self._corrections.get(name) if name in self._call.corrected else None
        if field is Field.TITLE and correction is None:
            return None
        if field is Field.AMOUNT and correction is None and (told := self._indices(limit)):
            return told
        missing = draft.certainty(field) is Certainty.MISSING
        # Only who announced an event in the bot named its own day; elsewhere it is that of the registration.
        ends = field is Field.DEADLINE and not self._call.text_in(tr.language.value).author
        label = tr("Deadline") if ends else field_name(field, draft, tr)
        if missing and correction is None:
            unfound = tr("{field}: not found in the text, check at the source", field=label)
            return unfound if self._is_sent_to_the_source(field) else None
        if missing:
            line = tr("{field}: <b>none</b>", field=label)
        else:
            line = f"{label}: <b>{shown(draft, field, tr, self._service)}</b>"
        return lines(line, *self._behind(name, limit, correction, is_in_call=draft.certainty(field) is Certainty.SURE))

    def _is_sent_to_the_source(self, field: Field) -> bool:
        """Tell whether the card sends its reader to the source for the field, which the call does not have."""
        call = self._call
        if not self._links():
            return False
        if field is Field.AMOUNT:
            return call.amount_total is None and call.kind not in WITHOUT_MONEY
        return field is Field.DEADLINE

    def _indices(self, limit: int) -> str | None:
        """Return a ceiling that is told in indices only, or was read so with doubt; None when there is none."""
        call, reading = self._call, self._readings.get("award_mci")
        units: int | None = call.award_mci
        if units is None and reading is not None:
            units = reading.value
        if units is None or call.amount_max is not None:
            return None
        known = call.published_at or call.first_seen_at
        worth = in_indices(units, self._service.today(known), self._tr, self._service)
        line = f"{field_name(Field.AMOUNT, self._draft, self._tr)}: <b>{worth}</b>"
        return lines(line, *self._behind("award_mci", limit, None, is_in_call=call.award_mci is not None))

    def _behind(self, name: str, limit: int, correction: Correction | None, *, is_in_call: bool) -> list[str | None]:
        tr, reading = self._tr, self._readings.get(name)
        if name == "applicants" and reading is None:
            reading = self._readings.get("ages")  # the text says how old they may be and nothing else
        if correction is not None:
            return [self._corrected(correction), self._read_otherwise(name, correction, reading, limit)]
        if reading is None:
            # Without a place of its own in the text, a call is for the territory of its source.
            return [tr("not named in the text: the region of the source") if name == "regions" else None]
        if is_in_call and reading.value != fields.value(self._call, reading.field):
            return []  # what stands there came otherwise: out of two calls that became one
        if not reading.is_sure or not is_in_call:
            return [self._words(reading, limit), tr("not sure: check at the source")]
        return [self._quoted(reading, limit)]

    def _corrected(self, correction: Correction) -> str:
        tr = self._tr
        who = esc(coordinator_of(correction.territory_id, self._service, tr))
        day = tr.date(correction.at.astimezone(self._service.zone).date())
        if correction.before == correction.after:
            return tr("Confirmed by {who}, {day}", who=who, day=day)
        return tr("Corrected by {who}, {day}", who=who, day=day)

    def _read_otherwise(self, name: str, correction: Correction, reading: Reading | None, limit: int) -> str | None:
        """Return what the text says instead of a corrected value."""
        tr = self._tr
        said = reading.said if reading is not None else correction.words
        if not said or not limit or (reading is not None and reading.value == fields.value(self._call, name)):
            return None
        return tr("In the text: {words}", words=f"<i>«{esc(said, limit)}»</i>")

    def _quoted(self, reading: Reading, limit: int) -> str:
        """Return the words of a sure reading, how sure it is, and where they are printed."""
        tr = self._tr
        if reading.is_stated or not reading.words:
            ours = reading.source_id == PEOPLE.id
            return tr("as its sender wrote") if ours else tr("as the source states it")
        sure = tr("said clearly") if reading.sure >= SURE else tr("most likely so")
        words = self._words(reading, limit)
        return f"{words} – {sure}" if words else sure

    def _words(self, reading: Reading, limit: int) -> str | None:
        if not reading.words or not limit or reading.is_stated:
            return None
        mark = ""
        if len(self._sources) > 1:
            number = self._sources.index((reading.source_id, reading.url)) + 1
            mark = f" [{number}]" if number <= SOURCES_SHOWN else ""
        return f"<i>«{esc(reading.words, limit)}»</i>{mark}"

    def _list_of_sources(self) -> str | None:
        tr = self._tr
        found = []
        for number, (source_id, url) in enumerate(self._sources[:SOURCES_SHOWN], start=1):
            name = esc(self._service.source_name(source_id, tr.language), 60)
            if is_web(url) and len(url) <= URL_LIMIT:
                name = f'<a href="{html.escape(url)}">{name}</a>'
            found.append(f"[{number}] {name}" if len(self._sources) > 1 else tr("Source: {name}", name=name))
        return lines(*found) or None
