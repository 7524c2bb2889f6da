#!/usr/bin/python3
"""Searches, hands in and follows keys over the node socket. Needs nothing but Python 3.

  keys.py SOCKET search WORD...      prints a line for each key that matches
  keys.py SOCKET submit FILE         hands in the keys of FILE, binary or armored
  keys.py SOCKET follow CURSOR-FILE  prints each change when it is committed, until it is stopped

CURSOR-FILE keeps the number of the last change that was printed: the program can be stopped at any
time, and so can the node, and nothing is missed.
"""
import base64
import http.client
import json
import os
import socket
import sys
import time
import urllib.parse


class Refusal(Exception):
    """The node says no: {"error": {"code": …, "message": …, "detail": …}}."""

    def __init__(self, response):
        error = json.load(response)["error"]
        super().__init__(error["message"])
        self.code = error["code"]
        self.retry_after = response.getheader("Retry-After")


class NodeConnection(http.client.HTTPConnection):
    """HTTP on a Unix domain socket."""

    def __init__(self, path):
        super().__init__("localhost")
        self.socket_path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.connect(self.socket_path)


def ask(path, method, target, body=None, headers={}):
    connection = NodeConnection(path)
    connection.request(method, target, body, headers)
    response = connection.getresponse()
    if response.status != 200:
        raise Refusal(response)
    return response


def search(path, *words):
    query = urllib.parse.urlencode({"search": " ".join(words)})
    answer = json.load(ask(path, "GET", "/v1/keys?" + query))
    if answer["outcome"] == "too_many":
        sys.exit(f"keys.py: more than {answer['limit']} keys match: give more words")
    for key in answer["keys"]:
        # The transferable public key, binary: gpg --import reads it.
        packets = base64.b64decode(key["packets"])
        print(key["fingerprint"], len(packets), "octets")


def submit(path, file):
    with open(file, "rb") as keys:
        body = keys.read()
    while True:
        try:
            report = json.load(ask(
                path, "POST", "/v1/keys", body, {"Content-Type": "application/pgp-keys"}))
            break
        except Refusal as refusal:
            # 429: what a user may cost the node in vain is limited. It says when to come back.
            if not refusal.retry_after:
                raise
            time.sleep(int(refusal.retry_after))
    for what in "inserted", "updated", "unchanged":
        for fingerprint in report[what]:
            print(what, fingerprint)
    for refused in report["refused"]:
        print("refused", refused.get("fingerprint", "-"), refused["reason"])


def follow(path, file):
    cursor = 0
    if os.path.exists(file):
        with open(file) as kept:
            cursor = int(kept.read())
    while True:
        try:
            for line in ask(path, "GET", f"/v1/changes?follow=on&after={cursor}"):
                if not line.endswith(b"\n"):
                    break  # The connection ended in the middle of it. It comes again.
                change = json.loads(line)
                print(change["sequence"], change["change"], change["fingerprint"], flush=True)
                # First used, then noted: after a crash a change may come twice and is never lost.
                cursor = change["sequence"]
                keep(file, cursor)
        except Refusal as refusal:
            if refusal.code not in ("busy", "stopping"):
                raise
        except (OSError, http.client.HTTPException):
            pass  # The node was stopped. It may be started again.
        time.sleep(1)


def keep(file, cursor):
    with open(file + ".new", "w") as kept:
        print(cursor, file=kept)
    os.replace(file + ".new", file)


def main():
    commands = {"search": search, "submit": submit, "follow": follow}
    if len(sys.argv) < 4 or sys.argv[2] not in commands:
        sys.stderr.write(__doc__)
        sys.exit(64)
    try:
        commands[sys.argv[2]](sys.argv[1], *sys.argv[3:])
    except Refusal as refusal:
        sys.exit(f"keys.py: {refusal.code}: {refusal}")
    except OSError as error:
        sys.exit(f"keys.py: {error}: does the node run?")


if __name__ == "__main__":
    main()
