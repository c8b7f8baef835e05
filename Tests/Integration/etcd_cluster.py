"""A real etcd cluster on this machine, with TLS between all and etcd's authentication, as docs/operations.md says, and
hospitals whose nodes it orders."""

import json
import os
import re
import subprocess
import time
import urllib.request
from pathlib import Path

from network import MEDCHAIN, PASSPHRASE, Network, free_port


class EtcdCluster:
    """Members that a test starts and kills, and the certificates of whoever speaks to them."""

    def __init__(self, folder, members=3):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True)
        self.names = [f"member{index}" for index in range(members)]
        self.clients = {name: free_port() for name in self.names}
        self.peers = {name: free_port() for name in self.names}
        self.processes = {}
        self.openssl("ca", "Consortium authority")
        for name in ["member", "root"]:
            self.certify(name)
        for name in self.names:
            self.start(name)

    def openssl(self, name, subject, *more):
        command = [
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
            "-days", "2", "-subj", f"/CN={subject}", "-out", self.file(f"{name}.pem"),
            "-keyout", self.file(f"{name}.key"), *more,
        ]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True, timeout=60)

    def certify(self, name):
        """A certificate with this common name; its files are NAME.pem and NAME.key."""
        self.openssl(
            name, name, "-CA", self.file("ca.pem"), "-CAkey", self.file("ca.key"),
            "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-addext", "basicConstraints=critical,CA:FALSE",
        )  # fmt: skip

    def file(self, name):
        return str(self.folder / name)

    def start(self, name):
        def url(port):
            return f"https://127.0.0.1:{port}"

        cluster = ",".join(f"{other}={url(port)}" for other, port in self.peers.items())
        tls = ["cert-file", self.file("member.pem"), "key-file", self.file("member.key")]
        tls += ["trusted-ca-file", self.file("ca.pem")]
        pairs = [
            "name", name, "data-dir", self.file(name), "initial-cluster", cluster,
            "listen-client-urls", url(self.clients[name]), "advertise-client-urls", url(self.clients[name]),
            "listen-peer-urls", url(self.peers[name]), "initial-advertise-peer-urls", url(self.peers[name]),
            *tls, *[("peer-" if index % 2 == 0 else "") + part for index, part in enumerate(tls)],
            "heartbeat-interval", "50", "election-timeout", "500", "logger", "zap",
        ]  # fmt: skip
        command = ["etcd", "--client-cert-auth", "--peer-client-cert-auth"]
        command += [("--" if index % 2 == 0 else "") + part for index, part in enumerate(pairs)]
        with open(self.file(f"{name}.log"), "a") as log:
            self.processes[name] = subprocess.Popen(command, stdout=log, stderr=log)

    def kill(self, name):
        """Ends a member as a power failure would."""
        process = self.processes.pop(name)
        process.kill()
        process.wait(timeout=30)

    def close(self):
        for name in list(self.processes):
            self.kill(name)

    def control(self, *arguments):
        """Runs etcdctl as the cluster's administrator, against the members that run."""
        endpoints = ",".join(f"https://127.0.0.1:{self.clients[name]}" for name in self.processes)
        command = [
            "etcdctl", "--endpoints", endpoints, "--cacert", self.file("ca.pem"), "--cert", self.file("root.pem"),
            "--key", self.file("root.key"), "--command-timeout", "30s", "--dial-timeout", "30s", *arguments,
        ]  # fmt: skip
        environment = {**os.environ, "ETCDCTL_API": "3"}
        done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False, timeout=60)
        assert done.returncode == 0, f"{arguments}: {done.stdout}{done.stderr}"
        return done.stdout

    def authenticate(self, network, nodes):
        """Turns authentication on: each node may write its two keys and read the network's."""
        self.control("user", "add", "root", "--no-password")
        self.control("user", "grant-role", "root", "root")
        for node in nodes:
            self.certify(node)
            self.control("role", "add", node)
            for kind in ["batch", "durable"]:
                key = f"medchain/{network}/1/{kind}/{node}"
                self.control("role", "grant-permission", node, "readwrite", key)
            self.control("role", "grant-permission", node, "read", f"medchain/{network}/", "--prefix")
            self.control("user", "add", node, "--no-password")
            self.control("user", "grant-role", node, node)
        self.control("auth", "enable")

    def leader(self):
        """The name of the member that leads now."""
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            for entry in json.loads(self.control("endpoint", "status", "--write-out", "json")):
                status = entry["Status"]
                if status["leader"] == status["header"]["member_id"]:
                    port = int(entry["Endpoint"].rsplit(":", 1)[1])
                    return next(name for name, other in self.clients.items() if other == port)
        raise AssertionError("the cluster has no leader")

    def configure(self, data, node, first=0):
        """Has the node in the folder `data` order through this cluster; its own member is the `first`."""
        names = self.names[first:] + self.names[:first]
        endpoints = [f"127.0.0.1:{self.clients[name]}" for name in names]
        configuration = data / "node.yaml"
        configuration.write_text(
            configuration.read_text()
            + f"""ordering:
  kind: etcd
  endpoints: {json.dumps(endpoints)}
  certificate: {self.file(node + ".pem")}
  privateKey: {self.file(node + ".key")}
  trustRoots: {self.file("ca.pem")}
"""
        )


def node_of(data):
    return re.search(r"^node: (\S+)$", (data / "node.yaml").read_text(), re.MULTILINE).group(1)


class Hospital(Network):
    """One of several hospitals on a ledger: whoever acts, acts through its node, wherever their wallet was made."""

    def cli(self, person, *arguments, **more):
        return super().cli(person, *arguments, "--node", self.url, **more)


def found_hospitals(cluster, folder, names):
    """Hospitals with a node each on one ledger, running, each the others' peer. They share their people's wallets, so
    that anybody may be asked through any of them; `ruth` is the authority's officer."""
    home, passphrase = folder / "wallets", folder / "passphrase"
    passphrase.write_text(PASSPHRASE + "\n")
    folders = [folder / f"hospital{index}" for index in range(len(names))]
    for one in folders:
        one.mkdir()
    organisations = "".join(
        f"  - {{id: h{index}, kind: hospital, name: {json.dumps(name)}, node: {json.dumps(str(one / 'node'))}}}\n"
        for index, (name, one) in enumerate(zip(names, folders, strict=True))
    )
    description = folder / "network.yaml"
    description.write_text(
        "name: Hospitals\norganisations:\n"
        "  - {id: ministry, kind: authority, name: Ministry of Health, registrar: h0}\n"
        f"{organisations}officials: []\n"
    )
    command = [MEDCHAIN, "network", "init", "--data", folders[0] / "node", "--description", description, "--json"]
    founded = subprocess.run(
        [*command, "--official", "Ruth Amsel", "--as", "ruth"],
        env={**os.environ, "MEDCHAIN_HOME": str(home), "MEDCHAIN_PASSPHRASE_FILE": str(passphrase)},
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert founded.returncode == 0, founded.stdout + founded.stderr
    running = [Hospital.around(one, one / "node") for one in folders]
    nodes = [node_of(hospital.data) for hospital in running]
    cluster.authenticate(json.loads(founded.stdout)["network"], nodes)
    ports = [free_port() for _ in running]
    ids = {}
    for index, hospital in enumerate(running):
        hospital.home, hospital.ids = home, ids
        cluster.configure(hospital.data, nodes[index], first=index % len(cluster.names))
        configuration = hospital.data / "node.yaml"
        peers = "".join(
            f"    - {{node: {node}, host: 127.0.0.1, port: {port}}}\n" for node, port in zip(nodes, ports, strict=True)
        )
        configuration.write_text(configuration.read_text() + f"peers:\n  port: {ports[index]}\n  nodes:\n{peers}")
        hospital.start()
    return running


def checkpoint(hospital):
    """How many headers a node's ledger has, and the root over them (C2SP tlog-checkpoint)."""
    with urllib.request.urlopen(hospital.url + "/v1/checkpoint", timeout=10) as answer:
        _, size, root = answer.read().decode().splitlines()[:3]
    return int(size), root


def follow_one_chain(hospitals):
    """Waits until all nodes have come as far as one of them has now; then all have the same headers."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        found = [checkpoint(hospital) for hospital in hospitals]
        if len({size for size, _ in found}) == 1:
            assert len({root for _, root in found}) == 1, found
            return found[0][0]
        time.sleep(0.05)
    raise AssertionError(f"the nodes do not come to the same height: {found}")
