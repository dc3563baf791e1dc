"""Django's own EmailMessage over one open connection, one process, nothing recorded."""

from django.core.mail import get_connection  # noqa: TID251  # this is what peers do

from benchmarks.peers.content import message, samples
from benchmarks.together import take_part


def main(arguments: list[str]) -> None:
    mails = samples(int(arguments[0]))
    connection = get_connection()
    connection.open()
    take_part(lambda: sum(connection.send_messages([message(mail)]) or 0 for mail in mails))
    connection.close()
