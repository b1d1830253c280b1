"""`elshi verify`: goes along the whole log and names the first entry that does not fit."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from bot.settings import Settings
from domain.clock import instant
from domain.journal import Fault, Head, Standing, Walk, Wrong, read_head, standing
from domain.ports import Store
from storage.store import open_store

STRETCH = 2_000
"""Entries in memory at a time."""

FITS, UNREADABLE, MISUSED, WRONG = 0, 1, 2, 3
"""Exit codes: it fits; it cannot be read now, or the command's words are wrong (as everywhere); it does not fit."""

_WRONG = {
    Wrong.UNCHAINED: "it does not continue entry {before}: one of the two was rewritten, put in or swapped",
    Wrong.CHANGED: "its content is not what its hash was made of",
    Wrong.BESIDE: "the person or the words beside it are not those it was sealed with",
}
_STANDING = {
    Standing.FITS: "is in the log",
    Standing.CUT: "is not in the log any more: the log was cut, it ends with entry {last}",
    Standing.REWRITTEN: "is not in the log: entry {number} or one before it was rewritten with everything after it",
    Standing.UNKNOWN: "is not in the log: its end was cut, all of it was rewritten, or the hash is of another log",
}


@dataclass(frozen=True, slots=True)
class Verified:
    """What a walk along the log found. `standings` tell of each head that was published or asked for."""

    fault: Fault | None
    last: Head
    standings: Sequence[tuple[Head, Standing]] = ()

    @property
    def fits(self) -> bool:
        """Tell whether nothing is wrong."""
        return self.fault is None and all(how is Standing.FITS for _, how in self.standings)


async def verify(store: Store, against: Head | None = None, *, stretch: int = STRETCH) -> Verified:
    """Walk along the log, in memory that does not grow with it.

    Args:
        store: storage.
        against: a head that somebody kept, to be found in the log, besides those noted when they were published.
        stretch: entries read at a time.
    """
    async with store.read() as repositories:
        heads = [*await repositories.journal.published(), *([against] if against else [])]
        walk = Walk(heads)
        while rows := await repositories.journal.after(walk.head.number, stretch):
            fault = walk.along(rows)
            if fault is not None:
                return Verified(fault, walk.head)
    return Verified(None, walk.head, [(head, standing(head, walk)) for head in heads])


async def print_verified(settings: Settings, against: str | None = None) -> int:
    """Print whether the log fits; returns the exit code.

    Args:
        settings: where the database is.
        against: what was published, `number:hash` or the hash alone.
    """
    asked = None if against is None else read_head(against)
    if against is not None and asked is None:
        print("✗ a published head is 64 hexadecimal digits, or number:digits as the notice shows it", file=sys.stderr)
        return MISUSED
    async with open_store(settings.database_url.get_secret_value(), zone=settings.zone) as store:
        found = await verify(store, asked)
    print("\n".join(_lines(found, asked, settings.zone)))
    return FITS if found.fits else WRONG


def _lines(found: Verified, asked: Head | None, zone: tzinfo) -> list[str]:
    fault = found.fault
    if fault is not None:
        fitting = f"entries 1 to {found.last.number} fit" if found.last.number else "no entry before it fits"
        return [f"✗ entry {fault.number} of {_moment(fault.moment, zone)} is wrong: {_what(fault)}", f"  {fitting}"]
    noted = found.standings[:-1] if asked else found.standings
    lines = [f"✓ {found.last.number} entries fit", f"head {found.last}"] if found.last.number else ["the log is empty"]
    if noted and all(how is Standing.FITS for _, how in noted):
        lines.append(f"✓ the {len(noted)} published heads noted here are in the log")
    broken = next(((head, how) for head, how in noted if how is not Standing.FITS), None)
    lines += [_told("published head", *broken, found.last)] if broken else []
    return lines + ([_told("the head", *found.standings[-1], found.last)] if asked else [])


def _told(what: str, head: Head, how: Standing, last: Head) -> str:
    mark = "✓" if how is Standing.FITS else "✗"
    name = str(head) if head.number else head.hash
    return f"{mark} {what} {name} {_STANDING[how].format(number=head.number, last=last.number)}"


def _what(fault: Fault) -> str:
    if fault.wrong is Wrong.MISSING:
        gap = fault.number - fault.expected
        missing = f"entry {fault.expected} is" if gap == 1 else f"entries {fault.expected} to {fault.number - 1} are"
        return f"{missing} missing before it" if gap > 0 else "its number was put in"
    return _WRONG[fault.wrong].format(before=fault.expected - 1)


def _moment(micros: int, zone: tzinfo) -> str:
    try:
        moment: datetime = instant(micros).astimezone(zone)
    except (OverflowError, TypeError):  # somebody wrote it who was no clock
        return f"an impossible moment ({micros})"
    return moment.isoformat(sep=" ")
