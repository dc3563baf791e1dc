"""The signed, expiring token of a public form: pages without cookies have it in place of Django's CSRF token.

It proves that the form came from a page of ours, for this scope, not long ago. It is bound to no visitor (there is no
session to bind it to), so that a cached page may carry it; and nobody's browser can be made to act in another's name,
as no cookie says whose name that would be.
"""

from enum import Enum

from django.core.signing import BadSignature, SignatureExpired, TimestampSigner

WORD = "form"
LONGEST = 200


class FormToken(Enum):
    VALID = "valid"
    EXPIRED = "expired"
    FORGED = "forged"


def issue(scope: str) -> str:
    """A token for forms of this scope ("submit:peru-2022"), dated now."""
    return _signer(scope).sign(WORD)


def check(token: str, scope: str, max_age: int) -> FormToken:
    """What the token is worth, `max_age` in seconds; takes any text and never raises."""
    # Signatures are ASCII; other text cannot even be compared where it holds half a surrogate pair.
    if len(token) > LONGEST or not token.isascii():
        return FormToken.FORGED
    try:
        word = _signer(scope).unsign(token, max_age=max_age)
    except SignatureExpired:
        return FormToken.EXPIRED
    except BadSignature:
        return FormToken.FORGED
    return FormToken.VALID if word == WORD else FormToken.FORGED


def _signer(scope: str) -> TimestampSigner:
    return TimestampSigner(salt=f"campaign.common.form_tokens.{scope}")
