"""Postal codes as they stand on envelopes: "k1a0a6" becomes "K1A 0A6"; other countries' codes pass as they are."""

import re

from django.utils.translation import gettext_lazy as _

from campaign.common.text import BadText, clean_line

SEPARATORS = re.compile("[ -]")
# Canada Post, Addressing Guidelines: letter digit letter, digit letter digit; D, F, I, O, Q and U never occur, W and Z
# not in the first place (they read like other characters, or are kept back).
CANADIAN = re.compile("[ABCEGHJ-NPRSTVXY][0-9][ABCEGHJ-NPRSTV-Z][0-9][ABCEGHJ-NPRSTV-Z][0-9]")
# The same shape with any letter, and with O and I typed for 0 and 1. No other country's code looks so.
MEANT_AS_CANADIAN = re.compile("[A-Z][0-9OI][A-Z][0-9OI][A-Z][0-9OI]")
# The longest in use is a ZIP code of ten, 12345-6789. Every country's codes have a digit; a town's name has none.
ANY = re.compile("[A-Z0-9][A-Z0-9 -]{0,10}[A-Z0-9]")


def clean_postal_code(text: str) -> str:
    """The code in its canonical form, which cleaning leaves unchanged; BadText for what is no code, such as nothing."""
    code = clean_line(text)
    code = code.upper() if code.isascii() else code
    letters = SEPARATORS.sub("", code)
    if CANADIAN.fullmatch(letters):
        return f"{letters[:3]} {letters[3:]}"
    if MEANT_AS_CANADIAN.fullmatch(letters):
        raise BadText(
            _("This is not a Canadian postal code. They look like K1A 0B1, with digits in every second place."),
            "canadian",
        )
    if not ANY.fullmatch(code) or not any(character.isdigit() for character in code):
        raise BadText(_("Give a postal code, such as K1A 0B1."), "postal_code")
    return code


# Canada Post, Addressing Guidelines: the first letter of a code is a province or a part of one. X is two territories: Nunavut has
# the forward sortation areas X0A, X0B and X0C, the Northwest Territories have the others.
_PROVINCE_OF_LETTER = {
    **dict.fromkeys("A", "NL"),
    **dict.fromkeys("B", "NS"),
    **dict.fromkeys("C", "PE"),
    **dict.fromkeys("E", "NB"),
    **dict.fromkeys("GHJ", "QC"),
    **dict.fromkeys("KLMNP", "ON"),
    **dict.fromkeys("R", "MB"),
    **dict.fromkeys("S", "SK"),
    **dict.fromkeys("T", "AB"),
    **dict.fromkeys("V", "BC"),
    **dict.fromkeys("X", "NT"),
    **dict.fromkeys("Y", "YT"),
}
_NUNAVUT = ("X0A", "X0B", "X0C")


def province_of(code: str) -> str:
    """The two letters of the province or territory of a clean Canadian code; empty for anything else."""
    if not CANADIAN.fullmatch(SEPARATORS.sub("", code)):
        return ""
    return "NU" if code.startswith(_NUNAVUT) else _PROVINCE_OF_LETTER.get(code[0], "")
