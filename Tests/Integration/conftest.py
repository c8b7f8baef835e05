"""Fixtures of the integration tests: a network that many tests share, and one of one's own for a test that harms it."""

import base64
import json
import os
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from network import MEDCHAIN, Network


@pytest.fixture(scope="session", autouse=True)
def binary():
    assert MEDCHAIN.is_file(), f"{MEDCHAIN} is missing: build it with `swift build --configuration release`"
    return MEDCHAIN


@pytest.fixture(scope="module")
def network(tmp_path_factory):
    """A running network that the tests of a file share; an address may make only so many accounts at once."""
    running = Network(tmp_path_factory.mktemp("network")).start()
    yield running
    running.close()


@pytest.fixture(scope="module")
def own_network(tmp_path_factory):
    """A running network for one file alone, which may kill its node."""
    running = Network(tmp_path_factory.mktemp("network"), name="Story").start()
    yield running
    running.close()


@dataclass
class RunningNode:
    """A node that takes requests."""

    url: str
    # PEM of the signing key of a verified official of the authority.
    key: Path
    data: Path


def coordinates(key):
    numbers = key.public_key().public_numbers()
    return base64.urlsafe_b64encode(numbers.x.to_bytes(32) + numbers.y.to_bytes(32)).rstrip(b"=").decode()


def found_network(folder):
    """Founds a network of an authority and a hospital; returns the official's key and the node's data directory."""
    signing, sealing = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    key, data = folder / "official.pem", folder / "node"
    key.write_bytes(
        signing.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    description = folder / "network.yaml"
    description.write_text(
        f"""name: Integration
organisations:
  - {{id: ministry, kind: authority, name: Ministry of Health, registrar: general}}
  - {{id: general, kind: hospital, name: General Hospital, node: {json.dumps(str(data))}}}
officials:
  - organisation: ministry
    name: A. Officer
    signingKey: {json.dumps(coordinates(signing))}
    sealingKey: {json.dumps(coordinates(sealing))}
"""
    )
    command = [MEDCHAIN, "network", "init", "--data", data, "--description", description, "--json"]
    founded = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert founded.returncode == 0, founded.stdout + founded.stderr
    return key, data


@pytest.fixture(scope="session")
def running_node(tmp_path_factory):
    folder = tmp_path_factory.mktemp("network")
    key, data = found_network(folder)
    environment = {**os.environ, "MEDCHAIN_RATE_LIMITS": "off"}
    command = [MEDCHAIN, "node", "run", "--data", data, "--port", "0", "--log-level", "warning", "--json"]
    log = folder / "node.log"
    with log.open("w") as errors:
        process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=errors, text=True)
    try:
        line = process.stdout.readline()
        assert line, f"the node did not start: {log.read_text()}"
        yield RunningNode(json.loads(line)["address"], key, data)
    finally:
        process.send_signal(signal.SIGTERM)
        code = process.wait(timeout=60)
    assert code == 0, f"the node did not stop as it should ({code}): {log.read_text()}"
