"""Keyservers as processes on loopback addresses, for the scripts beside this file: nodes of ours,
and SKS from its Debian package."""
import hashlib
import http.client
import json
import os
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import time
import urllib.parse

PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
CLAVIGER = os.environ.get("CLAVIGER", os.path.join(PACKAGE, ".build/release/claviger"))
GENKEYS = os.environ.get("GENKEYS", os.path.join(PACKAGE, "scripts/genkeys"))
TICKS = os.sysconf("SC_CLK_TCK")


class Failure(Exception):
    """What went wrong, in a sentence."""


def wait_for(condition, seconds, what):
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise Failure(f"after {seconds} s, still waiting for {what}")
        time.sleep(0.01)


def run(*arguments, env=None, codes=(0,), timeout=1200):
    """Runs a program to its end and returns what it printed; any other exit code is a failure."""
    done = subprocess.run([str(a) for a in arguments], env=env, timeout=timeout, text=True,
                          stdin=subprocess.DEVNULL, capture_output=True)
    if done.returncode not in codes:
        raise Failure(f"{' '.join(map(str, arguments))} ended with {done.returncode}:\n"
                      f"{done.stdout}{done.stderr}")
    return done.stdout


def read(path):
    try:
        with open(path, errors="replace") as file:
            return file.read()
    except FileNotFoundError:
        return ""


_addresses = 0


def free_address():
    """A loopback address for a node of its own: recon partners know each other by address."""
    global _addresses
    _addresses += 1
    return f"127.{64 + os.getpid() % 128}.{_addresses // 250}.{_addresses % 250 + 1}"


def free_port(address):
    with socket.socket() as listener:
        listener.bind((address, 0))
        return listener.getsockname()[1]


def answers(address, port):
    try:
        socket.create_connection((address, port), timeout=1).close()
        return True
    except OSError:
        return False


class Process:
    """A program in the background, its output in files."""

    def __init__(self, arguments, log, env=None):
        self.log = log
        with open(log, "ab") as out:
            self.popen = subprocess.Popen(
                [str(a) for a in arguments], env=env, stdin=subprocess.DEVNULL, stdout=out,
                stderr=subprocess.STDOUT, start_new_session=True)
        self.pid = self.popen.pid

    @property
    def running(self):
        return self.popen.poll() is None

    def end(self, how=signal.SIGTERM, seconds=60):
        if self.running:
            self.popen.send_signal(how)
        try:
            return self.popen.wait(seconds)
        except subprocess.TimeoutExpired:
            self.popen.kill()
            self.popen.wait()
            raise Failure(f"process {self.pid} does not stop; see {self.log}") from None

    def cpu_seconds(self):
        """User and system time of all its threads."""
        try:
            fields = read(f"/proc/{self.pid}/stat").rsplit(")", 1)[1].split()
            return (int(fields[11]) + int(fields[12])) / TICKS
        except IndexError:
            return 0.0

    def processor_seconds(self):
        """The same to the nanosecond, but for threads that have ended."""
        folder = f"/proc/{self.pid}/task"
        return sum(int((read(f"{folder}/{thread}/schedstat") or "0").split()[0])
                   for thread in os.listdir(folder)) / 1e9

    def peak_memory(self):
        """Most resident memory so far, bytes."""
        found = re.search(r"VmHWM:\s+(\d+)", read(f"/proc/{self.pid}/status"))
        return int(found.group(1)) * 1024 if found else 0


class Keys:
    """A keyring that scripts/genkeys made: its file, fingerprints and SKS digests."""

    def __init__(self, folder, seed, count, start=0, user_ids=1):
        self.path = os.path.join(folder, f"keys-{seed}-{start}-{count}.pgp")
        self.digests, self.fingerprints, self.sizes, self.user_ids = [], [], [], []
        if count == 0:
            return
        if not os.path.exists(self.path):
            run(GENKEYS, "--seed", seed, "--start", start, "--count", count, "--user-ids", user_ids,
                "--out", self.path, "--list", self.path + ".tsv")
        for line in read(self.path + ".tsv").splitlines():
            fingerprint, digest, user_id, size = line.split("\t")
            self.fingerprints.append(fingerprint)
            self.digests.append(digest)
            self.user_ids.append(user_id)
            self.sizes.append(int(size))

    @property
    def mails(self):
        """The address in each key's first user ID."""
        return [user_id[user_id.index("<") + 1:-1] for user_id in self.user_ids]

    def each(self):
        """Each key's digest and bytes."""
        with open(self.path, "rb") as file:
            for digest, size in zip(self.digests, self.sizes):
                yield digest, file.read(size)


class Claviger:
    """A node of ours: a folder made by `claviger init`, and the program on it."""

    def __init__(self, folder, name, peers=(), address=None, ports=None, preload=None):
        """`peers`: (name, recon address, HTTP URL). `preload`: environment of `serve`, `load`."""
        self.folder, self.name = folder, name
        self.address = address or free_address()
        self.http_port, self.recon_port = ports or (
            free_port(self.address), free_port(self.address))
        self.config = os.path.join(folder, "node.yaml")
        self.env = {**os.environ, **(preload or {})}
        self.process = None
        arguments = ["--name", name, "--http", f"{self.address}:{self.http_port}",
                     "--recon", f"{self.address}:{self.recon_port}"]
        for peer, recon, url in peers:
            arguments += ["--peer", f"{peer}={recon},{url}"]
        run(CLAVIGER, "init", folder, *arguments)
        text = read(self.config)
        with open(self.config, "w") as file:
            file.write(re.sub(r"(?m)^  interval: .*", "  interval: 3600s", text))

    @property
    def recon(self):
        return f"{self.address}:{self.recon_port}"

    @property
    def url(self):
        return f"http://{self.address}:{self.http_port}"

    @property
    def log(self):
        return os.path.join(self.folder, "serve.log")

    def copy_database(self, pattern):
        shutil.rmtree(os.path.join(self.folder, "data"))
        run("cp", "-a", os.path.join(pattern.folder, "data"), os.path.join(self.folder, "data"))

    def start(self, wait=True):
        ready = self.ready_count() + 1
        self.process = Process([CLAVIGER, "serve", "--config", self.config], self.log, self.env)
        if wait:
            self.wait_ready(ready)

    def ready_count(self):
        return read(self.log).split("\n").count("ready")

    def wait_ready(self, count):
        def is_ready():
            if not self.process.running:
                raise Failure(f"{self.name} ended at its start:\n{read(self.log)[-2000:]}")
            return self.ready_count() >= count
        wait_for(is_ready, 60, f"{self.name} to be ready")

    def stop(self, how=signal.SIGTERM):
        if self.process:
            self.process.end(how)
            self.process = None

    def command(self, *arguments, codes=(0,)):
        return run(CLAVIGER, arguments[0], "--config", self.config, *arguments[1:], codes=codes)

    def status(self):
        return json.loads(self.command("status", "--json"))

    def count(self):
        return self.status()["sets"][0]["count"]

    def database_bytes(self):
        data = os.path.join(self.folder, "data")
        return sum(os.path.getsize(os.path.join(data, name)) for name in os.listdir(data)
                   if "sqlite" in name)

    def add(self, key):
        """Submits one binary key; True when the node says that it is stored."""
        connection = http.client.HTTPConnection(self.address, self.http_port, timeout=30)
        try:
            body = "keytext=" + urllib.parse.quote(armor(key))
            connection.request("POST", "/pks/add", body, {
                "Content-Type": "application/x-www-form-urlencoded"})
            answer = connection.getresponse()
            answer.read()
            return answer.status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def missing(self, digests):
        """Those of the digests for which the node has no key, asked as peers do and believed only
        when the key that comes has the digest."""
        missing = set(digests)
        asked = sorted(missing)
        for start in range(0, len(asked), 1000):
            missing -= hashquery(self.address, self.http_port, asked[start:start + 1000])
        return missing


def hashquery(address, port, digests):
    """Fetches keys by digest; returns the digests of what came, computed from the bytes."""
    body = struct.pack(">I", len(digests)) + b"".join(
        struct.pack(">I", 16) + bytes.fromhex(digest) for digest in digests)
    connection = http.client.HTTPConnection(address, port, timeout=60)
    connection.request("POST", "/pks/hashquery", body)
    answer = connection.getresponse()
    data = answer.read()
    connection.close()
    if answer.status != 200:
        raise Failure(f"hashquery answers {answer.status}")
    found, at = set(), 4
    for _ in range(struct.unpack(">I", data[:4])[0]):
        size = struct.unpack(">I", data[at:at + 4])[0]
        found.add(sks_digest(data[at + 4:at + 4 + size]))
        at += 4 + size
    return found


def packets(key):
    """The packets of a binary key, tag and body (RFC 4880 §4.2; no partial lengths)."""
    at = 0
    while at < len(key):
        first = key[at]
        if first & 0x40:
            tag, size, header = first & 63, key[at + 1], 2
            if size >= 192:
                header = 6 if size == 255 else 3
                size = (int.from_bytes(key[at + 2:at + 6], "big") if size == 255
                        else ((size - 192) << 8) + key[at + 2] + 192)
        else:
            tag, header = first >> 2 & 15, (2, 3, 5)[first & 3]
            size = int.from_bytes(key[at + 1:at + header], "big")
        yield tag, key[at + header:at + header + size]
        at += header + size


def sks_digest(key):
    return hashlib.md5(b"".join(
        struct.pack(">II", tag, len(body)) + body for tag, body in sorted(packets(key)))
    ).hexdigest().upper()


def armor(key):
    import base64
    crc = 0xB704CE
    for byte in key:
        crc ^= byte << 16
        for _ in range(8):
            crc = crc << 1 ^ (0x1864CFB if crc & 0x800000 else 0)
    text = base64.b64encode(key).decode()
    lines = "\n".join(text[at:at + 64] for at in range(0, len(text), 64))
    check = base64.b64encode((crc & 0xFFFFFF).to_bytes(3, "big")).decode()
    return ("-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n" + lines + "\n=" + check
            + "\n-----END PGP PUBLIC KEY BLOCK-----\n")


class SKS:
    """One SKS server: two processes on one folder, its timers off. Debian's -basedir is a
    file-system root; recon_address is also the source address of what it dials; hostname must be
    its own address."""

    DB_CONFIG = ("set_mp_mmapsize 268435456\nset_cachesize 0 134217728 1\n"
                 "set_flags DB_LOG_AUTOREMOVE\nset_lg_regionmax 1048576\n"
                 "set_lg_max 104857600\nset_lg_bsize 2097152\nset_lk_detect DB_LOCK_DEFAULT\n"
                 "set_tmp_dir /tmp\n")

    def __init__(self, folder, address, ports, peer, pattern, extra=None):
        """`ports`: HTTP, recon. `peer`: its address and recon port. `pattern`: a folder that
        ``build`` made. `extra`: a keyring merged in."""
        self.folder, self.address = folder, address
        self.http_port, self.recon_port = ports
        self.layout(folder, self.address, self.recon_port, self.http_port, peer)
        for part in ("DB", "PTree"):
            run("cp", "-a", f"{pattern}/var/lib/sks/{part}", f"{folder}/var/lib/sks/{part}")
        if extra:
            run("sks", "merge", "-cache", "100", "-basedir", folder, extra)
        self.db = self.recon = None

    @classmethod
    def build(cls, folder, keyring):
        """Makes a database; takes 15 s for 100,000 keys."""
        for command in cls.build_commands(folder, keyring):
            run(*command)
        return folder

    @classmethod
    def build_commands(cls, folder, keyring):
        """The commands that make a database of a keyring in a folder, which is laid out for them."""
        cls.layout(folder, "127.0.0.1", 1, 2, None)
        return [("sks", "build", "-n", "10", "-cache", "100", "-basedir", folder, keyring),
                ("sks", "pbuild", "-cache", "20", "-ptree_cache", "70", "-basedir", folder)]

    @classmethod
    def layout(cls, folder, address, recon_port, http_port, peer):
        for part in ("etc/sks", "var/lib/sks/dump", "var/lib/sks/www", "var/log/sks",
                     "var/run/sks", "var/spool/sks/messages", "var/spool/sks/failed_messages"):
            os.makedirs(f"{folder}/{part}", exist_ok=True)
        settings = {
            "hostname": address, "nodename": "sks", "recon_address": address,
            "recon_port": recon_port, "hkp_address": address, "hkp_port": http_port,
            "debuglevel": 4, "pagesize": 16, "ptree_pagesize": 16, "disable_mailsync": "",
            "dontgossip": "", "stat_hour": 3}
        for path, text in {
                "etc/sks/sksconf": "".join(f"{k}: {v}\n" for k, v in settings.items()),
                "etc/sks/membership": f"{peer[0]} {peer[1]}\n" if peer else "",
                "etc/sks/mailsync": "", "var/lib/sks/www/index.html": "<html></html>\n",
                "DB_CONFIG": cls.DB_CONFIG}.items():
            with open(f"{folder}/{path}", "w") as file:
                file.write(text)

    def start(self):
        self.db = Process(["sks", "db", "-basedir", self.folder], f"{self.folder}/db.out")
        wait_for(lambda: os.path.exists(f"{self.folder}/var/run/sks/db_com_sock")
                 and answers(self.address, self.http_port), 60, "sks db")
        self.recon = Process(
            ["sks", "recon", "-basedir", self.folder, "-read_config_file", "-debuglevel", "4"],
            f"{self.folder}/recon.out")
        wait_for(lambda: "Starting event loop" in self.log(), 300, "sks recon")

    def log(self):
        return read(f"{self.folder}/var/log/sks/recon.log")

    def taken_in(self):
        """Digests that entered its prefix tree since the start."""
        return sum(map(int, re.findall(r"Added (\d+) hash-updates", self.log())))

    def start_session(self):
        """Makes it dial its peer now (byte 6 on its command socket)."""
        with socket.socket(socket.AF_UNIX) as command:
            command.settimeout(60)
            command.connect(f"{self.folder}/var/run/sks/recon_com_sock")
            command.sendall(b"\x06")
            command.recv(16)

    def cpu_seconds(self):
        return self.db.cpu_seconds() + self.recon.cpu_seconds()

    def peak_memory(self):
        return self.db.peak_memory() + self.recon.peak_memory()

    def stop(self):
        for process in (self.recon, self.db):
            if process:
                process.end()
        self.db = self.recon = None


def table(columns, rows):
    """A markdown table."""
    lines = ["| " + " | ".join(columns) + " |", "|" + "---|" * len(columns)]
    lines += ["| " + " | ".join(map(str, row)) + " |" for row in rows]
    return "\n".join(lines)


def main(body):
    """Runs a script's body; a failure is one message and exit code 1."""
    try:
        sys.exit(body())
    except Failure as failure:
        print(f"{os.path.basename(sys.argv[0])}: {failure}", file=sys.stderr)
        sys.exit(1)
