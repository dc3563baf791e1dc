"""A Celery task per mail, as tutorials show it: each opens its connection, sends, and records nothing."""

import os

from celery import Celery

from benchmarks.peers.content import message, samples
from benchmarks.peers.queue_name import QUEUE

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.peers.settings")

app = Celery("peer")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.task_default_queue = QUEUE


@app.task
def send(mail: dict[str, str]) -> None:
    message(mail).send()


def main(arguments: list[str]) -> None:
    """Fills the queue."""
    with app.producer_pool.acquire(block=True) as producer:
        for mail in samples(int(arguments[0])):
            send.apply_async((mail,), producer=producer)
