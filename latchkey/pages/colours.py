"""The business's colour in the portal: as it is where it can be read, and otherwise darker or lighter."""

from typing import Final

Colour = tuple[float, ...]

# The grounds of web/portal/styles/tokens.css that texts in the colour are on.
_LIGHT: Final = (0xF5, 0xF3, 0xEE), (0xFF, 0xFE, 0xFB)
_DARK: Final = (0x14, 0x17, 0x15), (0x1D, 0x21, 0x1E)
_BLACK: Final = (0, 0, 0)
_WHITE: Final = (255, 255, 255)
# A little more than the 4.5 that WCAG asks for, as colours are rounded.
_CONTRAST: Final = 4.6
_STEPS: Final = 50


def style_sheet(colour: str) -> str:
    """The tokens of both schemes for a colour like `#17594a`: WCAG's contrast with what is behind is 4.5 or more."""
    given = tuple(bytes.fromhex(colour.removeprefix("#")))
    light = _tokens(given, _LIGHT, towards=_BLACK, wash=0.1, ink=_WHITE)
    dark = _tokens(given, _DARK, towards=_WHITE, wash=0.12, ink=_DARK[0])
    in_the_dark = "@media screen and (prefers-color-scheme: dark)"
    return f"@media screen {{ :root {{ {light} }} }}\n{in_the_dark} {{ :root {{ {dark} }} }}\n"


def _tokens(given: Colour, grounds: tuple[Colour, ...], *, towards: Colour, wash: float, ink: Colour) -> str:
    washed = _mixed(grounds[-1], given, wash)
    behind = (*grounds, washed, ink)
    mixtures = (_mixed(given, towards, step / _STEPS) for step in range(_STEPS + 1))
    accent = next(mixture for mixture in mixtures if min(contrast(mixture, ground) for ground in behind) >= _CONTRAST)
    tokens = {"accent": accent, "accent-hover": _mixed(accent, towards, 0.2), "accent-ink": ink, "wash": washed}
    return " ".join(f"--{name}: #{bytes(round(part) for part in value).hex()};" for name, value in tokens.items())


def _mixed(one: Colour, other: Colour, share: float) -> Colour:
    return tuple(a + (b - a) * share for a, b in zip(one, other, strict=True))


def contrast(one: Colour, other: Colour) -> float:
    """WCAG's contrast of two colours, from 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Colour) -> float:
    red, green, blue = (_linear(part / 255) for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return float(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)
