"""Line plots as SVG, with either axis logarithmic: enough for latencies and throughputs, and nothing to install."""

import math
from html import escape

WIDTH, HEIGHT = 720, 420
LEFT, RIGHT, TOP, BOTTOM = 78, 190, 44, 56
COLOURS = ["#0b6e69", "#b3541e", "#4a4e9c", "#7a7a1f", "#8c2f5d", "#2f7d32"]


def _ticks(low, high, logarithmic):
    if logarithmic:
        exponents = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
        steps = (1, 2, 5) if math.log10(high / low) < 3 else (1,)
        return [step * 10**e for e in exponents for step in steps if low <= step * 10**e <= high * 1.0001]
    step = 10 ** math.floor(math.log10(max(high - low, 1e-9) / 4))
    step = next(step * factor for factor in (1, 2, 5, 10) if (high - low) / (step * factor) <= 6)
    first = math.ceil(low / step)
    return [round(number * step, 10) for number in range(first, math.floor(high / step + 1e-9) + 1)]


def _label(value):
    return f"{value:,.0f}" if value >= 10 or value == round(value) else f"{value:g}"


def lines(title, x_title, y_title, series, x_log=False, y_log=False, note=""):
    """`series` is {name: [(x, y), ...]}. Returns the SVG's text."""
    points = [point for line in series.values() for point in line]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    x_low, x_high = min(xs), max(xs)
    y_low, y_high = (min(ys), max(ys)) if y_log else (0, max(ys) * 1.05 or 1)
    x_high = x_high if x_high > x_low else x_low + 1
    y_high = y_high if y_high > y_low else y_low + 1

    def scale(value, low, high, logarithmic):
        if logarithmic:
            return (math.log10(value) - math.log10(low)) / (math.log10(high) - math.log10(low))
        return (value - low) / (high - low)

    def place(x, y):
        across = LEFT + scale(x, x_low, x_high, x_log) * (WIDTH - LEFT - RIGHT)
        down = HEIGHT - BOTTOM - scale(y, y_low, y_high, y_log) * (HEIGHT - TOP - BOTTOM)
        return round(across, 1), round(down, 1)

    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="{escape(title)}" font-family="sans-serif" font-size="12" fill="#222">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        f'<text x="{LEFT}" y="24" font-size="15" font-weight="bold">{escape(title)}</text>',
    ]
    for tick in _ticks(x_low, x_high, x_log):
        x, y = place(tick, y_low)
        out.append(f'<line x1="{x}" y1="{TOP}" x2="{x}" y2="{y}" stroke="#e4e4e4"/>')
        out.append(f'<text x="{x}" y="{y + 16}" text-anchor="middle">{_label(tick)}</text>')
    for tick in _ticks(y_low, y_high, y_log):
        x, y = place(x_low, tick)
        out.append(f'<line x1="{x}" y1="{y}" x2="{WIDTH - RIGHT}" y2="{y}" stroke="#e4e4e4"/>')
        out.append(f'<text x="{x - 8}" y="{y + 4}" text-anchor="end">{_label(tick)}</text>')
    middle = LEFT + (WIDTH - LEFT - RIGHT) / 2
    out.append(f'<text x="{middle}" y="{HEIGHT - 18}" text-anchor="middle">{escape(x_title)}</text>')
    half = TOP + (HEIGHT - TOP - BOTTOM) / 2
    out.append(
        f'<text x="18" y="{half}" text-anchor="middle" transform="rotate(-90 18 {half})">{escape(y_title)}</text>'
    )
    for number, (name, line) in enumerate(series.items()):
        colour = COLOURS[number % len(COLOURS)]
        placed = [place(x, y) for x, y in line]
        path = " ".join(f"{x},{y}" for x, y in placed)
        out.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        if len(placed) <= 20:
            out += [f'<circle cx="{x}" cy="{y}" r="3" fill="{colour}"/>' for x, y in placed]
        y = TOP + 14 + number * 20
        out.append(
            f'<line x1="{WIDTH - RIGHT + 14}" y1="{y - 4}" x2="{WIDTH - RIGHT + 36}" y2="{y - 4}" stroke="{colour}" '
            f'stroke-width="2"/><text x="{WIDTH - RIGHT + 42}" y="{y}">{escape(name)}</text>'
        )
    if note:
        out.append(f'<text x="{WIDTH - 8}" y="{HEIGHT - 4}" text-anchor="end" fill="#777">{escape(note)}</text>')
    return "\n".join([*out, "</svg>", ""])
