"""A real etcd cluster on this machine, with TLS between all and etcd's authentication, as docs/operations.md says."""

import json
import os
import subprocess
import time
from pathlib import Path

from network import free_port


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
