"""The demonstration network, for tests that want a network full of people and histories."""

import html
import json
import os
import re
import signal
import subprocess
import urllib.request

from network import MEDCHAIN, free_port


class Demonstration:
    """`medchain demo` in a folder, and the addresses by which its people sign in with one click."""

    def __init__(self, folder):
        environment = {name: value for name, value in os.environ.items() if not name.startswith("MEDCHAIN_")}
        share = {"MEDCHAIN_SHARE": os.environ["MEDCHAIN_SHARE"]} if "MEDCHAIN_SHARE" in os.environ else {}
        port, people = free_port(), free_port()
        command = [MEDCHAIN, "demo", "--data", folder / "demo", "--port", port, "--people-port", people, "--quiet"]
        self.log, self.home = folder / "demo.log", folder / "demo" / "people"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [str(part) for part in command], stdout=subprocess.PIPE, stderr=log, text=True,
                env=environment | share | {"MEDCHAIN_RATE_LIMITS": "off"},
            )  # fmt: skip
        self.url = self.process.stdout.readline().strip()
        assert self.url.startswith("http"), self.log.read_text()
        with urllib.request.urlopen(f"http://127.0.0.1:{people}/") as answer:
            page = answer.read().decode()
        # {"anna": "#/sign-in?card=...", ...}
        self.people = {
            re.search(r"user%3D(\w+)%26", link)[1]: "#" + link.split("#", 1)[1]
            for link in map(html.unescape, re.findall(r'href="([^"]+#/sign-in\?[^"]+)"', page))
        }
        assert len(self.people) > 10

    def ask(self, person, *arguments):
        """What a command answers that is run as one of the people."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("MEDCHAIN_")}
        mine = {"MEDCHAIN_HOME": str(self.home), "MEDCHAIN_PASSPHRASE_FILE": str(self.home / "passphrase")}
        command = [MEDCHAIN, *arguments, "--as", person, "--json"]
        ran = subprocess.run(command, env=environment | mine, capture_output=True, text=True, timeout=60, check=True)
        return json.loads(ran.stdout)

    def close(self):
        self.process.send_signal(signal.SIGINT)
        self.process.stdout.read()
        assert self.process.wait(timeout=60) == 0, self.log.read_text()
