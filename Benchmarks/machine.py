"""The machine that measures: what it is, how busy others keep it, and waiting until they do not."""

import os
import platform
import time
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def cores():
    return os.cpu_count() or 1


def _busy():
    """Processor time that all processes together have had since the machine started, in seconds."""
    fields = Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]
    numbers = [int(field) for field in fields]
    # user nice system idle iowait irq softirq steal: the time that others of the host took counts as busy.
    return (sum(numbers[:8]) - numbers[3] - numbers[4]) / TICKS


def processor_seconds(pid):
    """Processor time of one process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def resident_bytes(pid):
    """Memory of one process: resident now, and of that what no file backs."""
    status = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines() if ":" in line)
    return {name: int(status[key].split()[0]) * 1024 for name, key in (("resident", "VmRSS"), ("own", "RssAnon"))}


def description():
    cpu = next(
        (
            line.split(":", 1)[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    memory = int(Path("/proc/meminfo").read_text().split()[1]) // 1024
    return {"cores": cores(), "processor": cpu, "memoryMiB": memory, "kernel": platform.release()}


class ForeignLoad:
    """How many cores others kept busy while something was measured: all processor time less that of ours."""

    def __init__(self):
        self.own = 0.0
        self.busy = _busy()
        self.children = self._children()
        self.start = time.monotonic()

    @staticmethod
    def _children():
        times = os.times()
        return times.user + times.system + times.children_user + times.children_system

    def add(self, seconds):
        """Notes the processor time that a process of ours took that has not ended (a node)."""
        self.own += seconds

    def cores(self):
        elapsed = time.monotonic() - self.start
        foreign = _busy() - self.busy - (self._children() - self.children) - self.own
        return round(max(0.0, foreign / elapsed), 2) if elapsed > 0 else 0.0


def wait_until_idle(patience, allowed=0.15, say=print):
    """Waits until others use less than `allowed` cores for two seconds, `patience` seconds at most.

    Returns the cores that others used in the end.
    """
    deadline = time.monotonic() + patience
    told = False
    while True:
        load = ForeignLoad()
        time.sleep(2)
        used = load.cores()
        if used <= allowed or time.monotonic() >= deadline:
            return used
        if not told:
            say(f"  the machine is busy ({used} cores): waiting up to {patience:.0f} s")
            told = True
