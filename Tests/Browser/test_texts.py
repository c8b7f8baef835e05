"""Every code that the ledger, the node or the browser can answer with, every event, command and state of the ledger has
words in both languages, written for people. The lists are read from the program's own sources."""

import re

import pytest
from network import ROOT

APP = ROOT / "Web" / "app"
SOURCES = ROOT / "Sources"
CODE = r"[a-z][A-Za-z]*(?:\.[a-zA-Z]+)*"


def texts(language):
    """All texts of a language, by key."""
    found = {}
    for path in sorted((APP / "texts").glob(f"*.{language}.js")):
        joined = re.sub(r"'\s*\n\s*\+ '", "", path.read_text())
        found.update(re.findall(r"^\s*'([^']+)':\s*'((?:[^'\\]|\\.)*)',$", joined, re.MULTILINE))
    return found


TEXTS = {language: texts(language) for language in ("en", "de")}
LANGUAGES = pytest.mark.parametrize("language", TEXTS)


def raw_values(path, name):
    """The raw values of a Swift enumeration of texts."""
    source = (SOURCES / path).read_text()
    body = source[source.index(name) :]
    values = re.findall(rf'\bcase \w+ = "({CODE})"', body)
    assert len(values) > 5, f"no values in {path}"
    return values


def ledger_codes():
    """What the contract and the formats refuse with."""
    return raw_values("LedgerFormat/Rejection.swift", "enum RejectionCode")


def node_codes():
    """What the node itself answers with."""
    found = set(re.findall(rf'= "(content\.{CODE})"', (SOURCES / "ContentStore" / "ContentError.swift").read_text()))
    for area in ("NodeCore", "NodeAPI"):
        for path in (SOURCES / area).rglob("*.swift"):
            source = path.read_text()
            found |= set(re.findall(rf'NodeError\(\s*\.\w+(?:\([^()]*\))?,\s*"({CODE})"', source))
            found |= set(re.findall(rf'Problem\(\s*code: "({CODE})"', source))
    assert {"notFound", "busy", "content.notUploaded", "release.ended", "notification.code"} <= found
    return sorted(found)


def browser_codes():
    """What the application's own modules throw."""
    found = set()
    for path in APP.rglob("*.js"):
        source = path.read_text()
        found |= set(re.findall(rf"\bfail\(\s*'({CODE})'", source))
        found |= set(re.findall(rf"new CodedError\(\s*'({CODE})'", source))
    assert len(found) > 30
    return sorted(found)


def listed_codes():
    """What the specification of the API names."""
    section = (ROOT / "docs" / "spec" / "node-api-v1.md").read_text().split("## 5.")[1].split("## 6.")[0]
    return sorted(set(re.findall(rf"`({CODE})`", section)))


def event_types():
    return raw_values("RecordContract/Execution/Event.swift", "enum")


# What organisations, nodes and founders sign, on the command line alone.
NOT_FOR_PEOPLE = {
    "contract.activate", "identity.register", "node.register", "organisation.admit", "organisation.reinstate",
    "organisation.suspend", "parameters.set",
}  # fmt: skip


def command_types():
    """The commands that people sign."""
    every = set(raw_values("RecordContract/Commands/CommandType.swift", "enum CommandType"))
    assert NOT_FOR_PEOPLE <= every
    return sorted(every - NOT_FOR_PEOPLE)


def words(language, code):
    """What the application shows for a code (texts/index.js, `errorText`)."""
    known = TEXTS[language]
    keys = (f"error.{code}", f"error.{code.split('.')[0]}.*")
    return next((known[key] for key in keys if key in known), None)


@LANGUAGES
@pytest.mark.parametrize("codes", [ledger_codes, node_codes, browser_codes, listed_codes])
def test_every_code_has_words(language, codes):
    missing = [code for code in codes() if words(language, code) is None]
    assert not missing, f"{language}: {missing}"


@LANGUAGES
def test_every_event_has_words(language):
    missing = [one for one in event_types() if f"event.{one}" not in TEXTS[language]]
    assert not missing, f"{language}: {missing}"


@LANGUAGES
def test_words_for_people_name_no_code_where_people_can_do_something(language):
    """A text with the bare code is for programs' faults; what a person meets in daily work says what to do."""
    daily = [code for code in ledger_codes() if code.split(".")[0] in (
        "access", "appointment", "claim", "grant", "identity", "message", "order", "prescription", "record", "request",
    )]  # fmt: skip
    bare = [
        code for code in daily if f"error.{code}" not in TEXTS[language] and "{code}" in (words(language, code) or "")
    ]
    assert not bare, f"{language}: {bare}"


@LANGUAGES
def test_every_command_has_words(language):
    known = TEXTS[language]
    # Some have words for each answer that they can give.
    missing = [one for one in command_types() if not any(key.startswith(f"command.{one}") for key in known)]
    assert not missing, f"{language}: {missing}"


@LANGUAGES
def test_the_vocabularies_have_words(language):
    """Roles, categories, purposes: what stands on the ledger is never shown as it stands there."""
    vocabulary = "".join(path.read_text() for path in (SOURCES / "RecordContract" / "Vocabulary").glob("*.swift"))
    for prefix, name in {"role": "Role", "category": "Category", "purpose": "Purpose"}.items():
        body = re.search(rf"public enum {name}\b[^{{]*\{{(.*?)\n\}}", vocabulary, re.DOTALL)[1]
        values = [raw or case for case, raw in re.findall(r'^ {4}case (\w+)(?: = "(\w+)")?$', body, re.MULTILINE)]
        assert len(values) > 3, name
        missing = [value for value in values if f"{prefix}.{value}" not in TEXTS[language]]
        assert not missing, f"{language} {name}: {missing}"
