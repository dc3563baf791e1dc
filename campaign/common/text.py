"""Text that people typed, made safe to store, to show and to put into a mail, or refused with a plain sentence."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

LINE_LIMIT = 200
NAME_LIMIT = 100

# Every control of Unicode, and the two separators that str.splitlines (hence the email package) breaks lines at.
CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
CONTROLS_BUT_TAB = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
CONTROLS_BUT_TAB_AND_LF = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")
# Bidirectional overrides and isolates: they make a reader see other words than those that are sent ("Trojan Source",
# CVE-2021-42574). The plain marks U+200E and U+200F, which Arabic and Hebrew need, stay.
DIRECTION_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")
SURROGATES = re.compile("[\ud800-\udfff]")
# What a decoder leaves where it could not read a byte: the letter would reach a minister with a hole in it.
LOST = "\ufffd"
LINE_BREAKS = re.compile("\r\n|[\r\u2028\u2029]")
BYTE_ORDER_MARK = "\ufeff"

# UAX #15, "Stream-Safe Text Format": no written language needs more than 30 marks on one letter. More of them make
# normalisation quadratic (40,000: 1.2 s).
MARKS_ON_ONE_LETTER = 30
# Decomposed Vietnamese has three code points to a letter; what is longer than this is too long once cleaned as well.
LONGEST_BEFORE_CLEANING = 4

# A name stands in the From header of every letter and opens every mail to an address that anyone may have typed. With
# these it is a way to add a header or an address, or an advertisement with a link that we would deliver (the known
# use of open sign-up forms). e-petitions refuses a web address in a name for the same reason.
NAME_BREAKERS = re.compile(r'[<>@"\\]')
# Two characters before the dot, so that "J.Co Smith" keeps her name.
WEB_ADDRESS = re.compile(
    r"(?i)://|\bwww\."
    r"|[^\W_]{2}\.(?:com|net|org|info|biz|io|co|me|ly|gl|gg|tv|cc|cn|ru|tk|ml|xyz|top|site|online|store|shop|club|link"
    r"|click|live|app|dev|vip|win|icu|ca|uk|us|eu|fr)\b"
    r"|[^\W_]\.[a-z]{2,}/"
)
# Lists of supporters are opened in spreadsheets, where a cell that begins so is a formula (e-petitions refuses it too).
FORMULA = re.compile(r"^[-=+]")


class BadText(ValidationError):
    """A typed text that cannot be kept: `messages` says why in a plain sentence, `code` for programs."""


class UnsafeHeader(ValueError):
    """A value that must never become part of a mail header: a mistake of ours, for input is cleaned before."""


def clean_line(text: str, limit: int = LINE_LIMIT) -> str:
    """One line (subject, city): NFC, no outer space, inner space collapsed; at most `limit` code points, else BadText.

    Comes back empty where nothing visible was typed, so that callers have one test for "missing".
    """
    _refuse_broken(text, limit)
    if CONTROLS_BUT_TAB.search(text):
        raise BadText(_("This must be one line, without line breaks or control characters."), "control")
    line = " ".join(unicodedata.normalize("NFC", text.replace(BYTE_ORDER_MARK, "")).split())
    return _within(line, limit)


def clean_name(text: str, limit: int = NAME_LIMIT) -> str:
    """A person's name, as clean_line; also refuses `< > @ " \\`, web addresses and a spreadsheet's formulas."""
    name = clean_line(text, limit)
    if NAME_BREAKERS.search(name):
        raise BadText(_('A name cannot contain any of < > @ " \\'), "name_characters")
    if WEB_ADDRESS.search(name):
        raise BadText(_("A name cannot contain a web address."), "web_address")
    if FORMULA.search(name):
        raise BadText(_("A name cannot begin with - + or =."), "name_start")
    return name


def clean_paragraphs(text: str, limit: int) -> str:
    """A letter: NFC, every line break one LF, no outer blank lines; at most `limit` code points, else BadText.

    The limit counts LF and code points, a browser's maxlength UTF-16 units: the server is never the stricter one.
    """
    _refuse_broken(text, limit)
    lines = LINE_BREAKS.sub("\n", text.replace(BYTE_ORDER_MARK, ""))
    if CONTROLS_BUT_TAB_AND_LF.search(lines):
        raise BadText(_("This contains a control character that cannot be sent. Retype or remove it."), "control")
    return _within(unicodedata.normalize("NFC", lines).strip(), limit)


def is_utf8(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True


def header_safe(value: str) -> str:
    """The value itself; called on each part of a header, as some providers' interfaces take CR and LF as they come."""
    if CONTROLS.search(value) or SURROGATES.search(value) or DIRECTION_CONTROLS.search(value):
        raise UnsafeHeader(f"a header cannot hold {value[:80]!r}")
    return value


def _refuse_broken(text: str, limit: int) -> None:
    if len(text) > LONGEST_BEFORE_CLEANING * limit:
        raise _too_long(limit)
    if SURROGATES.search(text) or LOST in text:
        raise BadText(_("Some characters arrived broken. Retype the text in question."), "broken")
    if DIRECTION_CONTROLS.search(text):
        raise BadText(_("This contains invisible characters that change the direction of writing."), "direction")
    if not text.isascii() and _piles_up_marks(text):
        raise BadText(_("This piles too many accents on one letter."), "marks")


def _piles_up_marks(text: str) -> bool:
    run = 0
    for character in text:
        run = run + 1 if unicodedata.combining(character) else 0
        if run > MARKS_ON_ONE_LETTER:
            return True
    return False


def _within(text: str, limit: int) -> str:
    if len(text) > limit:
        raise _too_long(limit)
    return text if any(unicodedata.category(character)[0] in "LNPS" for character in text) else ""


def _too_long(limit: int) -> BadText:
    return BadText(_("This is too long: %(limit)d characters at most."), "too_long", {"limit": limit})
