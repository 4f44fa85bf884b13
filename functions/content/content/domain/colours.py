"""Colours a merchant chooses, whether they can be read, and what the storefront's sheet makes of them.

Contrast is that of WCAG 2.2, success criterion 1.4.3: 4.5 to 1 for text. The grounds are those of the storefront
(frontend/src/styles/tokens.css), of which tests/contract/test_content.py makes sure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

LEAST = 4.5
GROUNDS: Mapping[str, tuple[str, str, str]] = {
    "light": ("#fbf5ea", "#fffdf8", "#f3e9d8"),
    "dark": ("#16132a", "#201c38", "#110f21"),
}
ON_PRIMARY: Mapping[str, str] = {"light": "#fffdf8", "dark": "#16132a"}
ON_ACCENT, ON_NIGHT, ON_NIGHT_MUTED = "#1f1a33", "#fdf6e8", "#d3d5f0"
_HEX = re.compile(r"#[0-9a-f]{6}")
_SURFACE, _BLACK, _WHITE = 1, "#000000", "#ffffff"


def contrast(one: str, other: str) -> float:
    """From 1 to 21, of two colours like "#2b3aa0"."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def mixed(colour: str, other: str, share: float) -> str:
    """`colour` with this share of the other, from 0 to 1."""
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(mine * (1 - share) + theirs * share):02x}" for mine, theirs in pairs)


def theme(chosen: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """The storefront's variables, by mode, of the colours that were chosen: primary, primary_dark, accent, night."""
    tokens: dict[str, dict[str, str]] = {"light": {}, "dark": {}}
    for mode, name, towards in (("light", "primary", _BLACK), ("dark", "primary_dark", _WHITE)):
        if colour := chosen.get(name):
            tokens[mode] |= {
                "primary": colour,
                "primary-hover": mixed(colour, towards, 0.2),
                "primary-soft": _soft(colour, mode),
                "focus": colour,
            }
    if accent := chosen.get("accent"):
        tokens["light"] |= {"saffron": accent, "saffron-hover": mixed(accent, _WHITE, 0.2)}
    if night := chosen.get("night"):
        tokens["light"]["night"] = tokens["dark"]["night"] = night
    if accent := chosen.get("accent"):
        tokens["dark"] |= {"saffron": accent, "saffron-hover": mixed(accent, _WHITE, 0.2)}
    return tokens


def unreadable(chosen: Mapping[str, str]) -> dict[str, str]:
    """By the colour's name, why text in it or on it could not be read."""
    found: dict[str, str] = {}
    for name, colour in chosen.items():
        if not colour:
            continue
        if not _HEX.fullmatch(colour):
            found[name] = "write it as # and six digits from 0 to f, in lower case"
            continue
        worst = min(contrast(colour, other) for other in _beside(name, colour))
        if worst < LEAST:
            found[name] = f"its contrast is {worst:.1f} to 1 where the shop shows text with it; it needs {LEAST} to 1"
    return found


def _beside(name: str, colour: str) -> tuple[str, ...]:
    """What text stands in beside this colour, or on what."""
    if name == "accent":
        return (ON_ACCENT,)
    if name == "night":
        return (ON_NIGHT, ON_NIGHT_MUTED)
    mode = "dark" if name == "primary_dark" else "light"
    return (*GROUNDS[mode], ON_PRIMARY[mode], _soft(colour, mode))


def _soft(colour: str, mode: str) -> str:
    return mixed(GROUNDS[mode][_SURFACE], colour, 0.1 if mode == "light" else 0.18)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (channel / 255 for channel in _channels(colour))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
