"""The process that reads bodies from strangers (`python -m scrapers.reader_process`); `reader` starts and feeds it.

It takes orders from standard input and answers on standard output: a JSON object of known length, and for an order the
body after it. It ends when its input does. An order that takes too long ends it too, by the alarm's default action:
that works inside a regular expression, where nothing else would.
"""

from __future__ import annotations

import json
import os
import signal
import struct
import sys
from dataclasses import asdict
from datetime import datetime
from typing import Any, BinaryIO

from scrapers.base import AGENT, Document
from scrapers.registry import KINDS
from scrapers.robots import manners

HEADER = struct.Struct("!II")  # length of the JSON, length of the body


def answer(order: dict[str, Any], body: bytes) -> dict[str, Any]:
    """Carry out one order: `{"do": "robots", "url": …}` or `{"do": kind, "url": …, "now": …, …}`."""
    if order["do"] == "robots":
        return asdict(manners(body, order["url"], AGENT))
    now = datetime.fromisoformat(order["now"])
    document = Document(body, order["content_type"], order["charset"], order["url"], now)
    reading = KINDS[order["do"]](document)
    posts = [
        [post.external_id, post.url, post.title, post.text, post.published.isoformat() if post.published else None]
        for post in reading.posts
    ]
    return {"posts": posts, "problem": reading.problem}


def serve(orders: BinaryIO, answers: BinaryIO, seconds: float) -> None:
    """Answer orders until there are no more; an order that fails is answered with the problem `unreadable`."""
    while len(head := orders.read(HEADER.size)) == HEADER.size:
        text_size, body_size = HEADER.unpack(head)
        order = json.loads(orders.read(text_size))
        body = orders.read(body_size)
        signal.setitimer(signal.ITIMER_REAL, seconds)
        try:
            reply = answer(order, body)
        except Exception:  # MemoryError and RecursionError included: the next order may be a good one
            reply = {"posts": [], "problem": "unreadable"}
        signal.setitimer(signal.ITIMER_REAL, 0)
        text = json.dumps(reply).encode("ascii")
        answers.write(HEADER.pack(len(text), 0) + text)
        answers.flush()


def main() -> None:
    """Bound the memory, load what is needed before the first order, and serve."""
    import resource

    seconds, memory = float(sys.argv[1]), int(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    # Ctrl-C goes to everybody at the terminal; this process ends when the one that started it closes the pipe.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a stray print of a library must not look like an answer
    import feedparser  # noqa: F401
    import protego  # noqa: F401
    import selectolax.lexbor  # noqa: F401

    serve(sys.stdin.buffer, answers, seconds)


if __name__ == "__main__":
    main()
