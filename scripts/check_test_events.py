"""Fails unless a run of Swift Testing, told by its event stream, checked everything that it set out to check.

`swift test` ends with success when a test was disabled, cancelled or had a known issue, and when no test ran at all.
None of these is a success here.

usage: check_test_events.py EVENTS    (EVENTS: what `swift test --event-stream-output-path EVENTS` wrote)
"""

import json
import sys
from pathlib import Path

NOT_A_VERDICT = {"testSkipped", "testCancelled", "testCaseCancelled"}


def complaints(lines):
    """The reasons why the run does not count, each a line; none when it does."""
    found = []
    ended = 0
    run_ended = False
    for line in lines:
        if not line.strip():
            continue
        record = json.loads(line)
        if record.get("kind") != "event":
            continue
        event = record["payload"]
        kind = event["kind"]
        name = event.get("testID", "the run")
        if kind in NOT_A_VERDICT:
            reason = "; ".join(event.get("_comments", []))
            found.append(f"{name}: {kind}: a test never skips{': ' + reason if reason else ''}")
        elif kind == "issueRecorded" and event["issue"].get("isKnown"):
            found.append(f"{name}: a known issue is a failure that nobody mends")
        elif kind == "testEnded":
            ended += 1
        elif kind == "runEnded":
            run_ended = True
    if ended == 0:
        found.append("no test ran")
    if not run_ended:
        found.append("the run did not come to its end")
    return found


def main(arguments):
    if len(arguments) != 1:
        print("usage: check_test_events.py EVENTS", file=sys.stderr)
        return 64
    with Path(arguments[0]).open(encoding="utf-8") as lines:
        found = complaints(lines)
    for complaint in found:
        print(f"test: {complaint}", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
