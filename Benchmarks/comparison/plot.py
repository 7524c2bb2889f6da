"""Plots as SVG: points of some series over a size, both axes logarithmic. Lines and text are of
middle brightness and nothing is painted behind them: legible on light and on dark pages."""
import html
import math

WIDTH, HEIGHT = 640, 400
LEFT, RIGHT, TOP, BOTTOM = 80, 20, 50, 55
GREY = "#808080"
COLORS = {"claviger": "#2f81d8", "claviger --trusted": "#2aa198", "sks": "#d9772b"}


def decades(values):
    """The range of an axis: whole powers of ten around all values, at least one decade."""
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return low, max(high, low + 1)


class Axis:
    def __init__(self, values, start, end):
        self.low, self.high = decades(values)
        self.start, self.end = start, end

    def place(self, value):
        part = (math.log10(value) - self.low) / (self.high - self.low)
        return self.start + part * (self.end - self.start)

    def marks(self):
        return [10.0 ** power for power in range(self.low, self.high + 1)]


def text(x, y, content, anchor="middle", color=GREY, extra=""):
    return (f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{color}" {extra}>'
            f"{html.escape(content)}</text>")


def line(x1, y1, x2, y2, opacity):
    return (f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{GREY}" '
            f'stroke-opacity="{opacity}"/>')


def grid(across, up):
    for mark in across.marks():
        x = across.place(mark)
        yield line(x, up.start, x, up.end, 0.3)
        yield text(x, up.start + 18, f"{mark:,.10g}")
    for mark in up.marks():
        y = up.place(mark)
        yield line(across.start, y, across.end, y, 0.3)
        yield text(across.start - 8, y + 4, f"{mark:,.10g}", "end")


def curve(name, points, across, up, number):
    color = COLORS[name]
    places = [(across.place(x), up.place(y)) for x, y in points]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    yield f'<polyline points="{path}" fill="none" stroke="{color}" stroke-width="2"/>'
    for x, y in places:
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{color}"/>'
    yield text(LEFT + 10 + 170 * number, TOP - 10, "● " + name, "start", color)


def plot(title, size, unit, series):
    """`series`: points by name. None if nothing is above zero."""
    series = {name: [(x, y) for x, y in points if x > 0 and y > 0]
              for name, points in series.items()}
    series = {name: points for name, points in series.items() if points}
    if not series:
        return None
    everything = [point for points in series.values() for point in points]
    across = Axis([x for x, _ in everything], LEFT, WIDTH - RIGHT)
    up = Axis([y for _, y in everything], HEIGHT - BOTTOM, TOP)
    parts = [text(WIDTH / 2, 20, title, extra='font-size="16"'), *grid(across, up),
             text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 12, size),
             text(18, HEIGHT / 2, unit, extra=f'transform="rotate(-90 18 {HEIGHT / 2})"')]
    for number, (name, points) in enumerate(series.items()):
        parts += curve(name, points, across, up, number)
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
            'font-family="sans-serif" font-size="12">\n' + "\n".join(parts) + "\n</svg>\n")
