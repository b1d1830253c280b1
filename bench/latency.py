"""From a post on a sample site to the message at the local Bot API: the whole production path over real HTTP.

Two spans: from publication (at most the poll interval and a second), and from the answer of the site that brought the
post (at most 300 ms: reading, matching, storing, sending).
"""

from __future__ import annotations

import asyncio
import sys
import time

from bench.figures import Figure, report
from bot.demo.run import POLL_EVERY, House, open_demo
from bot.demo.sample_texts import Draft

INTERVAL = float(POLL_EVERY.removesuffix("s"))
OURS = 0.3
TOPICS: tuple[tuple[str, str, int, int], ...] = (
    ("Гранты на школьные музеи", "музеев сёл", 3, 1_100_000),
    ("Конкурс дворовых команд", "дворового спорта", 6, 400_000),
    ("Поддержка сельских библиотек", "сельских библиотек", 9, 2_300_000),
    ("Премия за чистые берега", "очистки берегов", 12, 700_000),
    ("Гранты для кружков робототехники", "кружков робототехники", 15, 1_900_000),
    ("Поддержка хосписов", "хосписов и паллиативной помощи", 18, 3_200_000),
)


async def _one(house: House, draft: Draft) -> tuple[float, float]:
    """Publish a post; return seconds from its publication and from the poll that brought it to the first message."""
    world = house.world
    site = house.sources.sites[draft.site]
    sent = sum(call.method == "sendMessage" for call in world.log)
    seen = len(site.visits)
    site.publish(draft)
    published = time.perf_counter()
    polled = 0.0
    async with asyncio.timeout(30):
        while sum(call.method == "sendMessage" for call in world.log) == sent:
            if not polled and any(visit.status == 200 for visit in site.visits[seen:]):
                polled = time.perf_counter()
            await world.changed(world.version, 20)
    return time.perf_counter() - published, time.perf_counter() - polled


async def main() -> int:
    """Measure and print; returns 0 when the bounds are kept."""
    whole: list[float] = []
    ours: list[float] = []
    async with open_demo(0) as house:
        await house.app.sender.drained()
        name = next(iter(house.sources.sites))
        for number, (title, topic, days, amount) in enumerate(TOPICS):
            text = (
                f"Фонд объявляет конкурс грантов для НПО Казахстана на проекты {topic}. Сумма одного гранта – до "
                f"{amount} тенге. Заявки принимаются до {{ru:{days}}} включительно."
            )
            await asyncio.sleep(1.5)  # one message a second to one chat is the limit, not our delay
            house.sources.sites[name].visits.clear()
            total, mine = await _one(house, Draft(name, f"bench-{number}", "ru", title, text))
            whole.append(total)
            ours.append(mine)
    print("seconds from publication: " + ", ".join(f"{value:.2f}" for value in whole))
    print("ours, seconds from the poll: " + ", ".join(f"{value:.3f}" for value in ours))
    return report(
        [
            Figure("worst delay from publication (floor: poll interval + 1 s)", max(whole), INTERVAL + 1, "s", 1.0),
            Figure("worst delay of ours (floor: 300 ms)", max(ours), OURS, "s", 1.0),
        ]
    )


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
