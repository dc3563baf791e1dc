"""The limit of one connection: finished bytes through smtplib, nothing composed and nothing recorded."""

import base64
import os
import smtplib

from benchmarks.peers.content import samples
from benchmarks.together import take_part


def main(arguments: list[str]) -> None:
    mails = [(mail["envelope"], mail["address"], base64.b64decode(mail["raw"])) for mail in samples(int(arguments[0]))]
    with smtplib.SMTP("127.0.0.1", int(os.environ["SINK_PORT"])) as connection:
        take_part(lambda: len([connection.sendmail(sender, [to], raw) for sender, to, raw in mails]))
