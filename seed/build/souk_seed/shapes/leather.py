"""Bags, wallets, belts; necklaces, earrings, bracelets, rings."""

from __future__ import annotations

from math import cos, pi, sin

from souk_seed.drawing import Art, Pen, Shape, disc, fade, line, num, path, rect, star


def tote(pen: Pen) -> Art:
    """An open bag with two handles and an emblem."""
    m, a = pen.main, pen.accent
    svg = (
        line("M-40-136q0-74 40-74t40 74", a.dark, 10)
        + path("M-88-140h176l10 128q0 12-12 12h-172q-12 0-12-12Z", m.base)
        + path("M44-140h44l10 128q0 12-12 12h-36Z", m.dark)
        + line("M-48-128q0-70 48-70t48 70", a.base, 10)
        + rect(-92, -144, 184, 14, a.base, 4)
        + (
            pen.emblem(-4, -66, 88)
            if pen.brief.emblem
            else pen.row(-84, -104, 168, 40, 6, a.base) + pen.row(-90, -44, 180, 18, 12, a.base)
        )
    )
    return Art(svg, "stand", 190)


def satchel(pen: Pen) -> Art:
    """A flap bag with a strap and two buckles."""
    m, a = pen.main, pen.accent
    svg = (
        line("M-84-120q0-96 84-96t84 96", m.dark, 11)
        + rect(-100, -130, 200, 130, m.dark, 18)
        + path("M-100-112q0-20 20-20h160q20 0 20 20v36q0 36-36 36h-128q-36 0-36-36Z", m.base)
        + path("M60-132h20q20 0 20 20v36q0 36-36 36h-20q16-40 16-92Z", m.dark, 'opacity=".6"')
        + line("M-88-108v30q0 26 26 26h124q26 0 26-26v-30", m.light, 2.5, 'stroke-dasharray="7 6"')
        + "".join(
            rect(x, -66, 20, 42, m.light, 4) + rect(x - 4, -44, 28, 16, a.base, 4) + rect(x + 3, -40, 14, 8, m.deep, 2)
            for x in (-62, 42)
        )
        + pen.emblem(0, -92, 56)
    )
    return Art(svg, "stand", 204)


def pack(pen: Pen) -> Art:
    """A rucksack with a front pocket."""
    m, a = pen.main, pen.accent
    svg = (
        line("M-22-196q0-26 22-26t22 26", m.dark, 10)
        + rect(-92, -104, 24, 84, m.dark, 12)
        + rect(68, -104, 24, 84, m.dark, 12)
        + path("M-76-134q0-66 76-66t76 66v110q0 24-24 24h-104q-24 0-24-24Z", m.base)
        + path("M34-190q42 14 42 56v110q0 24-24 24h-28q20-80 10-190Z", m.dark)
        + path("M-76-134q0-66 76-66t76 66v18q-76 22-152 0Z", m.light)
        + rect(-54, -84, 108, 68, m.dark, 14)
        + rect(-54, -88, 108, 64, m.base, 14)
        + rect(-54, -82, 108, 9, a.base)
        + "".join(rect(x, -146, 14, 54, a.base, 4) + rect(x - 3, -108, 20, 14, a.dark, 3) for x in (-44, 30))
        + pen.emblem(0, -50, 44)
    )
    return Art(svg, "stand", 180)


def wallet(pen: Pen) -> Art:
    """A folded purse with a press stud and stitching."""
    m, a = pen.main, pen.accent
    svg = (
        rect(-98, -66, 196, 138, m.dark, 16)
        + rect(-98, -72, 196, 134, m.base, 16)
        + line("M-88-60h176M-88 52h176", m.light, 2.5, 'stroke-dasharray="7 6"')
        + path("M98-30h-46q-20 0-20 24t20 24h46Z", m.dark)
        + disc(56, -6, 11, a.base)
        + disc(54, -8, 5, a.pale)
        + (pen.emblem(-34, -4, 88) if pen.brief.emblem else pen.row(-84, -38, 108, 66, 4, a.base))
    )
    return Art(f'<g transform="rotate(-9)">{svg}</g>', "lay", 204)


def belt(pen: Pen) -> Art:
    """A belt rolled up, its buckle out."""
    m, a = pen.main, pen.accent
    svg = (
        line("M0 0m-84 20a84 84 0 1 1 84 84h96", m.dark, 34, 'transform="translate(0 6)"')
        + line("M0 0m-84 20a84 84 0 1 1 84 84h96", m.base, 34)
        + line("M0 0m-46 20a46 46 0 1 1 46 46a40 40 0 0 1-20-60", m.dark, 26)
        + line("M0 0m-84 20a84 84 0 1 1 84 84h70", m.light, 2.5, 'stroke-dasharray="8 7"')
        + f'<rect x="62" y="78" width="56" height="52" rx="8" fill="none" stroke="{a.base}" stroke-width="10"/>'
        + line("M62 104h44", a.dark, 7)
    )
    return Art(f'<g transform="translate(-14 -22)">{svg}</g>', "lay", 220)


def necklace(pen: Pen) -> Art:
    """A chain or a string of beads with a pendant."""
    m, a, t = pen.main, pen.accent, pen.third
    beads = ""
    if pen.brief.pattern == "dots":
        for i in range(19):
            angle = pi * (0.12 + 0.76 * i / 18)
            beads += disc(104 * cos(angle), -84 + 150 * sin(angle), 11 if i % 3 else 13, (a, t, m)[i % 3].base) + disc(
                104 * cos(angle) - 3, -87 + 150 * sin(angle), 3, "#ffffff"
            )
    drop = (
        pen.emblem(0, 92, 84)
        if pen.brief.emblem
        else path(star(0, 92, 34, 20), m.base) + path(star(0, 92, 22, 13), a.base) + disc(0, 92, 7, t.pale)
    )
    svg = (
        line("M-104-100C-96 10-50 66 0 66S96 10 104-100", m.dark, 5)
        + line("M-104-102C-96 8-50 64 0 64S96 8 104-102", m.light, 3, 'stroke-dasharray="3 6"')
        + beads
        + disc(0, 62, 7, m.base)
        + drop
    )
    return Art(svg, "lay", 210)


def earrings(pen: Pen) -> Art:
    """A pair on hooks; the pattern decides the drop."""
    m, a, t = pen.main, pen.accent, pen.third

    def drop(x: float) -> str:
        hook = line(f"M{num(x)}-66v-22q0-20-16-20t-14 16", m.dark, 5) + disc(x, -60, 8, m.base)
        if pen.brief.emblem:
            return hook + line(f"M{num(x)}-52v26", m.base, 4) + pen.emblem(x, 22, 92)
        if pen.brief.pattern == "arches":
            hoop = f'<circle cx="{num(x)}" cy="10" r="54" fill="none" stroke="{m.base}" stroke-width="13"/>'
            return hook + hoop + line(f"M{num(x - 36)} 38a48 48 0 0 0 72 0", m.dark, 13) + disc(x, 64, 12, a.base)
        if pen.brief.pattern == "leaves":
            return (
                hook
                + path(f"M{num(x)}-50q46 62 0 130q-46-68 0-130Z", m.base)
                + path(f"M{num(x)}-50q46 62 0 130Z", m.dark)
                + disc(x, 22, 12, a.base)
            )
        fringe = "".join(
            line(f"M{num(x + d)} 34v{num(56 - abs(d) * 0.7)}", (a if i % 2 else t).base, 6)
            for i, d in enumerate((-30, -20, -10, 0, 10, 20, 30))
        )
        return (
            hook
            + fringe
            + path(f"M{num(x)}-50l40 50-40 36-40-36Z", m.base)
            + path(f"M{num(x)}-50l40 50-40 36Z", m.dark)
            + disc(x, 0, 14, a.base)
            + disc(x - 4, -4, 4, a.pale)
        )

    return Art(f'<g transform="translate(0 8)">{drop(-62)}{drop(62)}</g>', "lay", 210)


def bracelet(pen: Pen) -> Art:
    """A bangle or a ring of beads."""
    m, a, t = pen.main, pen.accent, pen.third
    if pen.brief.pattern == "dots":
        svg = "".join(
            disc(88 * cos(i * pi / 11), 80 * sin(i * pi / 11), 14, (m, a, m, t)[i % 4].base)
            + disc(88 * cos(i * pi / 11) - 4, 80 * sin(i * pi / 11) - 4, 4, (m, a, m, t)[i % 4].pale)
            for i in range(22)
        )
    else:
        ring = '<ellipse cx="0" cy="{y}" rx="92" ry="80" fill="none" stroke="{c}" stroke-width="{w}"/>'
        svg = ring.format(y=6, c=m.dark, w=30) + ring.format(y=0, c=m.base, w=30) + ring.format(y=-3, c=m.light, w=6)
        svg += "".join(disc(92 * cos(i * pi / 8), 80 * sin(i * pi / 8), 7, (a, t)[i % 2].base) for i in range(16))
    return Art(svg + pen.emblem(0, 86, 58), "lay", 210)


def signet(pen: Pen) -> Art:
    """A ring with a stone."""
    m, a = pen.main, pen.accent
    stone = {
        "diamonds": path("M0-108l46 40-46 46-46-46Z", a.base)
        + path("M0-108l46 40h-92Z", a.light)
        + path("M0-22l46-46h-30Z", a.dark),
        "stars": path(star(0, -62, 50, 34, 8), a.base) + path(star(0, -62, 30, 20, 8), a.light),
    }.get(pen.brief.pattern or "", disc(0, -62, 42, a.base, 0.84) + disc(-12, -74, 14, a.pale, 0.7))
    svg = (
        f'<circle cx="0" cy="46" r="72" fill="none" stroke="{m.dark}" stroke-width="22"/>'
        + f'<circle cx="0" cy="42" r="72" fill="none" stroke="{m.base}" stroke-width="20"/>'
        + line("M-60 84a72 72 0 0 1-6-74", m.pale, 5)
        + disc(0, -56, 54, m.dark, 0.8)
        + disc(0, -60, 54, m.base, 0.8)
        + stone
        + pen.emblem(0, -62, 52)
    )
    return Art(svg, "lay", 180)


def basket(pen: Pen) -> Art:
    """A woven basket with leather handles; the emblem peeps out."""
    m, a = pen.main, pen.accent
    weave = "".join(
        pen.row(-92 + 4 * i, -112 + 22 * i, 184 - 8 * i, 18, 12 - i, (m.dark, m.light)[i % 2]) for i in range(5)
    )
    svg = (
        pen.emblem(0, -150, 116)
        + path("M-98-118h196l-20 104q-2 14-18 14h-120q-16 0-18-14Z", m.base)
        + weave
        + rect(-102, -126, 204, 18, m.light, 9)
        + rect(30, -126, 72, 18, m.base, 9)
        + fade(line("M-46-118q0-66 46-66t46 66", a.base, 9), 0.95)
    )
    return Art(svg, "stand", 204)


SHAPES: dict[str, Shape] = {
    "tote": tote,
    "satchel": satchel,
    "pack": pack,
    "wallet": wallet,
    "belt": belt,
    "necklace": necklace,
    "earrings": earrings,
    "bracelet": bracelet,
    "signet": signet,
    "basket": basket,
}
