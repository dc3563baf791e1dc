"""Reports that cross each other: services send the same batches at the same time, and each is recorded once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from campaign.delivery.models import DeliveryEvent, Kind, Outcomes, OutgoingMail, Suppression
from campaign.delivery.reports import News, Report, record
from campaign.delivery.states import State
from tests import stories
from tests.delivery.reported import leave


@pytest.mark.django_db(transaction=True)
def test_crossing_batches_neither_deadlock_nor_count_twice() -> None:
    campaign = stories.open_campaign(people=1)
    for number in range(20):
        stories.submitted(campaign, f"supporter{number}@mail.example")
    mails = list(OutgoingMail.objects.filter(kind=Kind.CONFIRMATION).order_by("pk"))
    leave(mails)
    reports = [Report(mail.pk, News.BOUNCED, "550 5.1.1 User unknown", hard=True) for mail in mails]
    reports += [Report(mail.pk, News.DELIVERED) for mail in mails]

    def send(batch: list[Report]) -> int:
        try:
            return record(batch)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        changed = sum(pool.map(send, [reports, reports[::-1]] * 8))
    assert changed == 40
    assert DeliveryEvent.objects.filter(to_state=State.BOUNCED).count() == 20
    assert sum(Outcomes.objects.values_list("number", flat=True)) == 20
    assert Suppression.objects.count() == 20
