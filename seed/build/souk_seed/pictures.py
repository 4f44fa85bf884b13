"""Sets a drawn product in its scene: the category's ground and pattern, a niche, a shadow, companions."""

from __future__ import annotations

from souk_seed.drawing import PATTERNS, Art, Brief, Pen, disc, fade, path, rect
from souk_seed.icons import Icons
from souk_seed.palette import mix
from souk_seed.shapes import SHAPES

SIZE = 400  # pictures are square; units of the view box
FLOOR = 330  # where standing things stand
CENTRE = 200
SHADOW = "#3a2030"

GLOW = (
    '<radialGradient id="glow"><stop stop-color="#fff3c4" stop-opacity=".95"/>'
    '<stop offset=".45" stop-color="#fff3c4" stop-opacity=".6"/>'
    '<stop offset="1" stop-color="#fff3c4" stop-opacity="0"/>'
    "</radialGradient>"
)

# Four niches, so that neighbours on a category page differ and the whole still reads as one set.
NICHES = (
    "M70 400V190C70 110 140 92 200 44C260 92 330 110 330 190V400Z",  # keel arch
    "M62 400V196a138 138 0 0 1 276 0V400Z",  # round arch
    "M78 400V262a134 128 0 1 1 244 0V400Z",  # horseshoe
    "M60 400V118q0-52 52-52h176q52 0 52 52V400Z",  # window
)


def compose(art: str, ground: str, pattern: str, turn: int, icons: Icons) -> str:
    """The whole picture as SVG text.

    `art` is the product's line, `ground` the scene's colour (#rrggbb), `pattern` the category's motif and `turn` the
    product's place in its category, which chooses the niche. Raises ValueError for an art line that cannot be read
    and KeyError for a shape or an illustration that does not exist.
    """
    brief = Brief.parse(art)
    pen = Pen(brief, icons)
    drawn = SHAPES[brief.shape](pen)
    lights = GLOW if "url(#glow)" in drawn.svg else ""
    scene = (
        lights + _ground(ground, pattern, turn) + _floor(ground, drawn) + _placed(drawn) + _companions(pen, drawn, turn)
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE}">{scene}</svg>\n'


def _ground(colour: str, pattern: str, turn: int) -> str:
    tile = PATTERNS[pattern](6, 6, 28, 28)
    motif = (
        '<pattern id="p" width="40" height="40" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        + path(tile, mix(colour, "#ffffff", 0.28))
        + "</pattern>"
    )
    niche = NICHES[(turn * 3 + turn // 4 * 2) % len(NICHES)]
    return (
        motif
        + rect(0, 0, SIZE, SIZE, colour)
        + rect(0, 0, SIZE, SIZE, "url(#p)")
        + path(niche, mix(colour, "#ffffff", 0.35), f'stroke="{mix(colour, "#ffffff", 0.6)}" stroke-width="14"')
        + path(niche, mix(colour, "#fffaf0", 0.72))
    )


def _floor(colour: str, drawn: Art) -> str:
    if drawn.stance != "stand":
        return ""
    return (
        path(f"M0 {FLOOR - 28}h{SIZE}v{SIZE - FLOOR + 28}H0Z", mix(colour, "#fff6ea", 0.5))
        + path(f"M0 {FLOOR - 28}h{SIZE}v6H0Z", mix(colour, "#ffffff", 0.78))
        + fade(disc(CENTRE + 6, FLOOR, drawn.width * 0.6, SHADOW, 0.11), 0.18)
        + fade(disc(CENTRE + 2, FLOOR, drawn.width * 0.46, SHADOW, 0.07), 0.2)
    )


def _placed(drawn: Art) -> str:
    if drawn.stance == "stand":
        return f'<g transform="translate({CENTRE} {FLOOR}) scale(1.1)">{drawn.svg}</g>'
    if drawn.stance == "hang":
        return f'<g transform="translate({CENTRE} 0)">{drawn.svg}</g>'
    cloth = fade(disc(CENTRE, CENTRE + 8, drawn.width * 0.58, "#ffffff"), 0.5)
    return cloth + f'<g transform="translate({CENTRE} {CENTRE + 8}) scale(1.06)">{drawn.svg}</g>'


def _companions(pen: Pen, drawn: Art, turn: int) -> str:
    sides = (-1, 1) if turn % 2 else (1, -1)
    placed = []
    for name, side in zip(pen.brief.beside, sides, strict=False):
        x = CENTRE + side * min(136, drawn.width * 0.55 + 34)
        placed.append(fade(disc(x, 352, 34, SHADOW, 0.14), 0.2) + pen.icon(name, x, 320, 78))
    return "".join(placed)
