"""What counts as a target's e-mail address: what common accepts, in ASCII as it stands, in lower case."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from campaign.common.addresses import parse_address


def checked_address(text: str) -> str:
    """The address in lower case; ValidationError with a sentence for a person when it cannot be one.

    Stricter than for supporters: a roster's address in another alphabet is a forgery, not somebody's mailbox. Addresses
    are only checked, never derived from a name: about 3% of the real ones break the house's own pattern, so that a
    derived one would reach someone else.
    """
    if not text.isascii():
        raise ValidationError(_("A target's e-mail address can hold ASCII characters only."))
    return parse_address(text).display.lower()


def validate_address(text: str) -> None:
    """A model field's validator for checked_address."""
    checked_address(text)
