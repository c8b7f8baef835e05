"""The rows: what each measures, against what, and what is to be reached (docs/benchmarks.md says why)."""

import hashlib
import os
import shutil
import subprocess
import time

import browser
import machine
import networks
import plots
from results import Figure


def median(values):
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def milliseconds(report, name="p50", of="latency"):
    return report[of][f"{name}Microseconds"] / 1000


def primitives(run):
    """What the machine gives at best."""
    found = run.primitives()
    run.data["primitives"] = found
    one, both = found["p256VerificationsPerSecondOneCore"], found["p256VerificationsPerSecondAllCores"]
    disk = found["writeAndSynchronise"]["p50Microseconds"] / 1000
    return [
        Figure("P-256 verification, one core", one, "/s"),
        Figure("P-256 verification, all cores", both, "/s", "of one core", one),
        Figure("P-256 signing, one core", found["p256SignaturesPerSecondOneCore"], "/s"),
        Figure("SHA-256", found["sha256MegabytesPerSecond"], "MB/s"),
        Figure("AES-256-GCM", found["aes256gcmMegabytesPerSecond"], "MB/s"),
        Figure("write + fdatasync, p50", disk, "ms"),
    ]


def _transactions(run, name, filled, clients, **options):
    """Repeated loads with the references measured before the first."""
    verification = run.primitives()["p256VerificationsPerSecondOneCore"]
    filled.start()
    try:
        # Every client can add for the whole time at 1.5 times the goal.
        prepared = max(64, int(0.45 * verification * (run.seconds + 3) / 2 / clients))
        loads = run.repeated(
            lambda: filled.load(clients=clients, seconds=run.seconds, warm_up=3, prepared=prepared, **options)
        )
    finally:
        filled.stop()
    run.data[name] = loads
    return verification, loads


def embedded(run):
    """Committed transactions a second, one organisation, 128 clients, 100,000 records."""
    filled = run.network("hundred-thousand", records=100_000)
    verification, loads = _transactions(run, "embedded", filled, 128)
    rates = [load["perSecond"] for load in loads]
    middle = min(loads, key=lambda load: abs(load["perSecond"] - median(rates)))
    foreign = max(load["foreignCores"] for load in loads)
    p50, rate = milliseconds(middle), median(rates)
    run.plot(
        "embedded-latency",
        plots.lines(
            "Commit latency, 128 clients, one organisation", "percentile", "milliseconds",
            {
                f"run {number + 1}: {load['perSecond']}/s": [
                    (share / 100, max(micros, 1) / 1000) for share, micros in load["distribution"]
                ]
                for number, load in enumerate(loads)
            },
            y_log=True, note="every client waits for its commit over HTTP",
        ),
    )  # fmt: skip
    uploads = [load["uploadLatency"] for load in loads if "uploadLatency" in load]
    processor = middle["nodeProcessorSeconds"] / max(1, middle["committed"]) * 1e6
    return [
        Figure(
            "embedded, 128 clients", rate, "tx/s", "P-256 verifications/s, one core", verification, ">= 0.30",
            rate / verification >= 0.30, rates, foreign,
            f"the node's processor time is about {processor:.0f} us a transaction, warm-up and uploads included",
        ),
        Figure("embedded, 128 clients, p50", p50, "ms", "", None, "<= 20 ms", p50 <= 20,
               [milliseconds(load) for load in loads], foreign),
        Figure("embedded, 128 clients, p99", milliseconds(middle, "p99"), "ms", foreign_cores=foreign),
        *[Figure("upload of an envelope, p50, 64 clients", median([up["p50Microseconds"] / 1000 for up in uploads]),
                 "ms", foreign_cores=foreign)][: len(uploads)],
    ]  # fmt: skip


def single(run):
    """Commit latency of a client that is alone."""
    filled = run.network("hundred-thousand", records=100_000)
    disk = run.primitives()["writeAndSynchronise"]["p50Microseconds"] / 1000
    filled.start()
    try:
        loads = run.repeated(lambda: filled.load(clients=1, seconds=run.seconds, warm_up=2, prepared=20_000))
    finally:
        filled.stop()
    run.data["single"] = loads
    p50 = median([milliseconds(load) for load in loads])
    foreign = max(load["foreignCores"] for load in loads)
    return [
        Figure("single client, p50", p50, "ms", "write + fdatasync, ms", disk, "<= 2 ms", p50 <= 2,
               [milliseconds(load) for load in loads], foreign),
        Figure("single client, p99", median([milliseconds(load, "p99") for load in loads]), "ms",
               foreign_cores=foreign),
    ]  # fmt: skip


def clients(run):
    """Throughput and latency over the number of clients."""
    filled = run.network("hundred-thousand", records=100_000)
    verification = run.primitives()["p256VerificationsPerSecondOneCore"]
    found = []
    filled.start()
    try:
        for count in (1, 4, 16, 64, 128, 256, 512):
            run.quiet()
            prepared = max(64, int(0.45 * verification * (run.seconds + 3) / 2 / count))
            found.append(filled.load(clients=count, seconds=run.seconds, warm_up=3, prepared=min(prepared, 20_000)))
    finally:
        filled.stop()
    run.data["clients"] = found
    run.plot(
        "clients-throughput",
        plots.lines(
            "Committed transactions a second over clients", "clients", "transactions/s",
            {"one organisation": [(load["clients"], load["perSecond"]) for load in found]}, x_log=True,
        ),
    )  # fmt: skip
    run.plot(
        "clients-latency",
        plots.lines(
            "Commit latency over clients", "clients", "milliseconds",
            {
                name: [(load["clients"], milliseconds(load, name)) for load in found]
                for name in ("p50", "p99")
            },
            x_log=True, y_log=True,
        ),
    )  # fmt: skip
    return [
        Figure(f"{load['clients']} clients", load["perSecond"], "tx/s", "P-256 verifications/s, one core",
               verification, foreign_cores=load["foreignCores"],
               note=f"p50 {milliseconds(load):.1f} ms, p99 {milliseconds(load, 'p99'):.1f} ms")
        for load in found
    ]  # fmt: skip


def consortium(run):
    """Two organisations over etcd."""
    run.say("  needs the consortium: networks of several organisations over etcd are not built yet")
    return [Figure("two organisations over etcd", None, "tx/s", goal=">= 0.18", note="needs the consortium: not built")]


def replay(run):
    """Verifying a chain from its genesis up: what a new node and an auditor do."""
    filled = run.network("hundred-thousand", records=100_000)
    filled.stop()
    both = run.primitives()["p256VerificationsPerSecondAllCores"]

    def measure():
        foreign = machine.ForeignLoad()
        began = time.monotonic()
        report = networks.medchain("verify", "--data", filled.data)
        seconds = time.monotonic() - began
        if not report["intact"]:
            raise RuntimeError(f"the measured ledger is not intact: {report['findings'][:3]}")
        return {"perSecond": report["transactions"] / seconds, "foreignCores": foreign.cores(), "seconds": seconds,
                "transactions": report["transactions"]}  # fmt: skip

    found = run.repeated(measure)
    run.data["replay"] = found
    rate = median([one["perSecond"] for one in found])
    return [
        Figure("verify and replay", rate, "tx/s", "P-256 verifications/s, all cores", both, ">= 0.50",
               rate / both >= 0.5, [one["perSecond"] for one in found], max(one["foreignCores"] for one in found),
               "every row is compared as well; signatures, rules, state roots, tables")
    ]  # fmt: skip


def study(run):
    """Sealing and opening a study of 1 GiB on the device, beside `age`."""
    folder = run.work / "study"
    folder.mkdir(parents=True, exist_ok=True)
    plain, sealed, opened = folder / "study.dcm", folder / "study.sealed", folder / "study.opened"
    block = os.urandom(1 << 20)
    with plain.open("wb") as file:
        for number in range(1024):
            file.write(number.to_bytes(4) + block[4:])
    key = folder / "age.key"
    key.unlink(missing_ok=True)
    subprocess.run(["age-keygen", "-o", key], check=True, capture_output=True)
    recipient = subprocess.run(["age-keygen", "-y", key], check=True, capture_output=True, text=True).stdout.strip()

    def measure():
        foreign = machine.ForeignLoad()
        aged, unaged = folder / "study.age", folder / "study.unaged"
        began = time.monotonic()
        subprocess.run(["age", "-r", recipient, "-o", aged, plain], check=True)
        middle = time.monotonic()
        subprocess.run(["age", "-d", "-i", key, "-o", unaged, aged], check=True)
        age = {"ageSealSeconds": middle - began, "ageOpenSeconds": time.monotonic() - middle}
        for file in (aged, unaged):
            file.unlink()
        ours = networks.medchain("bench", "study", plain, "--sealed", sealed, "--opened", opened)
        with plain.open("rb") as left, opened.open("rb") as right:
            if hashlib.file_digest(left, "sha256").digest() != hashlib.file_digest(right, "sha256").digest():
                raise RuntimeError("what was opened is not what was sealed")
        for file in (sealed, opened):
            file.unlink()
        return {**age, **ours, "foreignCores": foreign.cores()}

    try:
        found = run.repeated(measure)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    run.data["study"] = found
    gibibyte = 1 << 30
    figures = []
    for name, ours, other in (
        ("seal 1 GiB", "sealMilliseconds", "ageSealSeconds"),
        ("open 1 GiB", "openMilliseconds", "ageOpenSeconds"),
    ):
        speeds = [gibibyte / 1e6 / (one[ours] / 1000) for one in found]
        reference = median([gibibyte / 1e6 / one[other] for one in found])
        figures.append(
            Figure(name, median(speeds), "MB/s", "age, MB/s", reference, ">= 1", median(speeds) >= reference, speeds,
                   max(one["foreignCores"] for one in found))
        )  # fmt: skip
    peak = median([one["peakMemoryBytes"] for one in found]) / (1 << 20)
    figures.append(Figure("memory for 1 GiB", peak, "MiB", goal="<= 64 MiB", reached=peak <= 64))
    return figures


QUERIES = {
    "timeline": "timeline page (the patient)",
    "timelineUnderGrant": "timeline page (a physician)",
    "timelineOfCategory": "timeline page of a category",
    "accessLog": "access log page",
    "grants": "grants of a patient",
    "grantsToMe": "grants to a physician",
    "ownRecords": "records that a physician wrote",
    "directorySearch": "directory search",
    "notifications": "notifications page",
    "unread": "unread notifications",
}


def scale(run):
    """Networks of growing size: queries, restart, memory, disk."""
    found = {}
    for records in run.scale:
        filled = run.network(f"scale-{records}", records=records)
        run.quiet()
        foreign = machine.ForeignLoad()
        starts = []
        for _ in range(run.repeat):
            starts.append(filled.start())
            memory = machine.resident_bytes(filled.process.pid)
            filled.stop()
        filled.start()
        before = machine.processor_seconds(filled.process.pid)
        queries = filled.queries(500)
        foreign.add(machine.processor_seconds(filled.process.pid) - before)
        after = machine.resident_bytes(filled.process.pid)
        filled.stop()
        found[records] = {
            "fill": filled.filled, "starts": starts, "memory": memory, "memoryAfterQueries": after,
            "queries": queries, "disk": filled.bytes_on_disk(), "foreignCores": foreign.cores(),
        }  # fmt: skip
    run.data["scale"] = found
    return _scale_figures(run, found)


def _scale_figures(run, found):
    small, large = min(found), max(found)
    middle = 100_000 if 100_000 in found else small
    figures = []
    series = {}
    for kind, name in QUERIES.items():
        at = {records: one["queries"][kind]["p99Microseconds"] / 1000 for records, one in found.items()}
        series[name] = sorted(at.items())
        goal, reached = "", None
        if kind == "timeline":
            goal, reached = "<= 10 ms, growth <= 1.3", at[large] <= 10 and at[large] <= 1.3 * at[middle]
        figures.append(
            Figure(f"{name}, p99 at {large:,}", at[large], "ms", f"ms at {middle:,}", at[middle], goal, reached,
                   foreign_cores=found[large]["foreignCores"])
        )  # fmt: skip
    if len(found) > 1:
        run.plot(
            "scale-queries",
            plots.lines("Queries over the size of the network (p99)", "records", "milliseconds", series, x_log=True),
        )
    start = median(found[large]["starts"])
    resident = found[large]["memory"]["resident"] / (1 << 20)
    figures += [
        Figure(f"restart at {large:,}", start, "s", f"s at {small:,}", median(found[small]["starts"]), "<= 2 s",
               start <= 2, found[large]["starts"], found[large]["foreignCores"]),
        Figure(f"memory after start at {large:,}", resident, "MiB", f"MiB at {small:,}",
               found[small]["memory"]["resident"] / (1 << 20), "<= 150 MiB", resident <= 150,
               note=f"of that {found[large]['memory']['own'] / (1 << 20):.0f} MiB of its own; "
               f"{found[large]['memoryAfterQueries']['resident'] / (1 << 20):.0f} MiB after the queries"),
    ]  # fmt: skip
    for records, one in sorted(found.items()):
        per_record = one["disk"]["ledger"] / records
        seconds = one["fill"]["milliseconds"] / 1000
        figures.append(
            Figure(f"ledger on disk at {records:,}", per_record, "bytes a record",
                   note=f"patients, grants and reads included; filled in {seconds:.0f} s")
        )  # fmt: skip
    return figures


def content(run):
    """Disk for a record with its content."""
    filled = run.network("with-content", records=5_000, patients=1_000, readers=64, reads=0, content=True)
    sizes = filled.bytes_on_disk()
    run.data["content"] = {"disk": sizes, "fill": filled.filled}
    records = filled.filled["records"]
    return [
        Figure("content on disk", sizes["content"] / records, "bytes a record", "bytes of the plain content", 285,
               note="payload padded to 512 bytes and sealed, envelope sealed to patient, author, compartment, node"),
        Figure("ledger beside it", sizes["ledger"] / records, "bytes a record",
               note="1,000 patients with seven compartments and two grants each are part of it"),
    ]  # fmt: skip


def web(run):
    """The web application: its first page, and a study of 50 MB."""
    return browser.measure(run)


def compile_program(run):
    """The first build of the program from an empty cache: what the first `make run` waits for."""
    folder = run.work / "fresh"
    shutil.rmtree(folder, ignore_errors=True)
    run.quiet()
    subprocess.run(["git", "clone", "--quiet", networks.ROOT, folder], check=True)
    foreign = machine.ForeignLoad()
    began = time.monotonic()
    command = ["swift", "build", "--configuration", "release", "--product", "medchain"]
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    seconds = time.monotonic() - began
    figure = Figure("first build", seconds / 60, "min", foreign_cores=foreign.cores())
    shutil.rmtree(folder, ignore_errors=True)
    return [figure]


ROWS = {
    "primitives": primitives,
    "embedded": embedded,
    "single": single,
    "clients": clients,
    "consortium": consortium,
    "replay": replay,
    "study": study,
    "scale": scale,
    "content": content,
    "web": web,
    "compile": compile_program,
}
