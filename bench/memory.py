"""Memory of the running bot, and how soon it takes its first update, beside a process that only imports aiogram."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from pathlib import Path
from zoneinfo import ZoneInfo

from bench.figures import Figure, report

ALLOCATOR = {"MALLOC_ARENA_MAX": "1", "MALLOC_TRIM_THRESHOLD_": "131072"}
"""As the container image and the systemd unit set it; the floor is given the same."""
FLOOR = "import time; t = time.perf_counter(); import aiogram; print(time.perf_counter() - t, flush=True); input()"


def _megabytes(pid: int) -> float:
    """Resident memory of a process that is ours alone (Pss), in MB."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("the kernel does not tell")


def _family(pid: int) -> float:
    """Return the memory (MB) of a process and of the processes it started."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return _megabytes(pid) + sum(_family(int(child)) for child in children)


def _floor() -> tuple[float, float]:
    """Return memory (MB) and import time (s) of a process that imports aiogram and nothing else."""
    child = subprocess.Popen(
        [sys.executable, "-c", FLOOR],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **ALLOCATOR},
    )
    assert child.stdout is not None
    seconds = float(child.stdout.readline())
    memory = _megabytes(child.pid)
    child.communicate("\n")
    return memory, seconds


async def _ours(folder: Path, stack: AsyncExitStack) -> tuple[float, float]:
    """Start the real bot, answer a person, poll the sources; return memory (MB) and seconds to the answer."""
    from bot.demo.botapi import BotApiServer, World
    from bot.demo.run import _sources_file as sources_file
    from bot.demo.sample_sources import SampleSources
    from domain.clock import SystemClock

    token = "123456:" + "M" * 35
    clock = SystemClock()
    world = World(clock)
    account = world.add_bot(token, "memory_bot", "Memory")
    person = world.add_person(1, "Айгүл")
    person.start(account)
    server = BotApiServer(world)
    base_url = await server.start()
    stack.push_async_callback(server.stop)
    sites = await stack.enter_async_context(SampleSources(clock, ZoneInfo("Asia/Almaty")))
    environment = {
        **os.environ, **ALLOCATOR, "BOT_TOKEN": token, "BOT_API_URL": base_url, "DATABASE_URL": f"sqlite:///{folder}/m.db",
        "SOURCES_FILE": str(sources_file(folder, sites)), "ALLOW_LOCAL_SOURCES": "true", "OPERATOR_NAME": "Bench",
        "OPERATOR_BIN": "201240000010", "OPERATOR_CONTACT": "bench@example.kz", "COLLECT_EVERY": "0.5",
    }  # fmt: skip
    started = time.perf_counter()
    child = await asyncio.create_subprocess_exec(sys.executable, "-m", "bot", "run", env=environment)
    try:
        async with asyncio.timeout(60):
            while not any(call.method == "sendMessage" for call in world.log):
                await world.changed(world.version, 60)
            first = time.perf_counter() - started
        await asyncio.sleep(8)  # the feeds are polled and read
        memory = _family(child.pid)
    finally:
        child.terminate()
        await child.wait()
    return memory, first


async def _measured(folder: Path) -> tuple[float, float]:
    async with AsyncExitStack() as stack:
        return await _ours(folder, stack)


def main() -> int:
    """Measure and print; returns 0 when the bounds are kept."""
    _floor()  # warms the file cache for both
    memory, imported = _floor()
    with tempfile.TemporaryDirectory() as name:
        ours, first = asyncio.run(_measured(Path(name)))
    return report(
        [
            Figure("memory of the running bot with its reading process", ours, memory, "MB", 1.35),
            Figure(
                "start to the answer to the first update (floor: import of aiogram + 2 s)",
                first,
                imported + 2,
                "s",
                1.0,
            ),
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
