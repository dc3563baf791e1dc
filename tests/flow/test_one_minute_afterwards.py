"""What a supporter can do after their minute, or within it: look, ask for a copy, undo, and write again."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from campaign.delivery.models import Kind, OutgoingMail
from campaign.participation.models import Participation
from campaign.stats.queries import confirmed_count
from tests.flow.minute import ANA, OWN_WORDS, Postbox, confirm, end_undo_window, one_minute, send_due, write

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("demo"),
    pytest.mark.parametrize("postbox", ["sandbox"], indirect=True),
]


def test_the_receipt_shows_five_letters_sent_and_the_public_count_has_grown(postbox: Postbox) -> None:
    receipt = one_minute(ANA, postbox).receipt
    page = Client().get(receipt).content.decode()
    assert "Your letter has been sent to 5 people." in page
    assert all(name in page for name in ("Mélanie Joly", "Michael Chong", "Elizabeth May"))
    cache.clear()  # five seconds later
    assert Client().get("/api/v1/campaigns/peru-2022/").json()["participants"] == 1


def test_a_copy_comes_to_the_supporter_once(postbox: Postbox) -> None:
    receipt = one_minute(ANA, postbox).receipt
    for _ in range(2):
        assert Client().post(f"{receipt}copy/").status_code == 303
        send_due()
    (copy,) = postbox()[6:]
    assert copy.envelope_to == ANA.email
    assert OWN_WORDS in copy.part("plain")
    assert copy.message["Auto-Submitted"] == "auto-generated"


def test_whoever_undoes_it_in_time_has_written_to_nobody(postbox: Postbox) -> None:
    browser = Client()
    write(browser, ANA)
    send_due()
    receipt = confirm(browser, postbox()[0])
    assert browser.post(f"{receipt}undo/").status_code == 303
    end_undo_window()
    assert send_due() == 0
    assert len(postbox()) == 1
    assert confirmed_count(Participation.objects.get().campaign_id) == 0


def test_writing_again_from_the_same_address_brings_the_receipt_and_no_second_letter(postbox: Postbox) -> None:
    receipt = one_minute(ANA, postbox).receipt
    OutgoingMail.objects.filter(kind=Kind.CONFIRMATION).update(created_at=timezone.now() - timedelta(hours=1))
    write(Client(), ANA)
    assert send_due() == 1
    answer = postbox()[-1]
    assert answer.envelope_to == ANA.email
    assert receipt in answer.part("plain")
    assert "/confirm/" not in answer.part("plain")
    assert OutgoingMail.objects.filter(kind=Kind.LETTER).count() == 5


def test_letters_to_offices_reach_both_who_share_one_and_nobody_in_a_contested_one(postbox: Postbox) -> None:
    letters = one_minute(ANA, postbox, "foreign-minister").letters
    first_lines = {letter.envelope_to: letter.part("plain").splitlines()[0] for letter in letters}
    assert len(first_lines) == len(letters) == 6
    offices = list(OutgoingMail.objects.filter(kind=Kind.LETTER).values_list("addressee__office__slug", flat=True))
    assert offices.count("parliamentary-secretary-foreign-affairs") == 2
    assert "critic-foreign-affairs-cpc" not in offices
    assert first_lines["anita.anand@parl.gc.ca"] == "Dear Minister Anand,"
