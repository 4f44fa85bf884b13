"""Named colours, each with the darker and lighter tones that give a flat drawing its depth."""

from __future__ import annotations

import colorsys
import re
from dataclasses import dataclass

_HEX = re.compile(r"#([0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b")


def mix(one: str, other: str, share: float) -> str:
    """`one` with `share` (0-1) of `other` in it; both as #rrggbb."""
    pairs = zip(_channels(one), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def turn_hue(svg: str, degrees: int) -> str:
    """The same drawing with every colour turned round the colour wheel by `degrees`."""
    return _HEX.sub(lambda found: _turned(found.group(1), degrees), svg)


def _channels(colour: str) -> list[int]:
    return [int(colour[i : i + 2], 16) for i in (1, 3, 5)]


def _turned(digits: str, degrees: int) -> str:
    full = "".join(d * 2 for d in digits) if len(digits) == 3 else digits
    red, green, blue = (int(full[i : i + 2], 16) / 255 for i in (0, 2, 4))
    hue, light, saturation = colorsys.rgb_to_hls(red, green, blue)
    turned = colorsys.hls_to_rgb((hue + degrees / 360) % 1, light, saturation)
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in turned)


@dataclass(frozen=True)
class Tone:
    """One colour in the five steps that the shapes draw with."""

    base: str

    @property
    def deep(self) -> str:
        """For the far inside of a vessel and the text on a label."""
        return mix(self.base, "#1d1420", 0.45)

    @property
    def dark(self) -> str:
        """For the side away from the light."""
        return mix(self.base, "#2a1a2e", 0.2)

    @property
    def light(self) -> str:
        """For the side towards the light."""
        return mix(self.base, "#ffffff", 0.3)

    @property
    def pale(self) -> str:
        """For a highlight or an embroidered line."""
        return mix(self.base, "#fffdf8", 0.7)


COLOURS = {
    name: Tone(code)
    for name, code in {
        "terracotta": "#c8643f",
        "rust": "#a5452c",
        "coral": "#ef7b5f",
        "saffron": "#f0a830",
        "ochre": "#cf9136",
        "lemon": "#f5cf4b",
        "olive": "#7f8a3f",
        "sage": "#93aa83",
        "forest": "#2f6b4f",
        "mint": "#8fcfb4",
        "teal": "#23808a",
        "turquoise": "#36b3b5",
        "sky": "#7fb8de",
        "cobalt": "#2b5fc0",
        "indigo": "#3c4591",
        "navy": "#27355f",
        "lavender": "#a08fd0",
        "plum": "#7c3f75",
        "rose": "#d65f80",
        "blush": "#eeb4ae",
        "crimson": "#b82a3c",
        "sand": "#dcc19a",
        "cream": "#f6ead3",
        "ivory": "#fbf6ea",
        "linen": "#e4d8c2",
        "stone": "#a9a39a",
        "charcoal": "#45424d",
        "ink": "#2b2936",
        "copper": "#c9764a",
        "brass": "#d4a640",
        "silver": "#b9c1cc",
        "steel": "#8b96a5",
        "walnut": "#6f4730",
        "oak": "#c6935a",
        "cognac": "#a8602f",
        "glass": "#cfe6e6",
    }.items()
}
