"""How a figure is printed: ours, the floor of the same run, their ratio and the bound it must keep."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured claim. `bound` is an upper bound on `ours / floor` unless `at_least`, then a lower one."""

    claim: str
    ours: float
    floor: float
    unit: str
    bound: float
    at_least: bool = False

    @property
    def ratio(self) -> float:
        """Return ours divided by the floor."""
        return self.ours / self.floor if self.floor else float("inf")

    @property
    def kept(self) -> bool:
        """Tell whether the bound is kept."""
        return self.ratio >= self.bound if self.at_least else self.ratio <= self.bound

    def line(self) -> str:
        """Return the figure as one line."""
        sign = "≥" if self.at_least else "≤"
        mark = "ok  " if self.kept else "MISS"
        return (
            f"{mark} {self.claim}: ours {self.ours:.4g} {self.unit}, floor {self.floor:.4g} {self.unit}, "
            f"ratio {self.ratio:.2f} (must be {sign} {self.bound:g})"
        )


def report(figures: list[Figure]) -> int:
    """Print the figures; return 0 when all bounds are kept, else 1."""
    for figure in figures:
        print(figure.line(), flush=True)
    return 0 if all(figure.kept for figure in figures) else 1
