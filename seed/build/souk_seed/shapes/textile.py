"""Cloth: rugs, cushions, folded stacks, hanging cloths, scarves, aprons, slippers."""

from __future__ import annotations

from souk_seed.drawing import Art, Pen, Shape, disc, fade, line, num, path, rect


def _fringe(x: float, y: float, width: float, length: float, colour: str) -> str:
    count = int(width // 11)
    step = width / count
    return line("".join(f"M{num(x + step * (i + 0.5))} {num(y)}v{num(length)}" for i in range(count)), colour, 3)


def rug(pen: Pen) -> Art:
    """A rug with borders and fringes."""
    m, a, t = pen.main, pen.accent, pen.third
    bands = "".join(
        pen.row(-62, y, 124, 30, n, c)
        for y, n, c in ((-92, 4, a.base), (-54, 3, t.base), (26, 3, t.base), (64, 4, a.base))
    )
    svg = (
        _fringe(-84, -128, 168, 256, a.pale)
        + rect(-84, -116, 168, 232, m.dark, 3)
        + rect(-84, -118, 168, 230, m.base, 3)
        + rect(-72, -106, 144, 206, a.base)
        + rect(-68, -102, 136, 198, m.base)
        + bands
        + pen.row(-40, -22, 80, 44, 1, a.base)
        + pen.row(-22, -12, 44, 24, 1, t.base)
        + pen.emblem(0, 0, 40)
    )
    return Art(f'<g transform="rotate(-8)">{svg}</g>', "lay", 210)


def cushion(pen: Pen) -> Art:
    """A square cushion, plump, with a pattern or an emblem."""
    m, a, t = pen.main, pen.accent, pen.third
    field = (
        pen.emblem(0, -98, 104) + pen.row(-74, -184, 148, 16, 9, a.base) + pen.row(-74, -30, 148, 16, 9, a.base)
        if pen.brief.emblem
        else "".join(pen.row(-72, -176 + 32 * i, 144, 26, 6 - i % 2, (a if i % 2 else t).base) for i in range(5))
    )
    svg = (
        path(
            "M-92-190q12-12 30-8 62 10 124 0 18-4 30 8 8 10 4 26-12 66 0 132 4 18-6 26-10 8-28 4"
            "-62-8-124 0-18 4-28-4-10-8-6-26 12-66 0-132-4-16 4-26Z",
            m.base,
        )
        + path(
            "M92-190q8 10 4 26-12 66 0 132 4 18-6 26-10 8-28 4-62-8-124 0-18 4-28-4 90 6 140-4t30-90q-2-50 12-90Z",
            m.dark,
        )
        + field
    )
    return Art(svg, "stand", 200)


def stack(pen: Pen) -> Art:
    """Three folded pieces of cloth, one on another."""

    def fold(y: float, tone_index: int, wide: float) -> str:
        tone = (pen.main, pen.accent, pen.third)[tone_index]
        stripe = (pen.accent, pen.main, pen.main)[tone_index]
        return (
            rect(-wide, y - 52, wide * 2, 52, tone.base, 22)
            + path(f"M{num(wide - 46)} {num(y - 52)}h24q22 0 22 26t-22 26h-24q16-26 0-52Z", tone.dark)
            + line(f"M{num(-wide + 12)} {num(y - 26)}h{num(wide * 2 - 50)}", tone.dark, 4)
            + pen.row(-wide + 22, y - 48, wide * 2 - 76, 16, 10, stripe.light)
        )

    return Art(fold(0, 2, 98) + fold(-52, 1, 94) + fold(-104, 0, 90) + pen.emblem(-8, -176, 62), "stand", 200)


def throw(pen: Pen) -> Art:
    """A blanket hung over a rail, its fringe showing."""
    m, a, t = pen.main, pen.accent, pen.third
    svg = (
        rect(-116, -206, 232, 12, "#8a5a3a", 6)
        + _fringe(-84, -20, 168, 20, a.base)
        + path("M-84-208h168v188h-168Z", m.base)
        + path("M44-208h40v188h-40Z", m.dark)
        + path("M-84-208h168v22q-84 10-168 0Z", m.light)
        + "".join(pen.row(-80, -166 + 30 * i, 160, 22, 8, (a, t)[i % 2].base) for i in range(2))
        + rect(-84, -98, 168, 8, a.base)
        + (pen.emblem(0, -58, 60) if pen.brief.emblem else pen.row(-80, -82, 160, 44, 5, t.base))
    )
    return Art(svg, "stand", 190)


def cloth(pen: Pen) -> Art:
    """Two tea towels over a rail, one half behind the other."""
    m, a = pen.main, pen.accent
    svg = (
        rect(-112, -206, 224, 11, "#8a5a3a", 5)
        + path("M12-208h84v132q-42 8-84 0Z", a.base)
        + path("M60-208h36v132q-18 4-36 4Z", a.dark)
        + path("M-92-208h136v176q-68 12-136 0Z", m.base)
        + path("M10-208h34v176q-16 3-34 5Z", m.dark)
        + path("M-92-208h136v16q-68 8-136 0Z", m.light)
        + pen.row(-90, -66, 132, 20, 8, a.base)
        + rect(-92, -78, 136, 6, a.base)
        + pen.emblem(-24, -130, 84)
    )
    return Art(svg, "stand", 190)


def cosy(pen: Pen) -> Art:
    """A quilted tea cosy with a bobble on top."""
    m, a = pen.main, pen.accent
    svg = (
        disc(0, -186, 17, a.base)
        + disc(-5, -191, 5, a.light)
        + path("M-96 0v-76q0-98 96-98t96 98v76q-96 14-192 0Z", m.base)
        + path("M30-170q66 14 66 94v76q-20 4-44 6 20-120-22-176Z", m.dark)
        + line("M-94-70Q0-52 94-70M-60-150Q-84-80-78 4M60-150Q84-80 78 4", m.pale, 2.5, 'stroke-dasharray="7 6"')
        + pen.row(-92, -24, 184, 16, 11, a.base)
        + pen.emblem(0, -98, 88)
    )
    return Art(svg, "stand", 190)


def apron(pen: Pen) -> Art:
    """A bib apron."""
    m, a = pen.main, pen.accent
    svg = (
        line("M-34-192q34-40 68 0", a.base, 8)
        + line("M-66-112q-26 6-34 34M66-112q26 6 34 34", a.base, 7)
        + path("M-38-196h76q2 50 34 76v112q-36 10-72 10t-72-10v-112q32-26 34-76Z", m.base)
        + path("M20-196h18q2 50 34 76v112q-22 6-40 8Z", m.dark)
        + path("M-48-86h96v46q0 14-14 14h-68q-14 0-14-14Z", m.light)
        + rect(-48, -90, 96, 10, a.base, 3)
        + pen.emblem(0, -144, 58)
    )
    return Art(svg, "stand", 180)


def scarf(pen: Pen) -> Art:
    """A scarf, looped, both ends hanging."""
    m, a, t = pen.main, pen.accent, pen.third
    svg = (
        _fringe(-66, -20, 56, 20, a.base)
        + _fringe(14, -36, 56, 20, a.base)
        + path("M14-150h56v114h-56Z", m.dark)
        + path("M-66-160h56v140h-56Z", m.base)
        + "".join(
            pen.row(-64, -110 + 30 * i, 52, 22, 3, (a, t)[i % 2].base)
            + pen.row(16, -124 + 30 * i, 52, 22, 3, (a, t)[i % 2].base)
            for i in range(3)
        )
        + path("M-86-176q0-40 88-40t88 40q0 40-88 44t-88-44Z", m.base)
        + path("M90-176q0 40-88 44-30 0-54-6 80-6 118-70 24 10 24 32Z", m.dark)
        + disc(2, -186, 50, m.deep, 0.3)
        + pen.emblem(-38, -142, 30)
    )
    return Art(svg, "stand", 180)


def slippers(pen: Pen) -> Art:
    """A pair of pointed slippers seen from above."""
    m, a = pen.main, pen.accent

    def one(x: float, turn: float) -> str:
        body = (
            path("M0-112q40 34 44 92 2 26-8 56t-8 54q0 28-28 28t-28-28q2-24-8-54t-8-56q4-58 44-92Z", m.dark)
            + path("M-28 30q28-22 56 0l-2 58q0 24-26 24t-26-24Z", a.base)
            + path("M0-112q40 34 44 92 0 24-8 50-36-22-72 0-8-26-8-50 4-58 44-92Z", m.base)
            + path("M0-84l18 44-18 44-18-44Z", a.base)
            + disc(0, -40, 9, m.base)
        )
        return f'<g transform="translate({num(x)} 0) rotate({num(turn)}) scale(.96)">{body}</g>'

    return Art(one(-54, -7) + one(54, 7), "lay", 200)


def robe(pen: Pen) -> Art:
    """A belted robe on a hanger."""
    m, a = pen.main, pen.accent
    svg = (
        line("M0-206q-4-16 8-18t8 10", "#8a5a3a", 4)
        + line("M-56-184l56-22 56 22", "#8a5a3a", 6)
        + path("M-36-196h72l58 40-14 70-30-12v94q-50 8-100 0v-94l-30 12-14-70Z", m.base)
        + path("M20-196h16l58 40-14 70-30-12v94q-20 4-36 4Z", m.dark)
        + path("M-30-196l34 84-8 106h14l6-108-30-82Z", a.base)
        + path("M30-196l-26 68-8-22 18-46Z", a.dark)
        + rect(-51, -110, 102, 16, a.base, 4)
        + line("M10-96l8 50M16-96l18 42", a.base, 7)
        + pen.emblem(-32, -142, 36)
        + fade(pen.row(-48, -34, 96, 16, 8, a.base), 0.7)
    )
    return Art(svg, "stand", 190)


SHAPES: dict[str, Shape] = {
    "rug": rug,
    "cushion": cushion,
    "stack": stack,
    "throw": throw,
    "cloth": cloth,
    "cosy": cosy,
    "apron": apron,
    "scarf": scarf,
    "slippers": slippers,
    "robe": robe,
}
