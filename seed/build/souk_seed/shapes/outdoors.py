"""Garden and trail: planters, watering cans, tools, flasks, hammocks, camp goods."""

from __future__ import annotations

from souk_seed.drawing import Art, Pen, Shape, disc, line, path, rect


def planter(pen: Pen) -> Art:
    """A pot with something growing in it."""
    m, a = pen.main, pen.accent
    svg = (
        disc(0, -104, 72, m.deep, 0.14)
        + pen.emblem(0, -162, 124)
        + path("M-70-92h140l-16 80q-2 12-54 12t-54-12Z", m.base)
        + path("M26-92h44l-16 80q-2 8-30 11Z", m.dark)
        + rect(-80, -110, 160, 28, m.light, 6)
        + rect(30, -110, 50, 28, m.base, 6)
        + pen.row(-58, -64, 116, 28, 6, a.base)
    )
    return Art(svg, "stand", 160)


def can(pen: Pen) -> Art:
    """A watering can."""
    m, a = pen.main, pen.accent
    svg = (
        line("M-40-124q-66-30-66 40t62 42", m.dark, 12)
        + path("M44-96l70-72 12 12-62 98Z", m.dark)
        + f'<g transform="rotate(42 118 -164)">{rect(102, -184, 36, 22, m.light, 6)}</g>'
        + path("M-60-124h116l14 112q0 12-12 12h-120q-12 0-12-12Z", m.base)
        + path("M22-124h34l14 112q0 12-12 12h-30Z", m.dark)
        + line("M-40-124q40-72 82 0", m.dark, 11)
        + rect(-64, -130, 124, 12, m.light, 6)
        + (pen.emblem(-6, -62, 76) if pen.brief.emblem else pen.row(-62, -84, 124, 34, 6, a.base))
    )
    return Art(svg, "stand", 220)


def tools(pen: Pen) -> Art:
    """A hand fork and a trowel, side by side."""
    m, a = pen.main, pen.accent
    handle = rect(-11, 10, 22, 96, m.base, 11) + rect(1, 10, 10, 96, m.dark, 5) + rect(-9, 2, 18, 16, a.dark, 3)
    trowel = (
        handle
        + rect(-5, -40, 10, 46, a.dark)
        + path("M-30-42q-2-52 30-74 32 22 30 74-30 16-60 0Z", a.base)
        + path("M0-116q32 22 30 74-14 8-30 8Z", a.dark)
    )
    fork = handle + rect(-5, -34, 10, 40, a.dark) + line("M-26-104v44q0 24 26 24t26-24v-44M0-106v66", a.base, 10)
    svg = (
        f'<g transform="translate(-52 0) rotate(-10)">{trowel}</g><g transform="translate(52 0) rotate(10)">{fork}</g>'
    )
    return Art(svg, "lay", 190)


def flask(pen: Pen) -> Art:
    """An insulated bottle with a loop."""
    m, a = pen.main, pen.accent
    svg = (
        line("M-14-206q0-20 14-20t14 20", a.dark, 8)
        + rect(-34, -208, 68, 38, a.base, 8)
        + rect(8, -208, 26, 38, a.dark, 8)
        + path("M-34-168h68q18 10 18 34v118q0 16-16 16h-72q-16 0-16-16v-118q0-24 18-34Z", m.base)
        + path("M16-168h18q18 10 18 34v118q0 16-16 16h-20Z", m.dark)
        + pen.row(-50, -132, 100, 16, 8, a.base)
        + pen.emblem(-2, -70, 74)
        + rect(-42, -110, 8, 86, m.light, 4)
    )
    return Art(svg, "stand", 110)


def hammock(pen: Pen) -> Art:
    """A hammock between two posts."""
    m, a, t = pen.main, pen.accent, pen.third
    svg = (
        rect(-128, -216, 14, 216, "#8a5a3a", 6)
        + rect(114, -216, 14, 216, "#8a5a3a", 6)
        + line("M-120-186l40 44M-120-186l26 62M120-186l-40 44M120-186l-26 62", "#d9c4a0", 4)
        + path("M-98-148Q0-70 98-148q6 36-22 64Q0-14-76-84-104-112-98-148Z", m.base)
        + path("M-90-100Q0-24 90-100q-4 8-14 16Q0-14-76-84q-10-8-14-16Z", a.base)
        + path("M-97-130Q0-52 97-130q0 8-2 14Q0-38-95-116q-2-6-2-14Z", t.base)
        + line("M-70-66v18M-46-50v18M-20-42v18M6-40v18M32-46v18M56-58v18", a.light, 4)
        + pen.emblem(0, -122, 64)
    )
    return Art(svg, "stand", 250)


def mug(pen: Pen) -> Art:
    """A speckled enamel mug."""
    m, a = pen.main, pen.accent
    specks = "".join(
        disc(x, y, 2.4, m.pale)
        for x, y in ((-54, -118), (-30, -26), (-60, -60), (10, -124), (30, -20), (40, -96), (-10, -14), (52, -50))
    )
    svg = (
        line("M66-108q48 0 44 36t-48 34", m.dark, 13)
        + path("M-74-140h144l-6 128q-1 12-12 12h-108q-11 0-12-12Z", m.base)
        + path("M30-140h40l-6 128q-1 12-12 12h-28Z", m.dark)
        + specks
        + disc(-2, -140, 72, a.base, 0.15)
        + disc(-2, -139, 63, m.deep, 0.12)
        + pen.emblem(-6, -68, 82)
    )
    return Art(svg, "stand", 190)


def roll(pen: Pen) -> Art:
    """A rolled blanket or mat, strapped."""
    m, a, t = pen.main, pen.accent, pen.third
    svg = (
        rect(-104, -112, 190, 112, m.base, 20)
        + rect(-104, -40, 190, 40, m.dark, 18)
        + "".join(pen.row(-60, y, 116, 20, 6, t.base) for y in (-94, -66))
        + "".join(rect(x, -116, 16, 118, a.base, 4) + rect(x - 4, -70, 24, 22, a.dark, 4) for x in (-70, 34))
        + disc(82, -56, 40, m.dark, 1.4)
        + disc(84, -56, 36, m.light, 1.4)
        + line("M84-86a24 30 0 1 1-20 30a16 22 0 0 1 30-6a10 12 0 0 1-10 18", m.dark, 6)
        + line("M-62-114q20-70 110-2", a.base, 8)
        + pen.emblem(-10, -150, 52)
    )
    return Art(svg, "stand", 230)


def cooler(pen: Pen) -> Art:
    """A cool box with a carrying handle."""
    m, a = pen.main, pen.accent
    svg = (
        line("M-70-130q0-66 70-66t70 66", a.dark, 12)
        + rect(-100, -116, 200, 116, m.base, 14)
        + path("M52-116h34q14 0 14 14v88q0 14-14 14h-34Z", m.dark)
        + rect(-108, -150, 216, 42, a.base, 12)
        + rect(52, -150, 56, 42, a.dark, 12)
        + rect(-16, -124, 32, 26, m.light, 5)
        + pen.emblem(-6, -52, 76)
        + pen.row(-96, -22, 192, 12, 14, a.base)
    )
    return Art(svg, "stand", 216)


def kite(pen: Pen) -> Art:
    """A diamond kite and its tail."""
    m, a, t = pen.main, pen.accent, pen.third
    svg = (
        line("M-6 70q-50 20-22 46t-30 30", a.dark, 4)
        + "".join(
            path(f"M{x} {y}l-16-10v20ZM{x} {y}l16-10v20Z", tone.base) for x, y, tone in ((-30, 92, m), (-30, 122, t))
        )
        + path("M0-112l80 76-80 116-80-116Z", m.base)
        + path("M0-112l80 76H0Z", a.base)
        + path("M0 80l-80-116H0Z", t.base)
        + line("M0-112v192M-80-36h160", "#8a5a3a", 4)
        + pen.emblem(0, -32, 58)
    )
    return Art(f'<g transform="rotate(14) translate(6 -6)">{svg}</g>', "lay", 190)


SHAPES: dict[str, Shape] = {
    "planter": planter,
    "can": can,
    "tools": tools,
    "flask": flask,
    "hammock": hammock,
    "mug": mug,
    "roll": roll,
    "cooler": cooler,
    "kite": kite,
}
