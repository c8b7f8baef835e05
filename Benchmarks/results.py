"""What a row gives, and how it is shown and kept."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

THRESHOLDS = Path(__file__).with_name("thresholds.json")


@dataclass
class Figure:
    """One measured figure beside what it is held against, which was measured in the same run."""

    name: str
    # What was measured, and its unit; None where there is nothing to measure yet.
    value: float | None
    unit: str
    # What it is held against: what that is, its value in the same unit.
    reference_name: str = ""
    reference: float | None = None
    # What is to be reached: the ratio of figure to reference, or the figure itself.
    goal: str = ""
    reached: bool | None = None
    # The figures of every repetition, and how many cores others used meanwhile.
    repetitions: list = field(default_factory=list)
    foreign_cores: float = 0.0
    note: str = ""

    @property
    def ratio(self):
        return self.value / self.reference if self.reference and self.value is not None else None


def number(value):
    if value is None:
        return ""
    magnitude = abs(value)
    return f"{value:,.0f}" if magnitude >= 100 else f"{value:.1f}" if magnitude >= 10 else f"{value:.3g}"


def measured(figure):
    return "none" if figure.value is None else f"{number(figure.value)} {figure.unit}"


def table(figures):
    """The figures as lines of text."""
    rows = [("FIGURE", "MEASURED", "REFERENCE", "RATIO", "GOAL", "OTHERS")]
    for figure in figures:
        reference = f"{number(figure.reference)} {figure.reference_name}" if figure.reference is not None else ""
        mark = {True: " reached", False: " MISSED", None: ""}[figure.reached]
        ratio = f"{figure.ratio:.3f}" if figure.ratio is not None else ""
        rows.append(
            (figure.name, measured(figure), reference, ratio, figure.goal + mark,
             f"{figure.foreign_cores:.2f}")
        )  # fmt: skip
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join(lines + [f"  {figure.name}: {figure.note}" for figure in figures if figure.note])


def as_json(figures):
    return [{**asdict(figure), "ratio": figure.ratio} for figure in figures]


def below_thresholds(figures):
    """The figures whose ratio fell below what is recorded: what was reached once must not be lost unnoticed."""
    recorded = json.loads(THRESHOLDS.read_text())["ratios"]
    found = []
    for figure in figures:
        bounds = recorded.get(figure.name)
        if bounds is None or figure.ratio is None:
            continue
        if figure.ratio < bounds.get("atLeast", 0) or figure.ratio > bounds.get("atMost", float("inf")):
            found.append(f"{figure.name}: the ratio is {figure.ratio:.3f}, recorded is {bounds}")
    return found
