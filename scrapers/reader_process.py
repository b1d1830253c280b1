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
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any, BinaryIO

if __name__ == "__main__":
    # Bodies are brought here: this process talks to nobody. A library that could speak TLS finds that it cannot, and
    # 3 MB of OpenSSL stay on the disk.
    sys.modules.update(dict.fromkeys(("_ssl", "_hashlib")))  # type: ignore[arg-type]

from domain.calls.stated import stated_to_json
from scrapers.base import AGENT, Document, Reading
from scrapers.registry import PARSERS
from scrapers.robots import manners

HEADER = struct.Struct("!II")  # length of the JSON, length of the body
FACTS = tuple(item.name for item in fields(Reading) if item.name != "posts")


def answer(order: dict[str, Any], body: bytes) -> dict[str, Any]:
    """Carry out one order: `{"do": "robots", "url": …}` or `{"do": kind, "now": …, "document": {…}}`."""
    if order["do"] == "robots":
        return asdict(manners(body, order["url"], AGENT))
    now = datetime.fromisoformat(order["now"])
    reading = PARSERS[order["do"]](Document(body, now=now, **order["document"]))
    posts = [
        [
            post.external_id,
            post.url,
            post.title,
            post.text,
            post.published.isoformat() if post.published else None,
            stated_to_json(post.stated) if post.stated else None,
        ]
        for post in reading.posts
    ]
    return {name: getattr(reading, name) for name in FACTS} | {"posts": posts}


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
        # UTF-8 rather than escapes: Kazakh text is three times shorter so. A lone surrogate is not text at all.
        text = json.dumps(reply, ensure_ascii=False).encode("utf-8", "replace")
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

    try:
        serve(sys.stdin.buffer, answers, seconds)
    except BrokenPipeError:  # whoever asked is gone: there is nobody to tell
        os._exit(1)


if __name__ == "__main__":
    main()
