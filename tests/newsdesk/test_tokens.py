"""Colours are readable in every theme, by WCAG 2.2's contrast: text at 4.5, what borders a control at 3.

In high contrast it is 7 and 4.5.
"""

import re
from itertools import product
from pathlib import Path

import pytest

CSS = Path(__file__).parents[2] / "newsdesk/static/newsdesk/css"
PAIR = re.compile(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\);")
PLAIN, CONTRAST = (PAIR.findall((CSS / f"{name}.css").read_text()) for name in ("tokens", "contrast"))
COLOURS = {name: {"light": light, "dark": dark} for name, light, dark in PLAIN}
for name, light, dark in CONTRAST:
    COLOURS[name] |= {"light-contrast": light, "dark-contrast": dark}
THEMES = {"light": (4.5, 3), "dark": (4.5, 3), "light-contrast": (7, 4.5), "dark-contrast": (7, 4.5)}
GROUNDS = ("paper", "surface", "sunken")
TONES = ("accent", "danger", "warning", "success", *(name for name in COLOURS if re.match("(kind|role)-", name)))
STRONG = [name for name in TONES if not name.endswith("-soft")]
TEXTS = [
    *product(("ink", "ink-soft", "ink-faint", *STRONG), GROUNDS),
    *((text, f"{tone}-soft") for tone in STRONG for text in ("ink", tone)),
    ("ink", "selection"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("on-danger", "danger"),
    ("on-found", "found"),
    ("on-found-now", "found-now"),
]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("text", "ground"), TEXTS)
def test_text_stands_out_from_its_ground(text: str, ground: str, theme: str) -> None:
    assert contrast(COLOURS[text][theme], COLOURS[ground][theme]) >= THEMES[theme][0]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("edge", "ground"), [*product(("line-strong", "focus"), GROUNDS)])
def test_controls_stand_out_from_their_ground(edge: str, ground: str, theme: str) -> None:
    assert contrast(COLOURS[edge][theme], COLOURS[ground][theme]) >= THEMES[theme][1]


def test_high_contrast_leaves_no_colour_as_it_is() -> None:
    assert {name for name, _light, _dark in CONTRAST} == COLOURS.keys()


def contrast(first: str, second: str) -> float:
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb`: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance"""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
