"""A large study is sealed, sent, fetched and opened in flat memory, on the device and on the node."""

import filecmp
import os
import subprocess

from network import MEDCHAIN

SIZE = 160 << 20
# Twice as much as is measured, and far less than the file.
ALLOWANCE_KIB = 64 << 10


def peak(network, *arguments):
    """The most memory that a command had, in KiB, and its output."""
    command = [str(MEDCHAIN), *map(str, arguments), "--as", "large", "--yes"]
    process = subprocess.Popen(
        command, env=network.environment, cwd=network.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    output = process.stdout.read().decode()
    errors = process.stderr.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stdout.close()
    process.stderr.close()
    assert process.returncode == 0, errors
    return usage.ru_maxrss, output


def node_peak(network):
    """The most memory that the node had so far, in KiB."""
    with open(f"/proc/{network.process.pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM:"))


def test_memory_stays_flat(network, tmp_path):
    network.patient("large")
    study = tmp_path / "study.pdf"
    with study.open("wb") as file:
        file.write(b"%PDF-1.4\n")
        for _ in range(SIZE >> 20):
            file.write(os.urandom(1 << 20))
        file.write(b"\nstartxref\n0\n%%EOF\n")
    base, _ = peak(network, "record", "add", "--condition", "Migraine")
    node_base = node_peak(network)
    adding, _ = peak(network, "record", "add", "--file", study, "--title", "Study", "--category", "imaging")
    assert adding < base + ALLOWANCE_KIB, f"adding took {adding} KiB, a small record {base} KiB"
    record = network.ask("large", "record", "list", "--category", "imaging")["records"][0]["record"]
    copy = tmp_path / "copy.pdf"
    showing, _ = peak(network, "record", "show", record, "--output", copy)
    assert showing < base + ALLOWANCE_KIB, f"showing took {showing} KiB, a small record {base} KiB"
    assert filecmp.cmp(study, copy, shallow=False)
    node = node_peak(network)
    assert node < node_base + ALLOWANCE_KIB, f"the node took {node} KiB, and {node_base} KiB before"
