"""The mails that peers send: the same words, people and size as ours, from the file that SAMPLES names."""

import json
import os
from itertools import cycle, islice
from pathlib import Path

from django.core.mail import EmailMultiAlternatives  # noqa: TID251  # this is what peers do


def samples(number: int) -> list[dict[str, str]]:
    """So many mails; the samples over and over."""
    return list(islice(cycle(json.loads(Path(os.environ["SAMPLES"]).read_text(encoding="utf-8"))), number))


def message(mail: dict[str, str]) -> EmailMultiAlternatives:
    made = EmailMultiAlternatives(
        mail["subject"], mail["text"], mail["sender"], [mail["to"]], reply_to=[mail["reply_to"]]
    )
    made.attach_alternative(mail["html"], "text/html")
    return made
