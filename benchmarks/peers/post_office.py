"""django-post_office's own bulk sending, two processes of five threads, from a queue that is full before it starts."""

from django.core.management import call_command
from post_office.mail import send_queued_mail_until_done
from post_office.models import PRIORITY, STATUS, Email

from benchmarks.peers.content import samples
from benchmarks.together import take_part

PROCESSES = 2


def main(arguments: list[str]) -> None:
    call_command("migrate", verbosity=0, interactive=False)
    Email.objects.all().delete()
    Email.objects.bulk_create(
        [
            Email(
                from_email=mail["sender"],
                to=[mail["to"]],
                subject=mail["subject"],
                message=mail["text"],
                html_message=mail["html"],
                headers={"Reply-To": mail["reply_to"]},
                status=STATUS.queued,
                priority=PRIORITY.medium,
            )
            for mail in samples(int(arguments[0]))
        ],
        batch_size=1000,
    )
    take_part(_work)


def _work() -> int:
    send_queued_mail_until_done(processes=PROCESSES)
    return Email.objects.filter(status=STATUS.sent).count()
