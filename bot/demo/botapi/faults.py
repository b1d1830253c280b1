"""Scripted faults: what may go wrong between a bot and Telegram, on order."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["refuse", "html", "drop", "lose_reply", "slow"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong.

    Args:
        kind: ``refuse`` answers with an error; ``html`` answers with a web page as a proxy would; ``drop`` closes the
            connection before the call is looked at; ``lose_reply`` carries the call out and closes the connection;
            ``slow`` carries it out and answers late.
        method: the method's name in lower case.
        chat_id: only calls to this chat; any chat when None.
    """

    kind: Kind
    method: str
    chat_id: int | None = None
    code: int = 0
    description: str = ""
    retry_after: int | None = None
    seconds: float = 0.0


@dataclass(slots=True)
class Faults:
    """Faults that wait for their call, first come first served.

    Attributes:
        happened: the faults that took place, in order.
    """

    queue: list[Fault] = field(default_factory=list)
    happened: list[Fault] = field(default_factory=list)

    def _add(self, fault: Fault, times: int) -> None:
        self.queue += [fault] * times

    def too_many_requests(self, method: str, retry_after: int, *, chat_id: int | None = None, times: int = 1) -> None:
        """Answer 429 with ``retry_after`` seconds."""
        text = f"Too Many Requests: retry after {retry_after}"
        self._add(Fault("refuse", method.lower(), chat_id, 429, text, retry_after), times)

    def refuse(self, method: str, code: int, description: str, *, chat_id: int | None = None, times: int = 1) -> None:
        """Answer with any error, such as 403 or 400 or 500."""
        self._add(Fault("refuse", method.lower(), chat_id, code, description), times)

    def bad_gateway(self, method: str, *, chat_id: int | None = None, times: int = 1) -> None:
        """Answer 502 with a page of HTML instead of JSON."""
        self._add(Fault("html", method.lower(), chat_id, 502), times)

    def drop(self, method: str, *, chat_id: int | None = None, times: int = 1) -> None:
        """Close the connection before the call is accepted: nothing happens."""
        self._add(Fault("drop", method.lower(), chat_id), times)

    def lose_reply(self, method: str, *, chat_id: int | None = None, times: int = 1) -> None:
        """Carry the call out (a message does reach its chat) and close the connection instead of answering."""
        self._add(Fault("lose_reply", method.lower(), chat_id), times)

    def slow(self, method: str, seconds: float, *, chat_id: int | None = None, times: int = 1) -> None:
        """Carry the call out at once and answer after some real seconds."""
        self._add(Fault("slow", method.lower(), chat_id, seconds=seconds), times)

    def take(self, method: str, chat_id: str) -> Fault | None:
        """Remove and return the first fault meant for this call, or None.

        Args:
            method: in lower case.
            chat_id: as the caller wrote it, possibly empty.
        """
        for index, fault in enumerate(self.queue):
            if fault.method == method and (fault.chat_id is None or str(fault.chat_id) == chat_id):
                self.happened.append(fault)
                return self.queue.pop(index)
        return None
