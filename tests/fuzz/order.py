"""What must be so after anything that people do: looked at in the file, and worked out by the product's own rules."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator

from bot.stands import StandKeeper
from bot.verify_command import verify
from domain.requests.clocks import clocks_of
from domain.requests.model import stand
from domain.requests.record import events_of, subject
from handlers.requests.happening import terms_in_force
from handlers.service import Service
from tests.person import Stage

LONGEST = 4096


class Complaints(logging.Handler):
    """Keeps what the product logs as an error, and that dates were stored past the log."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno >= logging.ERROR or "stand otherwise" in record.msg:
            trace = logging.Formatter().formatException(record.exc_info) if record.exc_info else ""
            self.heard.append(f"{record.name}: {record.getMessage()}\n{trace}")


class Order:
    """Looks for what is wrong on a stage; remembers how far it looked, for a phone is never read twice."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._calls = 0

    def at_telegram(self, answered: Collection[str] = ()) -> Iterator[str]:
        """Yield what the strict local Bot API refused.

        Somebody who blocked the bot hears nothing: that refusal is no mistake of ours.

        Args:
            answered: ids of presses that may be answered twice.
        """
        log = self._stage.world.log
        for call in log[self._calls :]:
            twice = call.params.get("callback_query_id") in answered
            if call.status not in (200, 403) and "not modified" not in call.description and not twice:
                yield f"{call.method} {dict(call.params)}: {call.description}"
        self._calls = len(log)

    def on_screens(self) -> Iterator[str]:
        """Yield screens that no phone can show whole."""
        for person in self._stage.world.people.values():
            for message in person.sees(self._stage.account):
                if len(message.text) > LONGEST:
                    yield f"{len(message.text)} characters for {person.id}: {message.text[:80]}"


async def in_log(service: Service) -> list[str]:
    """Return what does not fit in the log, and open requests that stand otherwise than it says."""
    found = await verify(service.store)
    wrong = [] if found.fits else [f"the log: {found}"]
    await StandKeeper(service).tick()  # after a change of the calendar dates may differ until its next look
    now = service.clock.now()
    law = await service.by_law(service.today(now))
    async with service.store.read() as repositories:
        terms = await terms_in_force(repositories, service, law)
        for request in await repositories.request_times.following(0, 100_000, only_open=True):
            rows = await repositories.journal.of_subjects([subject(request.id)])
            clocks = clocks_of(events_of(rows), terms, now)
            assert clocks is not None
            shown = stand(clocks)
            stored = (request.outcome, request.due, request.office_due, request.answered_at, request.ended_at)
            if stored != (shown.outcome, shown.due, shown.office_due, shown.answered_at, shown.ended_at):
                wrong.append(f"request {request.id} stands as {stored}, worked out {shown}")
    return wrong
