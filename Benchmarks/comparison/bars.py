"""The bars: what each figure has to be beside SKS's, or by itself."""
import dataclasses

from nodes import table


@dataclasses.dataclass
class Bar:
    """`times`: our figure over SKS's has to be at most that (at least, where `more` is better).
    `limit`: our figure by itself. `enough`: what is enough whatever SKS needs."""
    what: str
    figure: str
    unit: str
    times: float = None
    limit: float = None
    enough: float = None
    more: bool = False
    ours: str = "claviger"

    def is_met(self, ours, sks):
        """None where nothing tells."""
        checks = []
        if self.times is not None and sks:
            ratio = ours / sks
            checks.append(ratio >= self.times if self.more else ratio <= self.times
                          or self.enough is not None and ours <= self.enough)
        if self.limit is not None:
            checks.append(ours >= self.limit if self.more else ours <= self.limit)
        return all(checks) if checks else None

    @property
    def text(self):
        sign = "≥" if self.more else "≤"
        parts = [f"{sign} {self.times:g} × SKS"] if self.times is not None else []
        parts += [f"{sign} {self.limit:g} {self.unit}"] if self.limit is not None else []
        parts += [f"or {sign} {self.enough:g} {self.unit}"] if self.enough is not None else []
        return ", ".join(parts)


BARS = [
    Bar("load", "CPU", "s", times=1.5),
    Bar("load", "wall", "s", times=1),
    Bar("load", "CPU a key", "µs"),
    Bar("load", "peak memory", "MiB", limit=1024),
    Bar("load", "disk a key", "bytes"),
    Bar("load", "CPU", "s", times=0.5, ours="claviger --trusted"),
    Bar("load", "peak memory", "MiB", limit=1024, ours="claviger --trusted"),
    Bar("load again", "CPU", "s"),
    Bar("load through a running node", "CPU", "s"),
    Bar("load through a running node", "peak memory", "MiB"),
    Bar("start to serving", "wall", "s", limit=2),
    Bar("get, 32 kept connections", "rate", "/s", times=3, more=True),
    Bar("get, 32 kept connections", "CPU", "µs", limit=60),
    Bar("get, 32 kept connections", "p99", "ms", limit=5),
    Bar("get, 32 clients, a connection each time", "rate", "/s", times=1.5, more=True),
    Bar("get, 32 clients, a connection each time", "CPU", "µs"),
    Bar("get of 35 KB, 32 kept connections", "rate", "/s", times=3, more=True),
    Bar("get of 35 KB, 32 kept connections", "CPU", "µs"),
    Bar("index by mail address, 32 kept connections", "rate", "/s"),
    Bar("index by mail address, 32 kept connections", "CPU", "µs"),
    Bar("index by mail address, 1 kept connection", "p99", "ms", limit=20),
    Bar("index by mail address, 1 kept connection", "longest", "ms", limit=100),
    Bar("index by word, 1 kept connection", "p99", "ms", limit=20),
    Bar("index by word, 1 kept connection", "longest", "ms", limit=100),
    Bar("add new keys, 16 clients", "rate", "/s", times=2, more=True),
    Bar("add new keys, 16 clients", "CPU", "µs"),
    Bar("add known keys, 16 clients", "rate", "/s"),
    Bar("add known keys, 16 clients", "CPU", "µs"),
    Bar("serving", "peak memory", "MiB"),
    Bar("reconcile, solving", "recon bytes", "bytes", times=1),
    Bar("reconcile, solving", "session", "s"),
    Bar("reconcile, solving", "session CPU", "ms", times=0.1, enough=50),
    Bar("reconcile, solving", "CPU", "s"),
    Bar("reconcile, asking", "session CPU", "ms", times=0.1, enough=50),
    Bar("reconcile, asking", "CPU", "s"),
]


def number(value):
    if value is None:
        return "–"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def rows(results):
    """A row for each bar and size that was measured."""
    for bar in BARS:
        for size in results.sizes(bar.what, bar.figure):
            ours = results.median(bar.ours, bar.what, size, bar.figure)
            if ours is None:
                continue
            sks = results.median("sks", bar.what, size, bar.figure)
            what = bar.what + bar.ours.removeprefix("claviger")
            met = {True: "yes", False: "no", None: ""}[bar.is_met(ours, sks)]
            yield [what, f"{size:,}", f"{bar.figure}, {bar.unit}", number(ours), number(sks),
                   f"{ours / sks:.2f}" if sks else "–", bar.text, met]


def bar_table(results):
    return table(("what", "keys, or differences", "figure", "Claviger", "SKS", "ratio", "bar",
                  "met"), rows(results))
