"""Compiles the reading of announcements when ELSHI_COMPILED=1 asks for it; otherwise there is nothing to compile.

The same modules run as they are, only slower (docs/decisions/0034-compiled-reading.md). Everything else about the
package stands in pyproject.toml.
"""

import os
from pathlib import Path

from setuptools import setup

COMPILED = ("domain/calls/furniture.py", "domain/calls/reading/*.py")


def extensions() -> list[object]:
    """Return what is compiled."""
    if os.environ.get("ELSHI_COMPILED") != "1":
        return []
    from mypyc.build import mypycify  # of mypy, which only the compiled build needs

    here = Path(__file__).resolve().parent
    modules = sorted(str(path.relative_to(here)) for pattern in COMPILED for path in here.glob(pattern))
    return list(mypycify(modules, opt_level="3", debug_level="0"))


setup(ext_modules=extensions())
