"""Lookups and submissions over HTTP, by the program hkpload."""
import json
import os
import random
import struct
import urllib.parse

from nodes import Failure, Keys, armor, run

# Of the user IDs that make a key of real size.
LARGE_USER_IDS = 165


class Client:
    """Sends requests to a server and counts what both take."""

    def __init__(self, program, folder, seconds):
        self.program, self.folder, self.seconds = program, folder, seconds

    def drive(self, load, requests, connections, keeps, once=False, may_refuse=False):
        """`keeps`: connections are kept, where the server keeps them. `may_refuse`: answers other
        than 200 are answers too."""
        keeps = keeps and load.name != "sks"
        path = os.path.join(self.folder, "requests")
        with open(path, "wb") as file:
            for request in requests:
                text = request(load.node.address, keeps)
                file.write(struct.pack(">I", len(text)) + text)
        processes = processes_of(load)
        before = sum(process.cpu_seconds() for process in processes)
        arguments = ["--once"] * once + ["--close"] * (not keeps)
        tally = json.loads(run(
            self.program, "--address", load.node.address, "--port", load.node.http_port,
            "--connections", connections, "--seconds", 60 if once else self.seconds, *arguments,
            path))
        cpu = sum(process.cpu_seconds() for process in processes) - before
        if not tally["requests"] or tally["errors"] and not may_refuse:
            raise Failure(f"{load.name} has answered {tally}")
        return {
            "rate": tally["requests"] / tally["seconds"], "CPU": cpu / tally["requests"] * 1e6,
            "p50": tally["p50_us"] / 1e3, "p99": tally["p99_us"] / 1e3,
            "longest": tally["max_us"] / 1e3, "errors": tally["errors"],
            "client CPU": tally["own_cpu_seconds"] / tally["requests"] * 1e6}


def processes_of(load):
    """Of a node its one process; of SKS the one that serves HTTP."""
    return [load.node.db] if load.name == "sks" else [load.node.process]


def message(method, path, body=None):
    """A request as it is sent: HTTP/1.1 on connections that are kept, else HTTP/1.0."""
    def text(address, keeps):
        head = f"{method} {path} HTTP/1.{1 if keeps else 0}\r\nHost: {address}\r\n"
        if body is not None:
            head += ("Content-Type: application/x-www-form-urlencoded\r\n"
                     f"Content-Length: {len(body)}\r\n")
        return (head + "\r\n" + (body or "")).encode()
    return text


def lookup(operation, search):
    return message("GET", f"/pks/lookup?op={operation}&options=mr&"
                   + urllib.parse.urlencode({"search": search}))


def submission(key):
    return message("POST", "/pks/add", "keytext=" + urllib.parse.quote(armor(key)))


# SKS refuses to list words that many keys have.
BY_WORD = "index by word, 1 kept connection"


def lookups(keys, large, dice, count):
    """What is asked: name, requests, connections, whether they are kept."""
    def some(values, operation):
        return [lookup(operation, dice.choice(values)) for _ in range(count)]
    fingerprints = ["0x" + fingerprint for fingerprint in keys.fingerprints]
    # Names of the keys and what all of them have: words as frequent as they occur.
    words = [user_id.split()[1] for user_id in keys.user_ids]
    words += ["example"] * (len(words) // 50)
    get, mails = some(fingerprints, "get"), some(keys.mails, "index")
    yield "get, 32 kept connections", get, 32, True
    yield "get, 32 clients, a connection each time", get, 32, False
    yield "get of 35 KB, 32 kept connections", some(
        ["0x" + fingerprint for fingerprint in large.fingerprints], "get"), 32, True
    yield "index by mail address, 32 kept connections", mails, 32, True
    yield "index by mail address, 1 kept connection", mails, 1, True
    yield BY_WORD, some(words, "index"), 1, True


def measure(results, folder, loads, keys, client, repetitions, counts):
    """`counts`: different requests, keys of real size, keys added in a repetition."""
    size, (asked, large_count, added) = len(keys.digests), counts
    large = Keys(folder, 7, large_count, user_ids=LARGE_USER_IDS)
    for load in loads.values():
        load.start()
    try:
        # Through HTTP, as everything here: by the same door for both.
        enter = [submission(key) for _, key in large.each()]
        for load in loads.values():
            client.drive(load, enter, 1, False, once=True)
        asked = list(lookups(keys, large, random.Random(1), asked))
        for repetition in range(repetitions):
            for what, requests, connections, keeps in asked:
                for name, load in loads.items():
                    results.add(name, what, size, **client.drive(
                        load, requests, connections, keeps, may_refuse=what == BY_WORD))
            fresh = Keys(folder, 8, added, start=repetition * added)
            requests = [submission(key) for _, key in fresh.each()]
            for what in ("add new keys, 16 clients", "add known keys, 16 clients"):
                for name, load in loads.items():
                    results.add(name, what, size,
                                **client.drive(load, requests, 16, True, once=True))
        for name, load in loads.items():
            memory = sum(process.peak_memory() for process in processes_of(load))
            results.add(name, "serving", size, **{"peak memory": memory / (1 << 20)})
    finally:
        for load in loads.values():
            load.stop()
