"""The shapes that an `art` line may begin with."""

from __future__ import annotations

from souk_seed.drawing import Art, Pen, Shape
from souk_seed.shapes import kitchen, leather, light, outdoors, packs, paper, table, textile


def icon(pen: Pen) -> Art:
    """The emblem itself, large."""
    return Art(pen.emblem(0, -96, 200), "stand", 170)


SHAPES: dict[str, Shape] = {
    "icon": icon,
    **packs.SHAPES,
    **table.SHAPES,
    **kitchen.SHAPES,
    **textile.SHAPES,
    **light.SHAPES,
    **leather.SHAPES,
    **paper.SHAPES,
    **outdoors.SHAPES,
}
