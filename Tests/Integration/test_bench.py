"""`medchain bench` runs against real nodes and says what it found. How fast is no test's business."""

import json
import os
import subprocess
import sys

from network import MEDCHAIN, ROOT, USAGE, Network

SMALL = ["--records", 120, "--patients", 12, "--readers", 4, "--grants", 2, "--reads", 12]


def bench(*arguments, code=0):
    process = subprocess.run(
        [MEDCHAIN, "bench", *map(str, arguments), "--json"],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        env={**os.environ, "MEDCHAIN_RATE_LIMITS": "off"},
    )
    assert process.returncode == code, process.stdout + process.stderr
    return json.loads((process.stdout if code == 0 else process.stderr).strip().splitlines()[-1])


def measured(latency):
    """Percentiles are those of samples: they only grow."""
    names = ["minimum", "p50", "p90", "p95", "p99", "p999", "maximum"]
    values = [latency[f"{name}Microseconds"] for name in names]
    assert latency["count"] > 0 and values == sorted(values) and values[0] > 0
    return latency["count"]


def test_primitives_are_measured(tmp_path):
    found = bench("primitives", "--seconds", 0.05, "--folder", tmp_path)
    numbers = [value for value in found.values() if isinstance(value, int)]
    assert found["cores"] == os.cpu_count() and len(numbers) == 6 and all(number > 0 for number in numbers)
    measured(found["writeAndSynchronise"])
    assert list(tmp_path.iterdir()) == []


def test_a_filled_network_is_a_network(tmp_path):
    """A filled ledger verifies; loads on it commit; queries find what was filled in."""
    data, population = tmp_path / "node", tmp_path / "population.json"
    filled = bench("fill", "--data", data, "--population", population, *SMALL, "--content")
    assert (filled["patients"], filled["records"], filled["reads"]) == (12, 120, 12)
    assert population.stat().st_mode & 0o777 == 0o600
    network = Network.around(tmp_path, data)
    before = network.run("verify", "--data", data, "--json").json
    # Registrations of 12 and 4, 4 verifications, 12 openings, 24 grants, 120 records, 12 reads.
    assert before["intact"] and before["transactions"] == 12 + 4 + 4 + 12 + 24 + 120 + 12
    network.start()
    try:
        load = bench(
            "load", "--population", population, "--node", network.url, "--clients", 4, "--seconds", 1, "--warm-up", 0.2,
            "--prepared", 300,
        )  # fmt: skip
        assert load["errors"] == {} and load["committed"] == measured(load["latency"])
        assert measured(load["readLatency"]) + measured(load["addLatency"]) == load["committed"]
        assert measured(load["uploadLatency"]) == 4 * 301
        assert [share for share, _ in load["distribution"]] == sorted(share for share, _ in load["distribution"])
        paced = bench(
            "load", "--population", population, "--node", network.url, "--clients", 2, "--seconds", 1, "--warm-up", 0,
            "--rate", 20, "--adds", 0,
        )  # fmt: skip
        assert paced["errors"] == {} and 0 < paced["committed"] <= 21 and "addLatency" not in paced
        queries = bench("queries", "--population", population, "--node", network.url, "--samples", 5)
        assert len(queries) == 10 and all(measured(one) == 5 for one in queries.values())
        assert queries["timeline"]["answerBytes"] > 1000
    finally:
        network.stop()
    after = network.run("verify", "--data", data, "--json").json
    assert after["intact"] and after["transactions"] > before["transactions"] + load["committed"]


def test_a_load_ends_when_what_was_prepared_is_used_up(tmp_path):
    data, population = tmp_path / "node", tmp_path / "population.json"
    bench("fill", "--data", data, "--population", population, *SMALL)
    network = Network.around(tmp_path, data).start()
    try:
        load = bench(
            "load", "--population", population, "--node", network.url, "--clients", 2, "--seconds", 60, "--warm-up", 0,
            "--adds", 100, "--prepared", 5,
        )  # fmt: skip
        assert load["endedEarly"] and load["errors"] == {} and 5 <= load["committed"] <= 10
        refused = bench("load", "--population", population, "--node", network.url, "--clients", 99, code=1)
        assert refused["code"] == "bench.clients"
    finally:
        network.stop()


def test_people_join_a_network_that_serves(network, tmp_path):
    """An officer registers made-up people where no data directory is at hand; they are people like others."""
    population = tmp_path / "population.json"
    made = network.ask(
        "ruth", "bench", "people", "--organisation", "Riverside General Hospital", "--population", population,
        "--patients", 4, "--readers", 2, "--grants", 1, "--records", 8,
    )  # fmt: skip
    assert made == {"patients": 4, "readers": 2, "records": 8}
    load = bench(
        "load", "--population", population, "--node", network.url, "--clients", 2, "--seconds", 0.5, "--warm-up", 0,
        "--prepared", 200,
    )  # fmt: skip
    assert load["errors"] == {} and load["committed"] > 0
    other = bench("queries", "--population", population, "--node", "not an address", code=1)
    assert other["code"] == "bench.address"


def test_the_driver_knows_its_rows():
    """`make bench NAME` for a name that is none says which there are; a threshold names a ratio."""
    driver = ROOT / "Benchmarks" / "bench.py"
    answer = subprocess.run([sys.executable, driver, "nonsense"], capture_output=True, text=True, check=False)
    assert answer.returncode == USAGE and "embedded" in answer.stderr
    for bounds in json.loads((ROOT / "Benchmarks" / "thresholds.json").read_text())["ratios"].values():
        assert bounds and set(bounds) <= {"atLeast", "atMost"}
