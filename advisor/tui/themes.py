"""The looks of the app: dark, light, and one of high contrast."""

from __future__ import annotations

from textual.theme import Theme

# Text of 7:1 at least on its background, also where it is muted to 60 %.
HIGH_CONTRAST = Theme(
    name="high-contrast",
    primary="#00ffff",
    secondary="#00ffff",
    accent="#ffff00",
    warning="#ffff00",
    error="#ff9a9a",
    success="#7dff7d",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#1c1c1c",
    dark=True,
    text_alpha=1.0,
    variables={"border": "#ffffff", "border-blurred": "#c0c0c0"},
)
# What the user calls a look, and the theme it is.
LOOKS = {"dark": "textual-dark", "light": "textual-light", "high contrast": HIGH_CONTRAST.name}
