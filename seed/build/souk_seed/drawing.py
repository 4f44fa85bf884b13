"""The words that a product's `art` line is made of, and the few strokes that every shape is made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import cos, pi, sin
from typing import Literal

from souk_seed.icons import GRID, Icons
from souk_seed.palette import COLOURS, Tone, turn_hue

Stance = Literal["stand", "lay", "hang"]


@dataclass(frozen=True)
class Brief:
    """One `art` line, read: `shape [colour…] [pattern] [*emblem] [+companion…] [@hue]`."""

    shape: str
    tones: tuple[Tone, ...]
    pattern: str | None
    emblem: str | None
    beside: tuple[str, ...]
    hue: int

    @classmethod
    def parse(cls, line: str) -> Brief:
        """Reads an `art` line; raises ValueError for a word that it does not know, or a second emblem."""
        shape, *words = line.split()
        tones: list[Tone] = []
        beside: list[str] = []
        pattern: str | None = None
        emblem: str | None = None
        hue = 0
        for word in words:
            if word in COLOURS:
                tones.append(COLOURS[word])
            elif word in PATTERNS:
                pattern = word
            elif word.startswith("+"):
                beside.append(word[1:])
            elif word.startswith("@"):
                hue = int(word[1:])
            elif word.startswith("*") and emblem is None:
                emblem = word[1:]
            else:
                raise ValueError(f"{line!r}: {word!r} is no colour, pattern, *emblem, +companion or @hue")
        return cls(shape, tuple(tones), pattern, emblem, tuple(beside), hue)


@dataclass(frozen=True)
class Pen:
    """What a shape draws with: its colours, its pattern and its emblem."""

    brief: Brief
    icons: Icons

    @property
    def main(self) -> Tone:
        """The colour of the thing itself."""
        return self.brief.tones[0] if self.brief.tones else COLOURS["terracotta"]

    @property
    def accent(self) -> Tone:
        """The second colour: the label, the lid, the pattern."""
        return self.brief.tones[1] if len(self.brief.tones) > 1 else COLOURS["cream"]

    @property
    def third(self) -> Tone:
        """The third colour, or the accent where the line names only two."""
        return self.brief.tones[2] if len(self.brief.tones) > 2 else self.accent

    def emblem(self, x: float, y: float, size: float) -> str:
        """The emblem, centred on (x, y); nothing where the line names none."""
        name = self.brief.emblem
        return "" if name is None else self.icon(name, x, y, size, self.brief.hue)

    def icon(self, name: str, x: float, y: float, size: float, hue: int = 0) -> str:
        """An illustration centred on (x, y), `size` wide, its colours turned by `hue` degrees."""
        body = turn_hue(self.icons.body(name), hue) if hue else self.icons.body(name)
        place = f"translate({num(x - size / 2)} {num(y - size / 2)}) scale({num(size / GRID, 3)})"
        return f'<g transform="{place}">{body}</g>'

    def row(self, x: float, y: float, width: float, height: float, count: int, fill: str) -> str:
        """A band of `count` motifs in the line's pattern (diamonds where it names none)."""
        draw = PATTERNS[self.brief.pattern or "diamonds"]
        step = width / count
        return path("".join(draw(x + i * step, y, step, height) for i in range(count)), fill)


@dataclass(frozen=True)
class Art:
    """A drawn thing: around (0, 0), which is its foot (stand), its middle (lay) or its hook (hang)."""

    svg: str
    stance: Stance
    width: float


Shape = Callable[[Pen], Art]


def num(value: float, digits: int = 1) -> str:
    """A coordinate without needless digits."""
    text = f"{value:.{digits}f}".rstrip("0").rstrip(".")
    return "0" if text in {"", "-0"} else text


def rect(x: float, y: float, width: float, height: float, fill: str, radius: float = 0) -> str:
    """A rectangle from its top left corner."""
    corner = f' rx="{num(radius)}"' if radius else ""
    return f'<rect x="{num(x)}" y="{num(y)}" width="{num(width)}" height="{num(height)}"{corner} fill="{fill}"/>'


def disc(x: float, y: float, radius: float, fill: str, flat: float = 1) -> str:
    """A circle, or an ellipse `flat` times as high as wide."""
    if flat == 1:
        return f'<circle cx="{num(x)}" cy="{num(y)}" r="{num(radius)}" fill="{fill}"/>'
    return f'<ellipse cx="{num(x)}" cy="{num(y)}" rx="{num(radius)}" ry="{num(radius * flat)}" fill="{fill}"/>'


def path(d: str, fill: str, extra: str = "") -> str:
    """A filled path."""
    return f'<path d="{d}" fill="{fill}"{" " + extra if extra else ""}/>'


def line(d: str, stroke: str, width: float, extra: str = "") -> str:
    """A stroked path with round ends."""
    more = " " + extra if extra else ""
    return f'<path d="{d}" fill="none" stroke="{stroke}" stroke-width="{num(width)}" stroke-linecap="round"{more}/>'


def fade(svg: str, opacity: float) -> str:
    """The same at `opacity`."""
    return f'<g opacity="{num(opacity, 2)}">{svg}</g>'


def glow(x: float, y: float, radius: float) -> str:
    """Lamplight that fades out towards its edge; the scene defines the gradient."""
    return disc(x, y, radius * 1.25, "url(#glow)")


def star(x: float, y: float, outer: float, inner: float, points: int = 8, turn: float = 0) -> str:
    """Path data of a star with `points` rays."""
    corners = []
    for i in range(points * 2):
        radius = inner if i % 2 else outer
        angle = pi * i / points + turn
        corners.append(f"{num(x + radius * sin(angle))} {num(y - radius * cos(angle))}")
    return "M" + "L".join(corners) + "Z"


def _ring(x: float, y: float, r: float) -> str:
    return f"M{num(x - r)} {num(y)}a{num(r)} {num(r)} 0 1 0 {num(2 * r)} 0a{num(r)} {num(r)} 0 1 0 {num(-2 * r)} 0Z"


def _diamonds(x: float, y: float, w: float, h: float) -> str:
    a, b = num(w * 0.42), num(h / 2)
    return f"M{num(x + w / 2)} {num(y)}l{a} {b}l-{a} {b}l-{a} -{b}Z"


def _zigzag(x: float, y: float, w: float, h: float) -> str:
    return f"M{num(x)} {num(y + h)}l{num(w / 2)} {num(-h)}l{num(w / 2)} {num(h)}Z"


def _dots(x: float, y: float, w: float, h: float) -> str:
    return _ring(x + w / 2, y + h / 2, min(w, h) * 0.34)


def _stars(x: float, y: float, w: float, h: float) -> str:
    size = min(w, h) / 2
    return star(x + w / 2, y + h / 2, size, size * 0.6)


def _stripes(x: float, y: float, w: float, h: float) -> str:
    return f"M{num(x + w * 0.25)} {num(y)}h{num(w / 2)}v{num(h)}h{num(-w / 2)}Z"


def _lines(x: float, y: float, w: float, h: float) -> str:
    return f"M{num(x)} {num(y + h * 0.3)}h{num(w)}v{num(h * 0.4)}h{num(-w)}Z"


def _leaves(x: float, y: float, w: float, h: float) -> str:
    top, foot, mid = num(y + h * 0.05), num(y + h * 0.95), num(y + h / 2)
    cx = x + w / 2
    return f"M{num(cx)} {top}Q{num(cx + w * 0.5)} {mid} {num(cx)} {foot}Q{num(cx - w * 0.5)} {mid} {num(cx)} {top}Z"


def _arches(x: float, y: float, w: float, h: float) -> str:
    r = w * 0.4
    return f"M{num(x + w * 0.1)} {num(y + h)}v{num(-(h - r))}a{num(r)} {num(r)} 0 0 1 {num(2 * r)} 0v{num(h - r)}Z"


def _checks(x: float, y: float, w: float, h: float) -> str:
    a, b = num(w / 2), num(h / 2)
    return f"M{num(x)} {num(y)}h{a}v{b}h-{a}ZM{num(x + w / 2)} {num(y + h / 2)}h{a}v{b}h-{a}Z"


PATTERNS: dict[str, Callable[[float, float, float, float], str]] = {
    "diamonds": _diamonds,
    "zigzag": _zigzag,
    "dots": _dots,
    "stars": _stars,
    "stripes": _stripes,
    "lines": _lines,
    "leaves": _leaves,
    "arches": _arches,
    "checks": _checks,
}
