"""What one cooks with: pots and pans, tagines, mills, mortars, boards, spoons."""

from __future__ import annotations

from souk_seed.drawing import Art, Pen, Shape, disc, fade, line, num, path, rect


def teapot(pen: Pen) -> Art:
    """A hammered teapot with a domed lid."""
    m, a = pen.main, pen.accent
    dents = "".join(
        disc(-54 + 27 * i + (13 if j % 2 else 0), -96 + 22 * j, 6, m.light, 0.7) for j in range(4) for i in range(4)
    )
    svg = (
        line("M62-118q64-6 50 48t-66 36", a.base, 13)
        + path("M-66-70q-34-6-38-52l-22-20q30-10 42 12 8 20 36 24Z", m.dark)
        + path("M-44-138h84q46 34 42 84-4 38-34 54h-100q-32-16-34-54-2-50 42-84Z", m.base)
        + path("M40-138q46 34 42 84-4 38-34 54h-34q44-60 6-138Z", m.dark)
        + fade(dents, 0.55)
        + rect(-52, -148, 100, 14, m.light, 7)
        + path("M-42-148q6-36 40-40 34 4 40 40Z", m.base)
        + path("M6-187q26 8 32 39h-18q0-26-14-39Z", m.dark)
        + disc(-2, -196, 11, a.base)
        + rect(-52, -8, 100, 8, m.dark, 3)
    )
    return Art(svg, "stand", 210)


def mill(pen: Pen) -> Art:
    """A turned pepper mill."""
    m, a = pen.main, pen.accent
    svg = (
        disc(0, -220, 12, a.base)
        + path("M-34-176q0-36 34-36t34 36l-8 18h-52Z", m.base)
        + path("M8-211q26 6 26 35l-8 18h-20q14-28 2-53Z", m.dark)
        + rect(-30, -160, 60, 9, a.base)
        + path("M-32-151h64q-18 44 0 84 14 30 14 67h-92q0-37 14-67 18-40 0-84Z", m.base)
        + path("M10-151h22q-18 44 0 84 14 30 14 67h-30q8-40-4-72t-2-79Z", m.dark)
        + rect(-46, -14, 92, 14, a.base, 4)
        + pen.row(-32, -62, 64, 14, 5, m.light)
    )
    return Art(svg, "stand", 96)


def skillet(pen: Pen) -> Art:
    """A flat pan seen from above, with what it has cooked."""
    m = pen.main
    pan_ = (
        rect(62, -15, 86, 30, m.dark, 15)
        + disc(132, 0, 6, m.pale)
        + disc(-20, 4, 98, m.deep)
        + disc(-20, 0, 98, m.dark)
        + disc(-20, 0, 86, m.base)
        + disc(-20, 0, 76, m.dark)
    )
    return Art(f'<g transform="rotate(38)">{pan_}</g>' + pen.emblem(-16, -16, 112), "lay", 220)


def tagine(pen: Pen) -> Art:
    """The cone and dish of a tagine."""
    m, a = pen.main, pen.accent
    svg = (
        disc(0, -204, 15, m.base)
        + path("M-14-200h28q4 62 80 138h-188q76-76 80-138Z", m.base)
        + path("M4-200h10q4 62 80 138h-48q-38-70-42-138Z", m.dark)
        + pen.row(-46, -124, 92, 22, 6, a.base)
        + pen.row(-76, -88, 150, 18, 10, a.base)
        + path("M-110-64h220l-14 40q-8 24-34 24h-124q-26 0-34-24Z", a.dark)
        + path("M-110-64h220l-5 14h-210Z", a.base)
        + pen.row(-90, -40, 180, 16, 12, m.base)
    )
    return Art(svg, "stand", 220)


def board(pen: Pen) -> Art:
    """A serving board with a handle, something good on it."""
    m = pen.main
    svg = (
        path(
            "M-88-112q0-22 22-22h52v-52q0-22 14-22t14 22v52h52q22 0 22 22v214q0 22-22 22h-132q-22 0-22-22Z",
            m.dark,
            'transform="translate(0 -6)"',
        )
        + path(
            "M-88-112q0-22 22-22h52v-52q0-22 14-22t14 22v52h52q22 0 22 22v206q0 22-22 22h-132q-22 0-22-22Z",
            m.base,
            'transform="translate(0 -8)"',
        )
        + disc(0, -196, 6, m.deep)
        + line("M-60-92v170M-34-100v60M-34 10v84M62-60v150M36-100v30M36 60v40", m.dark, 3, 'opacity=".5"')
        + pen.emblem(0, 0, 116)
    )
    return Art(f'<g transform="rotate(14) translate(0 34) scale(.84)">{svg}</g>', "lay", 200)


def pan(pen: Pen) -> Art:
    """A lidded casserole."""
    m, a = pen.main, pen.accent
    svg = (
        rect(-124, -84, 34, 20, m.dark, 8)
        + rect(90, -84, 34, 20, m.dark, 8)
        + path("M-98-108h196v72q0 36-36 36h-124q-36 0-36-36Z", m.base)
        + path("M48-108h50v72q0 36-36 36h-26q12-8 12-36Z", m.dark)
        + path("M-98-114q0-52 98-52t98 52Z", m.light)
        + path("M30-163q68 8 68 49h-44q0-32-24-49Z", m.base)
        + rect(-106, -118, 212, 14, m.dark, 7)
        + rect(-9, -180, 18, 18, a.dark, 3)
        + rect(-22, -194, 44, 18, a.base, 9)
        + (pen.emblem(0, -52, 64) if pen.brief.emblem else pen.row(-80, -70, 160, 26, 10, a.base))
        + fade(line("M-50-206q-10-12 0-22M50-206q-10-12 0-22", "#ffffff", 6), 0.7)
    )
    return Art(svg, "stand", 230)


def spoons(pen: Pen) -> Art:
    """Three carved spoons, fanned."""
    tones = (pen.main, pen.accent, pen.third)

    def spoon(angle: float, i: int) -> str:
        tone = tones[i]
        body = (
            rect(-7, -84, 14, 178, tone.base, 7)
            + rect(1, -84, 6, 178, tone.dark, 3)
            + disc(0, -84, 36, tone.base, 1.3)
            + disc(0, -86, 27, tone.dark, 1.3)
        )
        end = pen.row(-7, 50, 14, 36, 1, tone.pale)
        return f'<g transform="rotate({num(angle)} 0 110)">{body}{end}</g>'

    return Art(spoon(-24, 0) + spoon(24, 2) + spoon(0, 1) + pen.emblem(0, -88, 48), "lay", 190)


def mortar(pen: Pen) -> Art:
    """A mortar and its pestle."""
    m, a = pen.main, pen.accent
    svg = (
        '<g transform="rotate(28 30 -150)">'
        + rect(18, -232, 26, 130, a.base, 13)
        + rect(32, -232, 12, 130, a.dark, 6)
        + "</g>"
        + disc(-6, -126, 82, m.deep, 0.2)
        + pen.emblem(-24, -138, 84)
        + path("M-88-126q0 17 82 17t82-17q0 74-46 98l10 28h-92l10-28q-46-24-46-98Z", m.base)
        + path("M76-126q0 74-46 98l10 28h-30l-6-28q44-28 44-86q28-4 28-12Z", m.dark)
        + pen.row(-70, -92, 122, 18, 8, m.light)
    )
    return Art(svg, "stand", 180)


SHAPES: dict[str, Shape] = {
    "teapot": teapot,
    "mill": mill,
    "skillet": skillet,
    "tagine": tagine,
    "board": board,
    "pan": pan,
    "spoons": spoons,
    "mortar": mortar,
}
