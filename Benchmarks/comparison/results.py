"""What was measured: every repetition of every figure, and medians of them."""
import collections
import statistics


class Results:
    """Figures by server, by what was done and by size: number of keys, or of differences."""

    def __init__(self):
        self.samples = collections.defaultdict(list)

    def add(self, server, what, size, **figures):
        for figure, value in figures.items():
            self.samples[server, what, size, figure].append(value)

    def median(self, server, what, size, figure):
        """None where nothing was measured."""
        values = self.samples.get((server, what, size, figure))
        return statistics.median(values) if values else None

    def servers(self):
        return list(dict.fromkeys(key[0] for key in self.samples))

    def sizes(self, what, figure):
        return sorted({size for _, done, size, name in self.samples
                       if (done, name) == (what, figure)})

    def points(self, server, what, figure):
        """What a plot shows: sizes and medians."""
        return [(size, value) for size in self.sizes(what, figure)
                if (value := self.median(server, what, size, figure)) is not None]

    def raw(self):
        """For JSON."""
        return [{"server": server, "what": what, "size": size, "figure": figure, "values": values}
                for (server, what, size, figure), values in self.samples.items()]
