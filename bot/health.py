"""Tells a container's health check whether the running bot is alive: its heartbeat file is fresh.

Run as `python -m bot.health [file]`; exit code 0 when healthy. Imports nothing heavy: it is started every minute.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

FRESH = 120.0
"""Seconds after which a heartbeat that comes every 30 s counts as missing."""


def healthy(heartbeat: Path) -> bool:
    """Tell whether the heartbeat file was touched within the last two minutes."""
    try:
        return time.time() - heartbeat.stat().st_mtime < FRESH
    except OSError:
        return False


if __name__ == "__main__":
    path = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("HEARTBEAT_FILE", "data/heartbeat")
    sys.exit(0 if healthy(Path(path)) else 1)
