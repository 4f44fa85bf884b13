"""Paper goods and games: notebooks, cards, prints, pens, tapes; boxes, decks, puzzles, blocks."""

from __future__ import annotations

from souk_seed.drawing import Art, Pen, Shape, disc, line, num, path, rect


def notebook(pen: Pen) -> Art:
    """A bound notebook with an elastic band."""
    m, a = pen.main, pen.accent
    svg = (
        rect(-70, -104, 156, 216, m.deep, 8)
        + rect(-74, -106, 154, 210, "#fbf6ea", 6)
        + rect(-80, -110, 152, 212, m.base, 8)
        + rect(-80, -110, 26, 212, m.dark, 8)
        + pen.row(-48, -98, 112, 16, 8, a.base)
        + pen.row(-48, 76, 112, 16, 8, a.base)
        + rect(54, -110, 8, 212, a.base)
        + (pen.emblem(2, -4, 92) if pen.brief.emblem else rect(-36, -34, 78, 56, a.pale, 4))
    )
    return Art(f'<g transform="rotate(7)">{svg}</g>', "lay", 190)


def cards(pen: Pen) -> Art:
    """A folded card before its envelope."""
    m, a = pen.main, pen.accent
    svg = (
        f'<g transform="rotate(-9)">{rect(-96, -70, 192, 138, a.dark, 6)}{rect(-96, -74, 192, 138, a.base, 6)}'
        + path("M-96-70l96 78 96-78Z", a.light)
        + line("M-96-70l96 78 96-78", a.dark, 3)
        + "</g>"
        + '<g transform="rotate(6) translate(14 10)">'
        + rect(-58, -92, 116, 164, m.deep, 5)
        + rect(-60, -96, 116, 164, m.base, 5)
        + rect(-52, -88, 100, 148, m.pale, 3)
        + pen.emblem(-2, -20, 84)
        + pen.row(-44, 34, 84, 14, 6, m.base)
        + "</g>"
    )
    return Art(svg, "lay", 210)


def frame(pen: Pen) -> Art:
    """A framed print: main for the ground, accent for the frame."""
    m, a = pen.main, pen.accent
    svg = (
        rect(-82, -108, 170, 222, a.deep, 4)
        + rect(-86, -112, 170, 222, a.base, 4)
        + rect(-74, -100, 146, 198, "#fdfaf2")
        + rect(-60, -84, 118, 166, m.base)
        + disc(-1, -22, 46, m.light)
        + pen.emblem(-1, -14, 92)
        + path("M-60 58q30-26 60-8t58-6v38h-118Z", m.dark)
    )
    return Art(svg, "lay", 180)


def sheet(pen: Pen) -> Art:
    """Rolls of decorated paper, tied."""
    m, a, t = pen.main, pen.accent, pen.third

    def roll(x: float, y: float, i: int) -> str:
        tone, print_ = ((m, a), (a, m), (t, m))[i]
        return (
            rect(x - 24, y - 176, 48, 176, tone.base, 8)
            + rect(x + 6, y - 176, 18, 176, tone.dark, 8)
            + "".join(pen.row(x - 24, y - 160 + k * 36, 48, 22, 2, print_.light) for k in range(4))
            + disc(x, y - 172, 24, tone.pale, 0.4)
            + disc(x, y - 172, 12, tone.deep, 0.4)
        )

    svg = (
        roll(-50, 0, 1)
        + roll(50, 0, 2)
        + roll(0, 0, 0)
        + line("M-76-84q76 14 152 0", "#8a5a3a", 6)
        + pen.emblem(0, -78, 60)
    )
    return Art(svg, "stand", 160)


def tapes(pen: Pen) -> Art:
    """Three rolls of paper tape."""

    def roll(x: float, y: float, i: int) -> str:
        tone, print_ = ((pen.main, pen.accent), (pen.accent, pen.main), (pen.third, pen.main))[i]
        return (
            rect(x - 62, y - 34, 124, 34, tone.dark, 10)
            + pen.row(x - 60, y - 28, 120, 20, 8, print_.light)
            + disc(x, y - 42, 62, tone.base, 0.42)
            + disc(x, y - 42, 40, tone.pale, 0.42)
            + disc(x, y - 40, 30, tone.deep, 0.38)
        )

    return Art(roll(30, 0, 2) + roll(-24, -48, 1) + roll(14, -100, 0) + pen.emblem(14, -166, 60), "stand", 180)


def pens(pen: Pen) -> Art:
    """Pens or brushes in a cup."""
    m, a, t = pen.main, pen.accent, pen.third
    sticks = "".join(
        f'<g transform="rotate({turn} {x} -60)">'
        + rect(x - 8, -212, 16, 150, tone.base, 3)
        + rect(x + 1, -212, 7, 150, tone.dark, 3)
        + path(f"M{x - 8}-210l8-24 8 24Z", "#e8c79a")
        + path(f"M{num(x - 2.6)}-226l2.6-8 2.6 8Z", tone.deep)
        + "</g>"
        for x, turn, tone in ((-36, -13, a), (-12, -4, t), (14, 5, m), (38, 14, a))
    )
    svg = (
        sticks
        + path("M-62-116h124l-8 104q-2 12-54 12t-54-12Z", m.base)
        + path("M24-116h38l-8 104q-1 7-26 10Z", m.dark)
        + disc(0, -116, 62, m.light, 0.12)
        + (pen.emblem(-2, -58, 66) if pen.brief.emblem else pen.row(-54, -84, 108, 44, 5, a.base))
    )
    return Art(svg, "stand", 150)


def packet(pen: Pen) -> Art:
    """A flat paper packet: seeds, stickers, incense."""
    m, a = pen.main, pen.accent
    svg = (
        rect(-66, -102, 140, 206, m.deep, 5)
        + rect(-70, -106, 140, 206, m.base, 5)
        + path("M-70-106h140v28q-70 26-140 0Z", m.dark)
        + disc(0, 4, 56, a.base)
        + disc(0, 4, 49, a.pale)
        + pen.emblem(0, 4, 82)
        + pen.row(-62, 74, 124, 16, 9, a.base)
        + rect(-34, -60, 68, 6, a.base, 3)
    )
    return Art(f'<g transform="rotate(-7)">{svg}</g>', "lay", 170)


def gamebox(pen: Pen) -> Art:
    """A flat game box with its lid art."""
    m, a, t = pen.main, pen.accent, pen.third
    svg = (
        rect(-106, -72, 212, 180, m.deep, 8)
        + rect(-106, -100, 212, 190, m.base, 8)
        + rect(-94, -88, 188, 166, a.base, 4)
        + "".join(pen.row(-90, y, 180, 18, 10, t.base if t is not a else m.light) for y in (-84, 56))
        + disc(0, -6, 60, m.light)
        + disc(0, -6, 54, a.pale)
        + pen.emblem(0, -6, 92)
    )
    return Art(svg, "lay", 220)


def deck(pen: Pen) -> Art:
    """Three playing cards, fanned."""
    m, a = pen.main, pen.accent

    def card(turn: float, face: bool) -> str:
        body = rect(-50, -78, 106, 156, "#00000022", 9) + rect(-53, -80, 106, 156, "#fdfaf2", 9)
        if face:
            body += pen.emblem(0, -2, 84) + disc(-38, -64, 8, m.base) + disc(38, 60, 8, m.base)
        else:
            body += rect(-45, -72, 90, 140, m.base, 5) + "".join(
                pen.row(-42, -68 + 34 * i, 84, 30, 3, a.base) for i in range(4)
            )
        return f'<g transform="rotate({num(turn)} 0 130) translate(0 -8)">{body}</g>'

    return Art(card(-22, False) + card(0, False) + card(22, True), "lay", 220)


def blocks(pen: Pen) -> Art:
    """A small tower of wooden blocks."""
    m, a, t = pen.main, pen.accent, pen.third
    svg = (
        rect(-94, -70, 70, 70, m.base, 6)
        + rect(-42, -70, 18, 70, m.dark, 4)
        + rect(-16, -70, 104, 70, a.base, 6)
        + rect(66, -70, 22, 70, a.dark, 4)
        + path("M8 0a28 28 0 0 1 56 0Z", a.deep)
        + rect(-62, -140, 128, 66, t.base, 6)
        + rect(44, -140, 22, 66, t.dark, 4)
        + path("M-42-144l44-62 44 62Z", m.light)
        + path("M2-206l44 62h-24Z", m.base)
        + pen.emblem(-8, -106, 54)
    )
    return Art(svg, "stand", 190)


def abacus(pen: Pen) -> Art:
    """Beads on rods in a wooden frame."""
    m = pen.main
    tones = (pen.accent, pen.third, pen.main)
    rods = "".join(
        line(f"M-84 {y}h168", "#8a6a4a", 4)
        + "".join(disc(-70 + 24 * i + (34 if i > k else 0), y, 14, tones[(i + k) % 3].light) for i in range(5))
        for k, y in enumerate((-150, -112, -74, -36))
    )
    svg = (
        rods
        + "".join(rect(x, -190, 18, 190, m.base, 6) + rect(x + 10, -190, 8, 190, m.dark, 4) for x in (-100, 82))
        + rect(-106, -192, 212, 16, m.light, 6)
        + rect(-106, -16, 212, 16, m.dark, 6)
    )
    return Art(svg, "stand", 212)


def chessboard(pen: Pen) -> Art:
    """A squared board with men on it."""
    m, a = pen.main, pen.accent
    squares = "".join(
        path(f"M{-84 + 42 * c} {-84 + 42 * r}h42v42h-42Z", a.base) for r in range(4) for c in range(4) if (r + c) % 2
    )
    men = "".join(
        disc(x, y + 3, 16, tone.deep) + disc(x, y, 16, tone.base) + disc(x, y, 9, tone.light)
        for x, y, tone in ((-63, -63, pen.third), (21, -63, pen.third), (-21, 63, a), (63, 63, a), (63, -21, pen.third))
    )
    svg = (
        rect(-102, -96, 204, 206, m.deep, 10)
        + rect(-102, -102, 204, 204, m.dark, 10)
        + rect(-84, -84, 168, 168, m.light)
        + squares
        + men
        + pen.emblem(-21, -21, 60)
    )
    return Art(f'<g transform="rotate(-6)">{svg}</g>', "lay", 220)


SHAPES: dict[str, Shape] = {
    "notebook": notebook,
    "cards": cards,
    "frame": frame,
    "sheet": sheet,
    "tapes": tapes,
    "pens": pens,
    "packet": packet,
    "gamebox": gamebox,
    "deck": deck,
    "blocks": blocks,
    "abacus": abacus,
    "chessboard": chessboard,
}
