"""Loading a keyring to a state that can be served, and starting on it."""
import os
import shutil
import subprocess
import time

from nodes import CLAVIGER, SKS, Claviger, Failure, free_address, free_port, run


def measured(*commands):
    """Runs programs one after the other; wall and CPU seconds together, the most memory of one."""
    wall, cpu, memory = 0, 0, 0
    for command in commands:
        begin = time.monotonic()
        process = subprocess.Popen([str(part) for part in command], stdin=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise Failure(f"{' '.join(map(str, command))} ended with {process.returncode}")
        wall += time.monotonic() - begin
        cpu += usage.ru_utime + usage.ru_stime
        memory = max(memory, usage.ru_maxrss / 1024)
    return {"wall": wall, "CPU": cpu, "peak memory": memory}


def can_trust():
    return "--trusted" in run(CLAVIGER, "load", "--help")


class OurLoad:
    name = "claviger"
    options = ()

    def __init__(self, folder):
        self.folder = os.path.join(folder, self.name.replace(" ", ""))
        shutil.rmtree(self.folder, ignore_errors=True)
        self.node = Claviger(self.folder, "bench")

    def load(self, keyring):
        return measured(
            [CLAVIGER, "load", "--config", self.node.config, *self.options, keyring])

    def load_running(self, keyring):
        """Loads through the node that runs: its CPU seconds count, and its memory."""
        before = self.node.process.cpu_seconds()
        figures = self.load(keyring)
        figures["CPU"] += self.node.process.cpu_seconds() - before
        figures["peak memory"] = self.node.process.peak_memory() / (1 << 20)
        return figures

    def disk(self):
        return self.node.database_bytes()

    def start(self):
        self.node.start()

    def stop(self):
        self.node.stop()


class TrustedLoad(OurLoad):
    name = "claviger --trusted"
    options = ("--trusted",)


class SKSLoad:
    name = "sks"

    def __init__(self, folder):
        self.folder = os.path.join(folder, "sks")
        shutil.rmtree(self.folder, ignore_errors=True)

    def load(self, keyring):
        return measured(*SKS.build_commands(self.folder, keyring))

    def disk(self):
        """Tables alone: neither log nor shared memory."""
        data = os.path.join(self.folder, "var/lib/sks")
        return sum(os.path.getsize(os.path.join(data, part, name)) for part in ("DB", "PTree")
                   for name in os.listdir(os.path.join(data, part))
                   if not name.startswith(("__db.", "log.")))

    def start(self):
        address = free_address()
        # In a copy: the database stays as it was loaded.
        copy = self.folder + "-started"
        shutil.rmtree(copy, ignore_errors=True)
        self.node = SKS(copy, address, (free_port(address), free_port(address)), None, self.folder)
        self.node.start()

    def stop(self):
        self.node.stop()


def measure(results, folder, keys, with_sks, repetitions):
    """Loads the keys into every server in turn, and into ours in its other ways; the last databases
    stay, by server."""
    size, kinds = len(keys.digests), [OurLoad]
    kinds += [TrustedLoad] if can_trust() else []
    kinds += [SKSLoad] if with_sks else []
    for _ in range(repetitions):
        loads = {kind.name: kind(folder) for kind in kinds}
        for name, load in loads.items():
            figures = load.load(keys.path)
            results.add(name, "load", size, **figures)
            results.add(name, "load", size, **{
                "CPU a key": figures["CPU"] / size * 1e6, "disk a key": load.disk() / size})
            if name == TrustedLoad.name:
                continue
            begin = time.monotonic()
            load.start()
            results.add(name, "start to serving", size, wall=time.monotonic() - begin)
            load.stop()
    ours = loads[OurLoad.name]
    results.add(OurLoad.name, "load again", size, **ours.load(keys.path))
    running = OurLoad(os.path.join(folder, "running"))
    running.start()
    results.add(OurLoad.name, "load through a running node", size,
                **running.load_running(keys.path))
    running.stop()
    return {name: loads[name] for name in (OurLoad.name, SKSLoad.name) if name in loads}
