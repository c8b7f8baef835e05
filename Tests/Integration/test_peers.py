"""Three hospitals' nodes as one network (docs/spec/peers-v1.md): a patient and a physician at different ones, read
through a third, with one of the machines gone, and with too many gone."""

import hashlib

import pytest
from etcd_cluster import EtcdCluster, follow_one_chain, found_hospitals
from network import OK, REFUSED, certificate

NAMES = ["Riverside General Hospital", "St. Brigid's Hospital", "Meridian Hospital"]


@pytest.fixture(scope="module")
def hospitals(tmp_path_factory):
    folder = tmp_path_factory.mktemp("peers")
    cluster = EtcdCluster(folder / "etcd", members=1)
    running = found_hospitals(cluster, folder, NAMES)
    yield running
    for hospital in running:
        hospital.close()
    cluster.close()


@pytest.fixture(scope="module")
def scan(hospitals):
    """A record of rosa's at Riverside that eva of St. Brigid's may read: its id and the file."""
    riverside, brigid, _ = hospitals
    file = riverside.folder / "scan.pdf"
    noise = b"% " + hashlib.shake_128(b"a scan").hexdigest(350_000).encode()
    file.write_bytes(certificate("CT").replace(b"trailer", noise + b"\ntrailer"))
    riverside.patient("rosa", "Riverside")
    follow_one_chain(hospitals)
    brigid.staff("eva", "Eva Lind", "physician", "Brigid", verify=False)
    follow_one_chain(hospitals)
    riverside.ask("ruth", "identity", "verify", brigid.ids["eva"])
    record = riverside.ask("rosa", "record", "add", "--file", file, "--title", "CT", "--category", "clinical")["record"]
    follow_one_chain(hospitals)
    asked = brigid.ask("eva", "access", "request", brigid.ids["rosa"], "--categories", "clinical", "--rights", "read")
    follow_one_chain(hospitals)
    riverside.ask("rosa", "access", "grant", "--request", asked["request"])
    follow_one_chain(hospitals)
    return record, file


def read(hospital, scan, code=OK):
    """Eva opens the record through this hospital's node; the file she gets, or the problem."""
    record, _ = scan
    output = hospital.folder / f"seen-{len(list(hospital.folder.glob('seen-*')))}"
    answer = hospital.ask(
        "eva", "record", "show", record, "--patient", hospital.ids["rosa"], "--output", output, code=code
    )
    return output.read_bytes() if code == OK else answer


# The tests of this file build on each other, in their order.


def test_a_record_is_read_through_a_node_that_neither_wrote_it_nor_employs_its_reader(hospitals, scan):
    meridian = hospitals[2]
    assert read(meridian, scan) == scan[1].read_bytes()
    follow_one_chain(hospitals)
    log = hospitals[0].ask("rosa", "access", "log")
    assert len(log["reads"]) == 1, log


def test_it_is_read_while_the_machine_that_wrote_it_is_gone(hospitals, scan):
    riverside, brigid, _ = hospitals
    riverside.kill()
    assert read(brigid, scan) == scan[1].read_bytes()
    riverside.start()
    follow_one_chain(hospitals)


def test_without_a_majority_of_organisations_nobody_opens_anything(hospitals, scan):
    riverside, brigid, meridian = hospitals
    riverside.kill()
    meridian.kill()
    problem = read(brigid, scan, code=REFUSED)
    assert problem["code"] == "client.tooFewShares", problem
    riverside.start()
    meridian.start()
    follow_one_chain(hospitals)
    assert read(brigid, scan) == scan[1].read_bytes()
