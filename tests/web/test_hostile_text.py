"""Whatever organizers and supporters write, wherever they may write: it is refused with a reason, or shown and sent as mere text."""

from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from html.parser import HTMLParser
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, reverse

from campaign.campaigns.models import Campaign
from campaign.common.text import CONTROLS_BUT_TAB_AND_LF, DIRECTION_CONTROLS
from campaign.delivery.models import OutgoingMail, SandboxMail
from campaign.delivery.provider import SandboxProvider
from campaign.delivery.sending import drain
from campaign.letters.parts import PART_NAMES
from campaign.participation.models import Participation
from campaign.participation.tokens import token_for
from campaign.web.staff_urls import urlpatterns
from campaign.web.supporters import page_cache
from tests import stories
from tests.web.staff.test_texts_and_settings import TEXT
from tests.web.staff.test_the_letter_editor import PARTS
from tests.web.supporters.pages import CAMPAIGN, send
from tests.web.supporters.test_after_action import WORDS

pytestmark = pytest.mark.django_db

HOSTILE = {
    "a setting and a template": '{{ settings.SECRET_KEY }} {% include "staff/login.html" %} {% if target.party',
    "a loop of a billion": "{% for a in (1..1000000000) %}{% for b in (1..1000000000) %}x{% endfor %}{% endfor %}",
    "nested placeholders": "{{ {{ supporter.email }} }} {{ '{{ settings.SECRET_KEY }}' }} {supporter.__class__} %(name)s",
    "a script": """"'><script>alert(1)</script><img src=x onerror=alert(1)><a href="javascript:alert(1)">a</a>""",
    "ten thousand letters": "N" * 10_000,
    "other words than are seen": "\u202eretsiniM raeD\u202c \u2066x\u2069",
    "another header": "Minister\r\nBcc: everybody@mail.example\r\n\r\nBody",
    "controls": "a\x00b\x07c\x1b[31md\x85e\ufffe",
}
REFUSED, KEPT = (400, 413, 422), (302, 303)
HERE = "/staff/campaigns/peaceful-protest/"

Place = Callable[[Client, str], Any]


def of_the_page(name: str) -> Place:
    return lambda client, text: client.post(f"{HERE}page/en/", TEXT | {name: text})


def of_afterwards(name: str) -> Place:
    return lambda client, text: client.post(f"{HERE}afterwards/en/", WORDS | {name: text})


def of_the_letter(name: str) -> Place:
    return lambda client, text: client.post(
        f"{HERE}letter/en/", PARTS | {"based_on": _newest(), "action": "save", name: text}
    )


def of_a_recipient(name: str) -> Place:
    def write(client: Client, text: str) -> Any:
        first = Campaign.objects.get().addressees.all()[0].pk
        return client.post(f"{HERE}recipients/{first}/", {"role_en": "Role", "greeting_en": "Dear X", name: text})

    return write


def of_the_form(name: str) -> Place:
    return lambda client, text: send(Client(), **{name: text})


def _newest() -> str:
    return str(Campaign.objects.get().letter.revisions.latest("number").number)


PLACES: dict[str, Place] = {
    **{f"page {name}": of_the_page(name) for name in TEXT},
    **{f"afterwards {name}": of_afterwards(name) for name in WORDS},
    **{f"letter {name}": of_the_letter(name) for name in (*PART_NAMES, "note")},
    **{
        f"letter {name}": of_the_letter(name) for name in ("subject_2", "beginning_2", "ending_2", "opening_for_1_role")
    },
    "letter opening for those without an office": lambda client, text: client.post(
        f"{HERE}letter/en/",
        PARTS
        | {
            "based_on": _newest(),
            "action": "save",
            "subject_2": "Act",
            "opening_for_1_whom": "member",
            "opening_for_1": text,
        },
    ),
    **{f"recipient {name}": of_a_recipient(name) for name in ("role_en", "greeting_en")},
    "pause note": lambda client, text: client.post(f"{HERE}pause/", {"note": text}),
    **{f"form {name}": of_the_form(name) for name in ("first_name", "last_name", "city", "subject", "body")},
}


@pytest.fixture
def organizer() -> Client:
    stories.open_campaign(people=2, undo_window_seconds=0)
    client = Client()
    client.force_login(stories.organizer())
    page_cache.forget()
    return client


class Page(HTMLParser):
    """What a browser would run, were it written by somebody else than us."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if any(name.startswith("on") for name in values) or values.get("src") == "x":
            self.found.append(f"<{tag} {attrs}>")
        if (values.get("href") or "").startswith("javascript:"):
            self.found.append(f"<{tag} {attrs}>")
        if tag == "script" and "src" not in values:
            self.found.append("<script>")


def wrong_with(html: str) -> Iterator[str]:
    """What no page and no mail in HTML may hold."""
    yield from wrong_as_text(html)
    yield from Page(html).found


def wrong_as_text(text: str) -> Iterator[str]:
    """What nothing that is read may hold, tags or not."""
    if settings.SECRET_KEY in text:
        yield "the secret key"
    if DIRECTION_CONTROLS.search(text):
        yield "letters that turn the direction"
    if CONTROLS_BUT_TAB_AND_LF.search(text.replace("\r\n", "\n")):
        yield "control characters"


def pages(participation: Participation) -> Iterator[str]:
    """Every page that shows what people wrote."""
    yield from ("/en/", CAMPAIGN, "/sandbox/", *(f"/sandbox/{mail.pk}/" for mail in SandboxMail.objects.all()))
    yield f"/en/letter/{token_for('letter', participation)}/"
    parts: dict[str, Any] = {"slug": "peaceful-protest", "language": "en", "number": _newest()}
    parts["addressee_id"] = Campaign.objects.get().addressees.all()[0].pk
    parts["mail_id"] = OutgoingMail.objects.filter(kind="letter")[0].pk
    for one in urlpatterns:
        if isinstance(one, URLPattern) and one.pattern.converters.keys() <= parts.keys() and one.name != "staff-logout":
            yield reverse(str(one.name), kwargs={key: parts[key] for key in one.pattern.converters})


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_inert_or_refused_wherever_it_is_written(organizer: Client, name: str) -> None:
    for place, write in PLACES.items():
        answer = write(organizer, HOSTILE[name])
        assert answer.status_code in (*REFUSED, *KEPT), place
        if answer.status_code in REFUSED:
            assert 'id="summary"' in answer.content.decode(), f"{place}: refused without a reason"
    organizer.post(f"{HERE}resume/")
    Campaign.objects.update(thank_you_mail=True)
    page_cache.forget()
    participation = stories.confirmed(Campaign.objects.get(), email="ana@mail.example")
    drain(SandboxProvider())
    assert SandboxMail.objects.filter(kind="letter").count() == 2
    admin = Client()
    admin.force_login(stories.admin())
    for path in pages(participation):
        answer = admin.get(path)
        assert answer.status_code in (200, 302, 405), path
        assert not list(wrong_with(answer.content.decode())), path
    for mail in SandboxMail.objects.all():
        parsed = message_from_bytes(bytes(mail.raw), policy=policy.default)
        assert parsed["Bcc"] is None
        for part in parsed.walk():
            if part.get_content_maintype() == "text":
                wrong = wrong_with if part.get_content_subtype() == "html" else wrong_as_text
                assert not list(wrong(part.get_content())), mail.kind
