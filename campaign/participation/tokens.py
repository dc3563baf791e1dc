"""Links in mails: from a participation to its token and back. Each purpose has tokens of its own."""

from typing import Literal

from campaign.common import tokens
from campaign.participation.models import Participation

# "sent" may ask for the confirmation once more, "confirm" confirms, "letter" shows the receipt and takes back, "answers" tells
# whether an answer came.
Purpose = Literal["sent", "confirm", "letter", "answers"]


def token_for(purpose: Purpose, participation: Participation) -> str:
    return tokens.make_token(purpose, participation.public_id)


def participation_for(purpose: Purpose, token: str) -> Participation | None:
    public_id = tokens.read_token(purpose, token)
    if public_id is None:
        return None
    return Participation.objects.select_related("campaign").filter(public_id=public_id).first()
