"""docs/coverage.md names, for every row of the list of what the five papers describe, the tests that show it, or says
why not; docs/compliance.md does the same for clauses of law. A row without either fails here, and so does a test that
does not exist or did not run.

Swift tests are looked up in the event stream of the run that scripts/test made before, Python tests among those that
pytest collects."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from network import ROOT

DOCUMENT = ROOT / "docs" / "coverage.md"
COMPLIANCE = ROOT / "docs" / "compliance.md"
PAPERS = ROOT / "docs" / "papers.md"
COMMANDS = ROOT / "Sources" / "RecordContract" / "Commands" / "CommandType.swift"
EVENTS = ROOT / ".build" / "test-events.jsonl"
STATES = {"shown", "partly", "not yet", "out of scope"}


def expected_rows():
    """The rows that the list has: coverage_rows.txt, so that a clone on its own knows them."""
    rows = []
    for line in Path(__file__).with_name("coverage_rows.txt").read_text().split("\n"):
        if line:
            paper, numbers = line.split()
            first, last = map(int, numbers.split("-"))
            rows += [f"{paper}-{number}" for number in range(first, last + 1)]
    return rows


def rows_of(text):
    """The rows of a document: id, state, last cell."""
    for line in text.splitlines():
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if len(cells) == 4 and re.fullmatch(r"\d{3}-\d+", cells[0]):
            yield cells[0], cells[2], cells[3]


def references(cell):
    """The tests that a cell names."""
    return re.findall(r"`((?:Tests/[^`]+::|[A-Za-z]+Tests\.)[^`]+)`", cell)


def complaints(rows, expected, tests):
    """What is wrong with a list of rows, each a line."""
    found = []
    ids = [row for row, _, _ in rows]
    found += [f"{row} is missing" for row in expected if row not in set(ids)]
    found += [f"{row} is nobody's row" for row in ids if row not in set(expected)]
    found += [f"{row} stands twice" for row in sorted({row for row in ids if ids.count(row) > 1})]
    for row, state, cell in rows:
        named = references(cell)
        words = re.sub(r"[\s,.;]+", " ", re.sub(r"`[^`]*`", "", cell)).strip()
        if state not in STATES:
            found.append(f"{row}: {state} is no state")
        if state in {"shown", "partly"} and not named:
            found.append(f"{row}: {state}, and no test is named")
        if state != "shown" and len(words.split()) < 2:
            found.append(f"{row}: {state}, and no reason is given")
        found += [f"{row}: no test {name} ran" for name in named if name not in tests]
    return found


def swift_tests():
    """The Swift tests that ended, as `Target.Suite/name`."""
    assert EVENTS.is_file(), f"{EVENTS} is missing: run scripts/test, which makes it before it runs this"
    found = set()
    with EVENTS.open(encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            if record["kind"] == "event" and record["payload"]["kind"] == "testEnded":
                suite, _, rest = record["payload"]["testID"].partition("/")
                name = rest.rpartition("/")[0]
                found.add(f"{suite}/{re.sub(r'[(][^()]*[)]$', '', name).replace('`', '')}")
    return found


def python_tests():
    """The tests that pytest collects, as `path::name`."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "--collect-only",
        "-q",
        "-p",
        "no:cacheprovider",
        "-o",
        "addopts=",
        "Tests",
    ]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert listed.returncode == 0, listed.stdout[-3_000:] + listed.stderr[-3_000:]
    return {re.sub(r"\[.*$", "", line) for line in listed.stdout.splitlines() if "::" in line}


@pytest.fixture(scope="module")
def tests():
    return swift_tests() | python_tests()


def test_every_row_names_a_test_that_ran_or_says_why_not(tests):
    found = complaints(list(rows_of(DOCUMENT.read_text())), expected_rows(), tests)
    assert not found, "\n".join(found)


def test_every_clause_names_a_test_that_ran_or_says_why_not(tests):
    found = []
    clauses = 0
    for line in COMPLIANCE.read_text().splitlines():
        cells = [cell.strip() for cell in line.split("|")[1:-1]]
        if len(cells) != 4 or cells[0] in {"clause", "article"} or set(cells[0]) <= {"-"}:
            continue
        clauses += 1
        named = references(cells[3])
        if cells[2] not in STATES:
            found.append(f"{cells[0]}: {cells[2]} is no state")
        if cells[2] in {"shown", "partly"} and not named:
            found.append(f"{cells[0]}: no test is named")
        if cells[2] != "shown" and len(re.sub(r"`[^`]*`", "", cells[3]).split()) < 2:
            found.append(f"{cells[0]}: no reason is given")
        found += [f"{cells[0]}: no test {name} ran" for name in named if name not in tests]
    assert clauses == 29
    assert not found, "\n".join(found)


def test_what_the_papers_name_is_where_docs_says():
    """Each part of a paper's figure or technology names files that are there and commands that the contract has (rows
    000-63, 001-35, 002-39, 003-73)."""
    commands = set(re.findall(r'= "([a-z]+\.[A-Za-z]+)"', COMMANDS.read_text()))
    assert len(commands) > 60
    rows = 0
    for line in PAPERS.read_text().splitlines():
        cells = [cell.strip() for cell in line.split("|")[1:-1]]
        if len(cells) != 3 or cells[2] == "file" or set(cells[0]) <= {"-"}:
            continue
        rows += 1
        files = re.findall(r"`([^`]+)`", cells[2])
        assert files, line
        assert not [file for file in files if not (ROOT / file).is_file()], line
        named = [word for word in re.findall(r"`([^`]+)`", cells[1]) if re.fullmatch(r"[a-z]+\.[A-Za-z]+", word)]
        assert set(named) <= commands, line
    assert rows == 28


def test_the_rows_are_those_of_the_shared_list():
    """Where the shared list stands beside the repository, its rows and words are ours."""
    folder = Path(os.environ.get("MEDCHAIN_SAMPLES", ROOT.parent / "shared" / "data")).parent
    shared = folder / "COVERAGE.md"
    if not shared.is_file():
        # A clone on its own: the sample data lie elsewhere, and coverage_rows.txt alone says what there is.
        assert len(expected_rows()) == 329
        return
    listed = {}
    for line in shared.read_text(encoding="utf-8").splitlines():
        match = re.match(r"\| (\d{3}-\d+) \| (.*?) \|", line)
        if match:
            listed[match.group(1)] = match.group(2)
    assert list(listed) == expected_rows()
    ours = dict(re.findall(r"^\| (\d{3}-\d+) \| (.*?) \|", DOCUMENT.read_text(), re.MULTILINE))
    assert ours == listed


GOOD = [("000-1", "shown", "`ATests.B/c`"), ("000-2", "not yet", "It is not there.")]


@pytest.mark.parametrize(
    ("rows", "complaint"),
    [
        (GOOD, None),
        (GOOD[:1], "000-2 is missing"),
        ([*GOOD, GOOD[0]], "000-1 stands twice"),
        ([*GOOD, ("000-3", "not yet", "It is not there.")], "000-3 is nobody's row"),
        ([("000-1", "shown", ""), GOOD[1]], "000-1: shown, and no test is named"),
        ([("000-1", "partly", "`ATests.B/c`"), GOOD[1]], "000-1: partly, and no reason is given"),
        ([("000-1", "shown", "`ATests.B/d`"), GOOD[1]], "000-1: no test ATests.B/d ran"),
        ([("000-1", "shown", "`Tests/x.py::test_y`"), GOOD[1]], "000-1: no test Tests/x.py::test_y ran"),
        ([GOOD[0], ("000-2", "not yet", "")], "000-2: not yet, and no reason is given"),
        ([GOOD[0], ("000-2", "perhaps", "It is not there.")], "000-2: perhaps is no state"),
    ],
)
def test_the_check_can_fail(rows, complaint):
    found = complaints(rows, ["000-1", "000-2"], {"ATests.B/c"})
    assert found == ([] if complaint is None else [complaint])
