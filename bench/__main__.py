"""All benchmarks, each in a process of its own: `python -m bench [NAME …]`."""

from __future__ import annotations

import subprocess
import sys

ALL = (
    "updates", "load", "matching", "latency", "delivery", "digest", "memory", "reading", "reading_pace", "collecting",
    "search", "seasons", "clocks", "stats", "verify", "inbox", "filing", "outbox", "backup", "housekeeping", "export",
)  # fmt: skip


def main() -> int:
    """Run the benchmarks named, or all; returns how many missed a bound."""
    names = sys.argv[1:] or ALL
    missed = 0
    for name in names:
        if name not in ALL:
            print(f"no such benchmark: {name}; there are {', '.join(ALL)}", file=sys.stderr)
            return 2
        print(f"— {name}", flush=True)
        missed += subprocess.run([sys.executable, "-m", f"bench.{name}"], check=False).returncode != 0
    return missed


if __name__ == "__main__":
    sys.exit(main())
