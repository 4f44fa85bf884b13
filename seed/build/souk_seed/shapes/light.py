"""Lamps, lanterns, candles."""

from __future__ import annotations

from souk_seed.drawing import Art, Pen, Shape, disc, glow, line, num, path, rect, star

_GLOW = "#fff3c4"
_FLAME = "#ffb02e"


def _flame(x: float, y: float, size: float) -> str:
    half = num(size / 2)
    return path(
        f"M{num(x)} {num(y - size)}q{half} {half} 0 {num(size)}q-{half} -{half} 0 -{num(size)}Z",
        _FLAME,
    ) + disc(x, y - size * 0.35, size * 0.14, _GLOW, 1.5)


def lantern(pen: Pen) -> Art:
    """A domed metal lantern with coloured panes."""
    m, a, t = pen.main, pen.accent, pen.third
    panes = "".join(
        path(f"M{x}-34v-62q18-30 36 0v62Z", tone.light)
        + path(f"M{x + 8}-42v-48q10-18 20 0v48Z", _GLOW, 'opacity=".75"')
        for x, tone in ((-62, a), (-18, t), (26, a))
    )
    svg = (
        glow(0, -70, 118)
        + line("M0-196a14 14 0 1 1 .1 0", m.dark, 6)
        + path("M-60-136q4-44 60-60 56 16 60 60Z", m.base)
        + path("M0-196q56 16 60 60h-24q0-40-36-60Z", m.dark)
        + pen.row(-44, -158, 88, 14, 8, _GLOW)
        + rect(-72, -140, 144, 16, m.light, 4)
        + path("M-68-124h136v96h-136Z", m.deep)
        + panes
        + rect(-74, -30, 148, 14, m.light, 4)
        + path("M-66-16h132l10 16h-152Z", m.base)
        + path("M36-16h30l10 16h-34Z", m.dark)
    )
    return Art(svg, "stand", 160)


def pendant(pen: Pen) -> Art:
    """A pierced dome hung from above."""
    m, a = pen.main, pen.accent
    svg = (
        path("M-96 214l-52 96h296l-52-96Z", _GLOW, 'opacity=".6"')
        + line("M0-10v110", m.deep, 5)
        + rect(-12, 92, 24, 20, m.dark, 5)
        + disc(0, 212, 40, _GLOW)
        + path("M-100 216q0-108 100-108t100 108Z", m.base)
        + path("M30 112q70 18 70 104h-40q0-66-30-104Z", m.dark)
        + pen.row(-70, 142, 140, 22, 7, _GLOW)
        + pen.row(-88, 174, 176, 22, 9, _GLOW)
        + rect(-104, 208, 208, 14, a.base, 7)
    )
    return Art(svg, "hang", 200)


def globe(pen: Pen) -> Art:
    """A mosaic globe on a chain."""
    m, a, t = pen.main, pen.accent, pen.third
    rows = "".join(
        pen.row(-width / 2, y, width, 24, count, tone.base)
        for y, width, count, tone in (
            (112, 96, 4, a),
            (140, 142, 6, t),
            (168, 154, 6, a),
            (196, 134, 6, t),
            (222, 84, 4, a),
        )
    )
    svg = (
        glow(0, 182, 122)
        + line("M0-10v96", "#8a6a3a", 4, 'stroke-dasharray="2 9"')
        + rect(-24, 80, 48, 18, "#c09040", 6)
        + disc(0, 180, 88, m.base)
        + path("M40 102a88 88 0 0 1 0 156q36-78 0-156Z", m.dark)
        + rows
        + path("M-18 266h36l-18 24Z", "#c09040")
    )
    return Art(svg, "hang", 180)


def lamp(pen: Pen) -> Art:
    """A table lamp: main for the base, accent for the shade."""
    m, a, t = pen.main, pen.accent, pen.third
    svg = (
        glow(0, -150, 104)
        + path("M-10-96h20l4 22q34 14 34 42 0 22-20 32h-56q-20-10-20-32 0-28 34-42Z", m.base)
        + path("M2-96h8l4 22q34 14 34 42 0 22-20 32h-20q22-14 22-34 0-26-26-40Z", m.dark)
        + pen.row(-40, -52, 80, 18, 6, m.pale)
        + rect(-5, -116, 10, 22, "#c09040")
        + path("M-46-206h92l38 102h-168Z", a.base)
        + path("M16-206h30l38 102h-44Z", a.dark)
        + pen.row(-74, -126, 148, 16, 10, t.base if t is not a else a.pale)
        + pen.emblem(0, -160, 52)
    )
    return Art(svg, "stand", 170)


def candle(pen: Pen) -> Art:
    """A scented candle in a glass, burning."""
    m, a = pen.main, pen.accent
    svg = (
        glow(0, -176, 58)
        + line("M0-132v-20", "#45424d", 4)
        + _flame(0, -146, 52)
        + path("M-66-134h132v114q0 20-20 20h-92q-20 0-20-20Z", m.base)
        + path("M28-134h38v114q0 20-20 20h-18Z", m.dark)
        + disc(0, -134, 66, m.pale, 0.16)
        + disc(0, -133, 56, m.light, 0.13)
        + rect(-46, -104, 92, 78, a.base, 6)
        + rect(-41, -99, 82, 68, a.pale, 4)
        + pen.emblem(0, -65, 54)
    )
    return Art(svg, "stand", 136)


def pillars(pen: Pen) -> Art:
    """Three plain candles of different heights."""

    def pillar(x: float, height: float, i: int) -> str:
        tone = (pen.main, pen.accent, pen.third)[i]
        return (
            glow(x, -height - 26, 34)
            + line(f"M{num(x)} {num(-height)}v-12", "#45424d", 3)
            + _flame(x, -height - 6, 36)
            + path(f"M{num(x - 28)} {num(-height)}h56v{num(height - 6)}q0 6-28 6t-28-6Z", tone.base)
            + path(f"M{num(x + 8)} {num(-height)}h20v{num(height - 6)}q0 5-20 6Z", tone.dark)
            + disc(x, -height, 28, tone.light, 0.2)
            + pen.row(x - 26, -44, 52, 14, 4, tone.pale)
        )

    return Art(pillar(-62, 104, 1) + pillar(62, 76, 2) + pillar(0, 150, 0), "stand", 190)


def garland(pen: Pen) -> Art:
    """A string of lights hung from side to side, the emblem under it."""
    tones = (pen.main, pen.accent, pen.third)

    def bulb(x: float, y: float, i: int) -> str:
        tone = tones[i % 3]
        shade = (
            path(f"M{num(x - 22)} {num(y + 44)}q0-34 22-34t22 34q-22 12-44 0Z", tone.base)
            if pen.brief.pattern is None
            else path(star(x, y + 34, 26, 13, 5), tone.base)
        )
        return glow(x, y + 34, 38) + rect(x - 6, y, 12, 14, "#45424d", 3) + shade + disc(x, y + 34, 9, _GLOW)

    points = [(-150, 96), (-92, 128), (-32, 142), (32, 142), (92, 128), (150, 96)]
    low = [(-112, 190), (-40, 216), (40, 216), (112, 190)]
    svg = (
        line("M-200 66Q0 218 200 66", "#5b4636", 4)
        + "".join(bulb(x, y, i) for i, (x, y) in enumerate(points))
        + line("M-200 140Q0 296 200 140", "#5b4636", 4)
        + "".join(bulb(x, y, i + 1) for i, (x, y) in enumerate(low))
    )
    return Art(svg, "hang", 300)


def desklamp(pen: Pen) -> Art:
    """A jointed reading lamp."""
    m, a = pen.main, pen.accent
    svg = (
        path("M-126-4l40-104 62 36 34 68Z", _GLOW, 'opacity=".7"')
        + line("M52-14l34-96-92-70", m.dark, 9)
        + line("M48-14l34-96-92-70", m.light, 3)
        + disc(86, -110, 11, a.base)
        + disc(-6, -180, 9, a.base)
        + disc(-56, -96, 24, _GLOW)
        + path("M-18-194l28 34-26 96q-36-8-72-50Z", m.base)
        + path("M10-160l-26 96q-16-4-34-14Z", m.dark)
        + rect(6, -14, 96, 14, a.base, 7)
    )
    return Art(svg, "stand", 200)


SHAPES: dict[str, Shape] = {
    "lantern": lantern,
    "pendant": pendant,
    "globe": globe,
    "lamp": lamp,
    "desklamp": desklamp,
    "candle": candle,
    "pillars": pillars,
    "garland": garland,
}
