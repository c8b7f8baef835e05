"""Every Python test runs under one rule more than pytest's own: a test never skips.

A skip hides that something was not checked (a tool that is missing, a file that is not there), so it counts as a
failure here, as does an expected failure.
"""

import pytest


def _fail_if_skipped(report):
    if report.skipped:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else getattr(report, "wasxfail", "")
        report.outcome = "failed"
        report.longrepr = f"{report.nodeid} did not run to a verdict, and a test never skips: {reason}"
        if hasattr(report, "wasxfail"):
            del report.wasxfail


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    _fail_if_skipped(outcome.get_result())


@pytest.hookimpl(hookwrapper=True)
def pytest_make_collect_report(collector):
    outcome = yield
    _fail_if_skipped(outcome.get_result())
