"""What the figures were measured on."""
import datetime
import os
import platform
import re

from nodes import PACKAGE, read, run


def installed_version(package):
    return run("dpkg-query", "-W", "-f", "${Version}", package, codes=(0, 1)).strip() or "none"


def description():
    cpu = re.search(r"model name\s*: (.*)", read("/proc/cpuinfo"))
    memory = re.search(r"MemTotal:\s+(\d+)", read("/proc/meminfo"))
    system = re.search(r'PRETTY_NAME="(.*)"', read("/etc/os-release"))
    return {
        "processor": cpu.group(1) if cpu else platform.machine(),
        "processors": os.cpu_count(),
        "memory": f"{int(memory.group(1)) / (1 << 20):.0f} GiB" if memory else "unknown",
        "system": system.group(1) if system else platform.system(),
        "kernel": platform.release(),
        "Swift": run("swift", "--version").splitlines()[0],
        "sks": installed_version("sks"),
        "commit": run("git", "-C", PACKAGE, "rev-parse", "HEAD", codes=(0, 128)).strip(),
        "date": datetime.date.today().isoformat(),
        "load before": f"{os.getloadavg()[0]:.1f}",
    }
