"""`make bench`: measures every row of docs/benchmarks.md, or those that are named, each in a fresh network.

A figure never stands alone: beside it stands what the machine gives at best, measured in the same run, and their ratio,
because the machine may be shared. Before each measurement it waits until others are quiet, and it notes how busy they
were.
"""

import argparse
import json
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import machine
import networks
import results
import rows
from playwright import sync_api as playwright


class Run:
    """What rows share: where they work, how thorough they are, the references."""

    def __init__(self, options):
        self.work = Path(options.work)
        self.output = Path(options.output)
        self.repeat = options.repeat
        self.seconds = options.seconds
        self.patience = options.patience
        self.scale = [int(text) for text in options.scale.split(",")]
        self.networks = {}
        self.data = {}

    def say(self, text):
        print(text, file=sys.stderr, flush=True)

    def quiet(self):
        """Waits until others are quiet."""
        return machine.wait_until_idle(self.patience, say=self.say)

    def primitives(self):
        """What the libraries give at best, now."""
        self.quiet()
        return networks.medchain("bench", "primitives", "--seconds", 1.5, "--folder", self.work)

    def network(self, name, **sizes):
        """A filled network; rows that only ask share one."""
        if name not in self.networks:
            self.say(f"  filling a network: {sizes}")
            self.networks[name] = networks.Network(self.work / name, **sizes).fill()
        return self.networks[name]

    def repeated(self, measure):
        """Measures `repeat` times, and once more for each time that others disturbed, up to twice as often."""
        found = []
        while len(found) < self.repeat * 2:
            self.quiet()
            found.append(measure())
            calm = [one for one in found if one.get("foreignCores", 0) <= 0.3]
            if len(calm) >= self.repeat:
                return calm
        # Never calm: what was measured is shown with what disturbed it.
        return sorted(found, key=lambda one: one.get("foreignCores", 0))[: self.repeat]

    def plot(self, name, text):
        self.output.mkdir(parents=True, exist_ok=True)
        (self.output / f"{name}.svg").write_text(text)

    def close(self):
        for one in self.networks.values():
            one.stop()


def main():
    arguments = argparse.ArgumentParser(prog="make bench", description=__doc__.split("\n", 1)[0])
    arguments.add_argument("names", nargs="*", metavar="NAME", help=f"rows: {', '.join(rows.ROWS)}; all by default")
    arguments.add_argument("--repeat", type=int, default=3, help="how often each figure is measured")
    arguments.add_argument("--seconds", type=float, default=10, help="how long each load is measured")
    arguments.add_argument("--patience", type=float, default=120, help="how long to wait for an idle machine")
    arguments.add_argument("--scale", default="10000,100000,1000000", help="records of the networks of `scale`")
    arguments.add_argument(
        "--work", default=networks.ROOT / ".build" / "bench" / "work", help="where networks are made"
    )
    arguments.add_argument("--output", default=networks.ROOT / ".build" / "bench", help="where results go")
    arguments.add_argument("--keep", action="store_true", help="keep the networks for the next run")
    options = arguments.parse_args()
    unknown = [name for name in options.names if name not in rows.ROWS]
    if unknown:
        arguments.error(f"there is no row {', '.join(unknown)}; there are: {', '.join(rows.ROWS)}")
    run = Run(options)
    if not options.keep:
        shutil.rmtree(run.work, ignore_errors=True)
    run.work.mkdir(parents=True, exist_ok=True)
    run.output.mkdir(parents=True, exist_ok=True)
    figures, failures = [], []
    began = time.monotonic()
    for name in options.names or rows.ROWS:
        run.say(f"bench: {name}")
        try:
            found = rows.ROWS[name](run)
        except (RuntimeError, OSError, subprocess.SubprocessError, playwright.Error) as error:
            failures.append(f"{name}: {error}")
            run.say(f"  failed: {error}")
            continue
        figures += found
        print(results.table(found), flush=True)
    run.close()
    report = {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine.description(),
        "seconds": round(time.monotonic() - began),
        "figures": results.as_json(figures),
        "data": run.data,
    }
    (run.output / "results.json").write_text(json.dumps(report, indent=1) + "\n")
    if not options.keep:
        shutil.rmtree(run.work, ignore_errors=True)
    print(f"\nFigures, plots and everything behind them: {run.output}")
    failures += results.below_thresholds(figures)
    for failure in failures:
        print(f"bench: {failure}", file=sys.stderr)
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
