"""The bytes of an uploaded file -> its text and which encoding was assumed, or why it is no text."""

import codecs
from dataclasses import dataclass

from django.utils.translation import gettext as _

MOST_BYTES = 5 * 1024 * 1024  # a thousand for each of 5,000 people

# By their byte order mark, the first that fits.
MARKED = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
NAMES = {"utf-8": "UTF-8", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16", "windows-1252": "Windows-1252"}

# What files that are no text begin with: XLSX, ODS and archives; the old XLS; PDF.
ZIP, OLE, PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF"


class NotText(Exception):
    """This cannot be read as a list; the message tells a person why and what to do."""


@dataclass(frozen=True)
class Decoded:
    """`encoding` is a key of NAMES; `sure` where a mark or the bytes themselves left no other."""

    text: str
    encoding: str
    sure: bool


def decode(data: bytes) -> Decoded:
    """The text of a file, by its byte order mark, else as UTF-8, UTF-16 or Windows-1252, the first that fits.

    No library guesses here: charset-normalizer, on two lines of names with accents in Windows-1252, said cp775 once and Big5 once.
    """
    if len(data) > MOST_BYTES:
        raise NotText(_("This file is larger than 5 MB. Nothing was kept; split it into several lists."))
    if data.startswith((ZIP, OLE, PDF)):
        raise NotText(
            _(
                "This is a spreadsheet, an archive or a PDF, not text. In the spreadsheet, choose “Save as” and then CSV."
            )
        )
    decoded = _decoded(data)
    if "\x00" in decoded.text:
        raise NotText(_("This file is not text: it holds bytes with the value zero. Save the list as CSV again."))
    if not decoded.text.strip():
        raise NotText(_("There is nothing in it."))
    return decoded


def _decoded(data: bytes) -> Decoded:
    for mark, encoding in MARKED:
        if data.startswith(mark):
            return Decoded(_strictly(data.removeprefix(mark), encoding), encoding, sure=True)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = "\x00"
    if "\x00" not in text:
        return Decoded(text, "utf-8", sure=True)
    if encoding := _unmarked_utf_16(data):
        return Decoded(_strictly(data, encoding), encoding, sure=False)
    return Decoded(_strictly(data, "windows-1252"), "windows-1252", sure=False)


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise NotText(
            _("This file cannot be read as %(encoding)s: it breaks at byte %(byte)d. Save it as “CSV UTF-8”.")
            % {"encoding": NAMES[encoding], "byte": error.start + 1}
        ) from error


def _unmarked_utf_16(data: bytes) -> str:
    """Of Latin text, every second byte is zero, and hardly any of the others."""
    half = len(data) // 2
    high, low = data[1::2].count(0), data[0::2].count(0)
    if high * 2 > half and low * 20 < half:
        return "utf-16-le"
    if low * 2 > half and high * 20 < half:
        return "utf-16-be"
    return ""
