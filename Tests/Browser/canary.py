"""Looks for planted texts in everything that a node is told and stores: a recording proxy, and a detector that knows
the ways in which a text could be written."""

import base64
import gzip
import re
import socket
import threading
import urllib.parse
import zlib


def base64_parts(data):
    """What of the base64 of anything that contains `data` depends on `data` alone, at each of the three alignments."""
    for before in range(3):
        encoded = base64.b64encode(b"\0" * before + data)
        first = -(-before * 8 // 6)
        last = (before + len(data)) * 8 // 6
        yield encoded[first:last]


def needles(text):
    """The ways to write a text, by name; matched without regard to case where the encoding has none."""
    found = {}
    for name, data in {
        "UTF-8": text.encode(),
        "UTF-16 little-endian": text.encode("utf-16-le"),
        "UTF-16 big-endian": text.encode("utf-16-be"),
        "lower case": text.lower().encode(),
    }.items():
        found[name] = data
        found[f"{name} in hexadecimal"] = data.hex().encode()
        found[f"{name} in hexadecimal, capitals"] = data.hex().upper().encode()
        for alignment, part in enumerate(base64_parts(data)):
            found[f"{name} in base64 at {alignment}"] = part
            found[f"{name} in base64url at {alignment}"] = part.translate(bytes.maketrans(b"+/", b"-_"))
    found["percent-encoding"] = urllib.parse.quote(text, safe="").encode()
    found["percent-encoding of every byte"] = "".join(f"%{byte:02X}" for byte in text.encode()).encode()
    found["form encoding"] = urllib.parse.quote_plus(text).encode()
    found["JSON escapes"] = text.encode("ascii", "backslashreplace").replace(b"\\x", b"\\u00")
    return found


def inflated(data):
    """Every stream of gzip or zlib in the data, inflated."""
    for match in re.finditer(rb"\x1f\x8b\x08|\x78[\x01\x5e\x9c\xda]", data):
        inflate = zlib.decompressobj(47)
        try:
            found = inflate.decompress(data[match.start() :], 1 << 24)
        except zlib.error:
            continue
        if len(found) > 8:
            yield found


def find(data, canaries):
    """Which canaries stand in the data, and how: `[(canary, encoding)]`."""
    places = {"": [data], " in a compressed stream": list(inflated(data))}
    return [
        (name, encoding + suffix)
        for suffix, bodies in places.items()
        for body in bodies
        for name, text in canaries.items()
        for encoding, needle in needles(text).items()
        if needle in body
    ]


class Recorder:
    """A TCP proxy on the loopback interface that records both directions of every connection."""

    def __init__(self, port):
        self.target = port
        self.connections = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                browser, _ = self.listener.accept()
            except OSError:
                return
            try:
                node = socket.create_connection(("127.0.0.1", self.target))
            except OSError:
                browser.close()
                continue
            record = (bytearray(), bytearray())
            self.connections.append(record)
            threading.Thread(target=self.pass_on, args=(browser, node, record[0]), daemon=True).start()
            threading.Thread(target=self.pass_on, args=(node, browser, record[1]), daemon=True).start()

    @staticmethod
    def pass_on(source, target, record):
        try:
            while data := source.recv(65_536):
                record += data
                target.sendall(data)
        except OSError:
            pass
        for end in (source, target):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def close(self):
        self.listener.close()

    def messages(self):
        """All that was said, as HTTP has it: `(path, direction, head, body)`, bodies without chunks and inflated."""
        for sent, received in list(self.connections):
            paths = []
            for head, body in http_messages(bytes(sent), []):
                path = head.split(b" ", 2)[1].decode("latin-1")
                paths.append((head.split(b" ", 1)[0], path))
                yield path, "to the node", head, body
            for index, (head, body) in enumerate(http_messages(bytes(received), paths)):
                yield paths[index][1] if index < len(paths) else "?", "from the node", head, body


def http_messages(data, requests):
    """The messages of one direction of a connection: heads and bodies."""
    index = 0
    while True:
        head, separator, rest = data.partition(b"\r\n\r\n")
        if not separator:
            return
        fields = head.lower()
        length = re.search(rb"\r\ncontent-length: *(\d+)", fields)
        empty = requests and (head.split(b" ", 2)[1] in (b"204", b"304") or requests[index][0] == b"HEAD")
        if re.search(rb"\r\ntransfer-encoding: *chunked", fields):
            body, data = dechunked(rest)
        else:
            size = 0 if empty or length is None else int(length[1])
            body, data = rest[:size], rest[size:]
        if re.search(rb"\r\ncontent-encoding: *gzip", fields):
            body = gzip.decompress(body)
        yield head, body
        index += 1


def dechunked(data):
    """The body of a chunked message, complete or not, and what follows it."""
    body = b""
    while True:
        line, separator, rest = data.partition(b"\r\n")
        if not separator:
            return body, b""
        size = int(line.split(b";")[0], 16)
        body += rest[:size]
        data = rest[size + 2 :]
        if size == 0:
            return body, data
