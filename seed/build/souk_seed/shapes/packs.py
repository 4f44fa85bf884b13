"""Things that hold what is sold in them: tins, jars, pouches, bottles, boxes, soap."""

from __future__ import annotations

from souk_seed.drawing import Art, Pen, Shape, disc, fade, line, path, rect


def tin(pen: Pen) -> Art:
    """A round tin with a lid and a label."""
    m, a = pen.main, pen.accent
    svg = (
        path("M-68-172h136v160q0 12-68 12t-68-12Z", m.base)
        + path("M30-172h38v160q0 8-38 11Z", m.dark)
        + rect(-74, -196, 148, 32, m.light, 8)
        + path("M34-196h32q8 0 8 8v16q0 8-8 8h-32Z", m.base)
        + disc(0, -196, 74, m.pale, 0.12)
        + disc(0, -196, 60, m.light, 0.09)
        + rect(-68, -140, 136, 100, a.base)
        + path("M30-140h38v100h-38Z", a.dark, 'opacity=".45"')
        + pen.row(-68, -136, 136, 10, 13, m.base)
        + pen.row(-68, -54, 136, 10, 13, m.base)
        + pen.emblem(0, -90, 60)
    )
    return Art(svg, "stand", 148)


def jar(pen: Pen) -> Art:
    """A glass jar: the main colour fills it, the accent is its lid, the third its label."""
    m, a, t = pen.main, pen.accent, pen.third
    svg = (
        path("M-66-150q0-18 22-18h88q22 0 22 18v128q0 22-22 22h-88q-22 0-22-22Z", "#e3f0ef")
        + path("M-58-128h116v104q0 16-16 16h-84q-16 0-16-16Z", m.base)
        + path("M28-128h30v104q0 16-16 16h-14Z", m.dark)
        + path("M-58-128q18-10 36-3t40-2 40 5v10h-116Z", m.light)
        + rect(-54, -204, 108, 36, a.base, 8)
        + path("M22-204h24q8 0 8 8v20q0 8-8 8h-24Z", a.dark)
        + rect(-48, -170, 96, 8, "#c6dcdb")
        + rect(-46, -104, 92, 74, t.pale, 6)
        + rect(-40, -98, 80, 62, t.base, 4)
        + pen.emblem(0, -67, 50)
        + fade(rect(-58, -156, 10, 130, "#ffffff", 5), 0.6)
    )
    return Art(svg, "stand", 132)


def pouch(pen: Pen) -> Art:
    """A stand-up bag with a folded top and an emblem."""
    m, a = pen.main, pen.accent
    svg = (
        path("M-70-190q70-8 140 0l6 176q0 14-76 14t-76-14Z", m.base)
        + path("M36-193q18 0 34 3l6 176q0 8-30 11Z", m.dark)
        + path("M-72-208h144v26q-72-8-144 0Z", m.light)
        + rect(-64, -200, 128, 5, m.dark, 2)
        + disc(0, -104, 52, a.base)
        + disc(0, -104, 45, a.pale)
        + pen.emblem(0, -104, 60)
        + pen.row(-58, -38, 116, 16, 9, a.base)
    )
    return Art(svg, "stand", 150)


def carton(pen: Pen) -> Art:
    """A box seen from one corner, with a band and an emblem."""
    m, a = pen.main, pen.accent
    svg = (
        path("M-84-150h120v150h-120Z", m.base)
        + path("M36-150l48-22v146l-48 26Z", m.dark)
        + path("M-84-150l44-22h124l-48 22Z", m.light)
        + rect(-84, -122, 120, 94, a.base)
        + path("M36-122l48-23v92l-48 25Z", a.dark)
        + pen.row(-84, -118, 120, 12, 10, m.base)
        + pen.row(-84, -44, 120, 12, 10, m.base)
        + pen.emblem(-24, -75, 58)
    )
    return Art(svg, "stand", 168)


def bottle(pen: Pen) -> Art:
    """A bottle with a cork; the accent is its label."""
    m, a = pen.main, pen.accent
    svg = (
        rect(-13, -222, 26, 26, "#c6935a", 5)
        + rect(2, -222, 11, 26, "#a8763f", 4)
        + path("M-20-198h40v40q0 14 18 26t18 34v86q0 12-12 12h-88q-12 0-12-12v-86q0-22 18-34t18-26Z", m.base)
        + path("M14-198h6v40q0 14 18 26t18 34v86q0 12-12 12h-16v-98q0-22-8-34t-6-26Z", m.dark)
        + rect(-24, -200, 48, 10, m.light, 5)
        + rect(-56, -92, 112, 66, a.base)
        + path("M28-92h28v66h-28Z", a.dark, 'opacity=".5"')
        + pen.emblem(0, -59, 48)
        + fade(path("M-46-102q0-14 14-24l6 6q-10 8-10 22Z", "#ffffff"), 0.5)
    )
    return Art(svg, "stand", 112)


def flacon(pen: Pen) -> Art:
    """A pump bottle for lotion and liquid soap."""
    m, a = pen.main, pen.accent
    svg = (
        path("M-6-214h40q10 0 10 12h-12q0-2-4-2h-18v14h-16Z", a.dark)
        + rect(-7, -196, 14, 26, a.base)
        + rect(-24, -178, 48, 24, a.base, 5)
        + rect(6, -178, 18, 24, a.dark, 5)
        + path("M-56-128q0-28 28-28h56q28 0 28 28v116q0 12-12 12h-88q-12 0-12-12Z", m.base)
        + path("M26-156h2q28 0 28 28v116q0 12-12 12h-18Z", m.dark)
        + rect(-38, -118, 76, 92, a.pale, 38)
        + pen.emblem(0, -72, 54)
    )
    return Art(svg, "stand", 112)


def tube(pen: Pen) -> Art:
    """A squeezable tube standing on its cap."""
    m, a = pen.main, pen.accent
    svg = (
        path("M-56-206h112l-14 170h-84Z", m.base)
        + path("M20-206h36l-14 170h-24Z", m.dark)
        + rect(-58, -214, 116, 16, m.light, 4)
        + rect(-36, -38, 72, 38, a.base, 6)
        + rect(12, -38, 24, 38, a.dark, 6)
        + pen.emblem(-2, -124, 62)
        + pen.row(-44, -70, 86, 12, 8, a.base)
    )
    return Art(svg, "stand", 112)


def soap(pen: Pen) -> Art:
    """A stack of two bars, the upper one in a paper band."""
    m, a, t = pen.main, pen.accent, pen.third
    svg = (
        rect(-92, -64, 184, 64, t.dark, 18)
        + rect(-92, -70, 184, 58, t.base, 18)
        + rect(-78, -62, 100, 8, t.light, 4)
        + '<g transform="rotate(-4 0 -100)">'
        + rect(-86, -142, 172, 72, m.dark, 18)
        + rect(-86, -148, 172, 64, m.base, 18)
        + rect(-72, -140, 90, 8, m.light, 4)
        + path("M-44-150h88v80h-88Z", a.base)
        + path("M24-150h20v80h-20Z", a.dark)
        + pen.emblem(0, -111, 54)
        + "</g>"
    )
    return Art(svg, "stand", 186)


def pot(pen: Pen) -> Art:
    """A low cosmetic pot with its lid leaning on it."""
    m, a = pen.main, pen.accent
    svg = (
        path("M-88-84h150v62q0 22-22 22h-106q-22 0-22-22Z", m.base)
        + path("M22-84h40v62q0 22-22 22h-18Z", m.dark)
        + disc(-13, -84, 75, m.light, 0.18)
        + disc(-13, -84, 64, a.pale, 0.16)
        + path("M-60-86q20-14 46-6t50 0q-10 12-48 13t-48-7Z", a.light)
        + rect(-74, -62, 122, 48, a.base, 8)
        + pen.emblem(-13, -38, 42)
        + f'<g transform="rotate(-72 66 -66)">{rect(6, -78, 130, 26, a.dark, 8)}{rect(6, -84, 130, 22, a.base, 8)}</g>'
        + line("M-60-120q-6-12 4-20t0-22", a.pale, 4)
    )
    return Art(svg, "stand", 180)


SHAPES: dict[str, Shape] = {
    "tin": tin,
    "jar": jar,
    "pouch": pouch,
    "carton": carton,
    "bottle": bottle,
    "flacon": flacon,
    "tube": tube,
    "soap": soap,
    "pot": pot,
}
