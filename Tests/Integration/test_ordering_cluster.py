"""Nodes that an etcd cluster of three orders: what people do goes on when machines go, and stops with clear words when
too many have gone (docs/spec/ordering-etcd-v1.md)."""

import time

import pytest
from etcd_cluster import EtcdCluster, follow_one_chain, found_hospitals
from network import OK, UNREACHABLE


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    running = EtcdCluster(tmp_path_factory.mktemp("cluster") / "etcd")
    yield running
    running.close()


@pytest.fixture(scope="module")
def hospitals(cluster, tmp_path_factory):
    """Two hospitals with a node each, on one ledger."""
    folder = tmp_path_factory.mktemp("two")
    running = found_hospitals(cluster, folder, ["Riverside General Hospital", "St. Brigid's Hospital"])
    yield running
    for hospital in running:
        hospital.close()


def records(hospital, patient):
    return [item["record"] for item in hospital.ask(patient, "record", "list")["records"]]


def write(hospital, patient, words):
    record = hospital.ask(patient, "record", "add", "--condition", words)["record"]
    assert record in records(hospital, patient)
    return record


# The tests of this file build on each other, in their order.


def test_two_nodes_follow_one_order(hospitals):
    riverside, brigid = hospitals
    riverside.patient("rosa", "Riverside")
    brigid.patient("bela", "Brigid")
    write(riverside, "rosa", "Asthma")
    write(brigid, "bela", "Gout")
    assert follow_one_chain(hospitals) > 4


def test_it_goes_on_when_the_leader_is_killed(cluster, hospitals):
    for hospital, patient, words in zip(hospitals, ["rosa", "bela"], ["Hay fever", "Migraine"], strict=True):
        leader = cluster.leader()
        cluster.kill(leader)
        write(hospital, patient, words)
        cluster.start(leader)
    follow_one_chain(hospitals)


def test_a_node_that_was_killed_catches_up(hospitals):
    riverside, brigid = hospitals
    brigid.kill()
    write(riverside, "rosa", "Eczema")
    brigid.start()
    write(brigid, "bela", "Sprained ankle")
    follow_one_chain(hospitals)


def test_without_a_majority_people_read_and_are_told_why_they_cannot_write(cluster, hospitals):
    riverside, _ = hospitals
    before = records(riverside, "rosa")
    gone = cluster.names[1:]
    for name in gone:
        cluster.kill(name)
    problem = riverside.ask("rosa", "record", "add", "--condition", "Cough", code=UNREACHABLE)
    assert problem["code"] == "unavailable", problem
    # Nobody waits for what cannot be done, and reading goes on.
    problem = riverside.ask("rosa", "record", "add", "--condition", "Cough", code=UNREACHABLE)
    assert problem["code"] == "unavailable", problem
    assert set(records(riverside, "rosa")) >= set(before)
    for name in gone:
        cluster.start(name)
    deadline = time.monotonic() + 60
    added = None
    while added is None or added.code != OK:
        assert time.monotonic() < deadline, added
        added = riverside.cli("rosa", "record", "add", "--condition", "Fever", "--json", code=None)
        assert added.code == OK or added.problem["code"] == "unavailable", added.err
    assert added.json["record"] in records(riverside, "rosa")
    follow_one_chain(hospitals)


def test_a_ledger_does_not_change_its_log(hospitals):
    riverside, _ = hospitals
    riverside.stop()
    configuration = riverside.data / "node.yaml"
    text = configuration.read_text()
    configuration.write_text(text[: text.index("ordering:")])
    refused = riverside.run("node", "run", "--data", riverside.data, "--json", code=None)
    assert refused.code != OK and refused.problem["code"] == "setup.mismatch", refused.err
    configuration.write_text(text)
    # What keeps the log is the cluster, and the rest of the folder is checked.
    verified = riverside.run("verify", "--data", riverside.data, "--json").json
    assert verified["unchecked"] == ["ordering log"], verified
    riverside.start()
    follow_one_chain(hospitals)
