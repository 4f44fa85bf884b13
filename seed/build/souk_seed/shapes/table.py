"""What a table is laid with: bowls, plates, cups, vases, jugs, trays, tiles."""

from __future__ import annotations

from math import cos, pi, sin

from souk_seed.drawing import Art, Pen, Shape, disc, fade, line, num, path, rect, star


def bowl(pen: Pen) -> Art:
    """A footed bowl with a painted band; its companions lie in it."""
    m, a = pen.main, pen.accent
    inside = "".join(pen.emblem(-44 + 44 * i, -138, 78) for i in range(3))
    svg = (
        disc(0, -124, 104, m.deep, 0.2)
        + inside
        + path("M-104-124q0 21 104 21t104-21q0 92-68 114h-72q-68-22-68-114Z", m.base)
        + path("M104-124q0 92-68 114h-30q58-26 62-100q36-5 36-14Z", m.dark)
        + rect(-40, -14, 80, 14, m.dark, 4)
        + pen.row(-84, -92, 162, 26, 9, a.base)
        + line("M-70-54q70 12 138 0", a.base, 4)
    )
    return Art(svg, "stand", 208)


def plate(pen: Pen) -> Art:
    """A plate seen from above, painted in rings."""
    m, a, t = pen.main, pen.accent, pen.third
    petals = "".join(star(0, 0, 56, 24, 8, turn) for turn in (0.0, pi / 8))
    rim = "".join(disc(86 * cos(i * pi / 10), 86 * sin(i * pi / 10), 6.5, (a if i % 2 else t).base) for i in range(20))
    heart = (
        pen.emblem(0, 0, 92)
        if pen.brief.emblem
        else path(petals, a.base) + path(star(0, 0, 30, 18), t.base) + disc(0, 0, 8, m.pale)
    )
    svg = (
        disc(0, 0, 112, m.dark)
        + disc(0, -3, 110, m.base)
        + rim
        + disc(0, 0, 70, m.light)
        + disc(0, 0, 64, m.pale)
        + heart
    )
    return Art(svg, "lay", 224)


def cup(pen: Pen) -> Art:
    """A mug with a handle, steaming."""
    m, a = pen.main, pen.accent
    svg = (
        line("M58-112q52-6 46 36t-56 40", m.dark, 18)
        + path("M-74-146h138v106q0 40-40 40h-58q-40 0-40-40Z", m.base)
        + path("M28-146h36v106q0 40-40 40h-14q18-8 18-40Z", m.dark)
        + disc(-5, -146, 69, m.light, 0.16)
        + disc(-5, -145, 60, m.deep, 0.13)
        + (
            pen.emblem(-8, -70, 74)
            if pen.brief.emblem
            else pen.row(-72, -100, 134, 34, 6, a.base) + pen.row(-68, -52, 124, 12, 11, a.base)
        )
        + fade(line("M-30-168q-10-14 0-26t0-26M8-168q-10-14 0-26t0-26", "#ffffff", 7), 0.75)
    )
    return Art(svg, "stand", 190)


def tumblers(pen: Pen) -> Art:
    """Two tea glasses with a painted band."""
    m, a = pen.main, pen.accent

    def glass(x: float, y: float) -> str:
        body = f"M{num(x - 44)} {num(y - 120)}q4 50-4 74t6 46h84q14-22 6-46t-4-74Z"
        tea = f"M{num(x - 42)} {num(y - 86)}q0 26-6 42t8 38h80q14-22 8-38t-6-42Z"
        return (
            path(body, "#e6f2f0")
            + path(tea, m.base, 'opacity=".85"')
            + pen.row(x - 42, y - 74, 84, 20, 6, a.base)
            + pen.row(x - 46, y - 30, 92, 12, 10, a.base)
            + disc(x, y - 120, 44, "#f7fbfa", 0.14)
            + disc(x, y - 119, 38, "#d2e4e2", 0.1)
        )

    return Art(glass(46, -22) + glass(-40, 0) + pen.emblem(-40, -120, 52), "stand", 190)


def vase(pen: Pen) -> Art:
    """A round-bellied vase; the emblem grows out of it."""
    m, a = pen.main, pen.accent
    svg = (
        pen.emblem(0, -204, 96)
        + path("M-22-176h44l-4 30q60 16 60 76 0 48-34 70h-88q-34-22-34-70 0-60 60-76Z", m.base)
        + path("M10-176h12l-4 30q60 16 60 76 0 48-34 70h-26q30-22 30-70 0-60-42-76Z", m.dark)
        + disc(0, -176, 26, m.light, 0.26)
        + disc(0, -176, 19, m.deep, 0.22)
        + pen.row(-66, -104, 132, 26, 8, a.base)
        + pen.row(-72, -66, 144, 14, 12, a.base)
        + fade(path("M-64-72q0-38 32-54l2 5q-24 18-26 50Z", "#ffffff"), 0.35)
    )
    return Art(svg, "stand", 156)


def jug(pen: Pen) -> Art:
    """A pitcher with a pulled lip."""
    m, a = pen.main, pen.accent
    svg = (
        line("M42-168q58-4 50 52t-46 54", m.dark, 17)
        + path("M-66-196l18 6q40 6 92-8l-4 54q28 36 28 82 0 40-26 62h-84q-26-22-26-62 0-44 30-82l-6-34Z", m.base)
        + path("M16-192q14-2 28-6l-4 54q28 36 28 82 0 40-26 62h-22q22-24 22-62 0-46-26-82Z", m.dark)
        + path("M-66-196q60-18 110-2-52 14-92 8Z", m.deep)
        + (pen.emblem(-8, -66, 72) if pen.brief.emblem else pen.row(-56, -100, 112, 30, 7, a.base))
        + pen.row(-62, -26, 120, 12, 11, a.base)
    )
    return Art(svg, "stand", 180)


def tray(pen: Pen) -> Art:
    """A chased round tray seen from above."""
    m, a = pen.main, pen.accent
    rim = "".join(disc(99 * cos(i * pi / 16), 99 * sin(i * pi / 16), 5, m.light) for i in range(32))
    svg = (
        disc(0, 0, 114, m.dark)
        + disc(0, -2, 111, m.base)
        + rim
        + disc(0, 0, 88, m.light)
        + disc(0, 0, 84, m.base)
        + path(star(0, 0, 78, 46, 12), m.dark)
        + path(star(0, 0, 66, 40, 12), m.light)
        + disc(0, 0, 36, m.base)
        + (pen.emblem(0, 0, 84) if pen.brief.emblem else path(star(0, 0, 28, 14), a.base))
    )
    return Art(svg, "lay", 228)


def tile(pen: Pen) -> Art:
    """Four painted tiles, laid together."""
    m, a, t = pen.main, pen.accent, pen.third

    def one(x: float, y: float) -> str:
        corners = "".join(disc(x + dx, y + dy, 11, t.base) for dx in (15, 85) for dy in (15, 85))
        return (
            rect(x, y + 4, 100, 100, m.dark, 5)
            + rect(x, y, 100, 100, m.base, 5)
            + corners
            + path(star(x + 50, y + 50, 44, 27), a.base)
            + path(star(x + 50, y + 50, 26, 16), m.base)
            + disc(x + 50, y + 50, 9, t.base)
        )

    svg = one(-103, -103) + one(3, -103) + one(-103, 3) + one(3, 3)
    return Art(f'<g transform="rotate(-6)">{svg}</g>', "lay", 210)


SHAPES: dict[str, Shape] = {
    "bowl": bowl,
    "plate": plate,
    "cup": cup,
    "tumblers": tumblers,
    "vase": vase,
    "jug": jug,
    "tray": tray,
    "tile": tile,
}
