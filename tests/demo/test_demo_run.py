"""`elshi demo` as a process: it tells what it does, takes another port when its own is busy, and stops cleanly."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from pathlib import Path

import aiohttp

ROOT = Path(__file__).resolve().parents[2]


async def test_a_busy_port_is_told_and_ctrl_c_stops_everything() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "demo", "--port", str(port),
            cwd=ROOT, env=os.environ | {"BOT_TOKEN": "", "DATABASE_URL": ""},
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        assert process.stdout is not None and process.stderr is not None
        try:
            told: list[str] = []
            async with asyncio.timeout(60):
                while not any("Ready" in line for line in told):
                    line = (await process.stdout.readline()).decode()
                    assert line, f"ended early: {told} {(await process.stderr.read()).decode()}"
                    told.append(line)
            said = "".join(told)
            assert f"Port {port} is busy" in said and "[1/5]" in said and "[5/5]" in said
            url = next(word for line in told if "Ready" in line for word in line.split() if word.startswith("http"))
            assert url.startswith("http://127.0.0.1:") and not url.endswith(f":{port}")
            async with aiohttp.ClientSession() as session, session.get(f"{url}/api/events") as stream:
                assert stream.status == 200  # a page that is being looked at must not keep the demo alive
                process.send_signal(signal.SIGINT)
                async with asyncio.timeout(5):
                    out, errors = await process.communicate()
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
    assert process.returncode in (0, 130)
    assert "Stopped" in out.decode()
    assert "Traceback" not in errors.decode() and "ERROR" not in errors.decode()
