"""Dark, light and no-colour. Charts and grid take their colours from here, so that a theme is changed in one place.

Invariant: no meaning rests on colour alone — every coloured mark has a glyph or a letter of its own, so the no-colour
theme loses nothing.
"""

from __future__ import annotations

from textual.theme import Theme

CHANNEL_COLOURS = 6
"""Channels beyond the sixth repeat the colours; letters keep them apart."""

_NAMES = ("scheduled", "required", "short", "over", "pause", "leave", "cursor", "cursor-text", "history", "lastyear",
          "band", "on-channel", "several", "several-odd", "chosen")  # fmt: skip


def _theme(name: str, dark: bool, base: dict[str, str], marks: str, channels: str) -> Theme:
    variables = dict(zip(_NAMES, marks.split(), strict=True))
    variables |= {f"channel-{i}": colour for i, colour in enumerate(channels.split())}
    variables |= {
        "footer-key-foreground": base["accent"],
        "footer-background": base["panel"],
        "block-cursor-background": base["primary"],
        "block-cursor-foreground": base["background"],
        "block-cursor-text-style": "bold",
        "border": base["secondary"],
        "border-blurred": base["secondary"],
    }
    return Theme(name=name, dark=dark, variables=variables, **base)  # type: ignore[arg-type]


DARK = _theme(
    "cuadrante-dark",
    True,
    {
        "primary": "#6ea8fe",
        "secondary": "#3a4657",
        "accent": "#ffb454",
        "warning": "#ffb454",
        "error": "#ff6b6b",
        "success": "#6bd49a",
        "foreground": "#e6e9ef",
        "background": "#11151c",
        "surface": "#171c25",
        "panel": "#1f2733",
    },
    "#3878cf #f2d98b #ff6b6b #2b5c9e #c98b2e #39414f #f4f6fa #11151c #9fb0c8 #a9b3c1 #4d6d9c #ffffff #2f6fc4 #27589b "
    "#2f3947",
    "#2f6fc4 #218069 #7a5fc4 #4d8332 #b0568d #8a6a2f",
)
LIGHT = _theme(
    "cuadrante-light",
    False,
    {
        "primary": "#1b5fbd",
        "secondary": "#c4cfdd",
        "accent": "#7a4200",
        "warning": "#7a4200",
        "error": "#a01722",
        "success": "#0f5f33",
        "foreground": "#1b2330",
        "background": "#f6f7f9",
        "surface": "#ffffff",
        "panel": "#e4e9f0",
    },
    "#5a8fd8 #3d2c00 #a01722 #9cbcea #8f5a0c #c9ced6 #11151c #ffffff #46556b #6b7683 #8fb0dd #ffffff #2f6fc4 #27589b "
    "#c4cfdd",
    "#2f6fc4 #1f7d67 #6f52bd #44762b #a34a80 #80602a",
)
NO_COLOUR = _theme(
    "cuadrante-mono",
    True,
    {
        "primary": "#ffffff",
        "secondary": "#6a6a6a",
        "accent": "#ffffff",
        "warning": "#ffffff",
        "error": "#ffffff",
        "success": "#ffffff",
        "foreground": "#e4e4e4",
        "background": "#000000",
        "surface": "#0c0c0c",
        "panel": "#262626",
    },
    "#8a8a8a #ffffff #ffffff #6a6a6a #e4e4e4 #2a2a2a #ffffff #000000 #d0d0d0 #a0a0a0 #5a5a5a #ffffff #5a5a5a #464646 "
    "#4a4a4a",
    "#5a5a5a #4c4c4c #6a6a6a #444444 #747474 #3c3c3c",
)
THEMES = (DARK, LIGHT, NO_COLOUR)
TITLES = {DARK.name: "Dark theme", LIGHT.name: "Light theme", NO_COLOUR.name: "Theme without colour"}
