"""The numbers of calls that went into others: whatever a button or a link names is looked up under its present one."""

from __future__ import annotations

PRESENT = "COALESCE((SELECT p.into_id FROM call_pointer p WHERE p.call_id = :{name}), CAST(:{name} AS BIGINT))"


def present(name: str) -> str:
    """Return the piece of a statement that gives the present number of the call that a parameter names."""
    return PRESENT.format(name=name)
