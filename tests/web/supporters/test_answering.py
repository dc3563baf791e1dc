"""The page on which supporters tell whether an answer came: its link shows, its button keeps, and nothing else does."""

import re
from collections.abc import Mapping
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from campaign.answers.models import Answer, Question, Silence
from campaign.answers.services import ask, tell
from campaign.campaigns.models import Campaign
from campaign.common.access_log import without_tokens
from campaign.delivery.models import Kind, OutgoingMail, SandboxMail
from campaign.delivery.provider import SandboxProvider
from campaign.delivery.sending import drain
from campaign.participation.models import Participation
from campaign.participation.tokens import token_for
from tests import stories
from tests.answers.arriving import DAY, arrived
from tests.web.supporters.pages import text_of
from tests.web.supporters.test_confirm_page import private

pytestmark = pytest.mark.django_db


@pytest.fixture
def question(campaign: Campaign) -> Question:
    """Of Ana Quispe, whose five letters arrived 14 days ago."""
    arrived(campaign, timezone.now() - 14 * DAY)
    ask(timezone.now())
    return Question.objects.select_related("participation").get()


def page_of(question: Question) -> str:
    return f"/en/answers/{token_for('answers', question.participation)}/"


def marked(response: Any) -> list[str]:
    """The ids of the radio buttons that are marked."""
    page = response.content.decode()
    return [re.findall(r'id="([^"]+)"', tag)[0] for tag in re.findall(r"<input[^>]*\schecked\s*>", page)]


def form(question: Question, kinds: Mapping[int, str]) -> dict[str, str]:
    return {f"answer-{question.keys[place].replace('.', '-')}": kind for place, kind in kinds.items()}


def mail() -> EmailMessage:
    """The question as it arrived."""
    drain(SandboxProvider())
    message = message_from_bytes(bytes(SandboxMail.objects.get(kind=Kind.QUESTION).raw), policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def words(message: EmailMessage, kind: str = "plain") -> str:
    part = message.get_body((kind,))
    assert part
    return str(part.get_content()).replace("\r\n", "\n")


@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize("rest", ["", "?to=KEY&answer=personal", "stop/"])
def test_following_a_link_keeps_nothing(client: Client, question: Question, method: str, rest: str) -> None:
    response = getattr(client, method)(page_of(question) + rest.replace("KEY", question.keys[0]))
    assert response.status_code == 200
    assert private(response)
    assert not Answer.objects.exists()
    assert not Silence.objects.exists()


def test_the_page_shows_everybody_with_what_was_clicked_marked(client: Client, question: Question) -> None:
    response = client.get(f"{page_of(question)}?to={question.keys[1]}&answer=personal")
    for name in ("Nina Minister", "Carl Critic", "Gwen Green", "Foreign affairs", "They changed their position"):
        assert name in text_of(response)
    assert marked(response) == [f"answer-{question.keys[1].replace('.', '-')}-personal"]


def test_the_button_keeps_and_the_page_shows_it_again(client: Client, question: Question) -> None:
    response = client.post(page_of(question), form(question, {0: "none", 3: "changed"}), follow=True)
    assert "it is kept" in text_of(response)
    assert [one.rpartition("-")[2] for one in marked(response)] == ["none", "changed"]
    assert sorted(Answer.objects.values_list("kind", flat=True)) == ["changed", "none"]


def test_an_answer_can_be_changed_later_and_the_rest_stays(client: Client, question: Question) -> None:
    client.post(page_of(question), form(question, {0: "none", 1: "form"}))
    client.post(page_of(question), form(question, {0: "personal"}))
    kinds = {f"{one.addressee_id}.{one.seat}": one.kind for one in Answer.objects.all()}
    assert kinds == {question.keys[0]: "personal", question.keys[1]: "form"}


def test_a_click_in_the_mail_is_marked_over_what_was_told_before(client: Client, question: Question) -> None:
    tell(question, {question.keys[0]: "none", question.keys[1]: "form"}, timezone.now())
    response = client.get(f"{page_of(question)}?to={question.keys[0]}&answer=changed")
    assert [one.rpartition("-")[2] for one in marked(response)] == ["changed", "form"]
    assert Answer.objects.filter(kind="none").exists()


@pytest.mark.parametrize("fields", [{}, {"answer-1-1": "yes"}, {"answer-99999-1": "form"}, {"do": "\x00" * 10}])
def test_a_form_without_a_choice_is_told_so_and_changes_nothing(
    client: Client, question: Question, fields: dict[str, str]
) -> None:
    response = client.post(page_of(question), fields)
    assert response.status_code == 422
    assert "Nothing was chosen" in text_of(response)
    assert not Answer.objects.exists()


@pytest.mark.parametrize("link", ["?to=1&answer=form", "?to=../..&answer=form", "?answer=form", "?to=KEY&answer=%00"])
def test_a_made_up_link_marks_nothing(client: Client, question: Question, link: str) -> None:
    response = client.get(page_of(question) + link.replace("KEY", question.keys[0]))
    assert response.status_code == 200
    assert marked(response) == []


@pytest.mark.parametrize("rest", ["", "stop/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_token_that_is_cut_off_made_up_or_of_another_purpose_leads_nowhere(
    client: Client, question: Question, method: str, rest: str
) -> None:
    whole = token_for("answers", question.participation)
    for token in (whole[:-1], f"{whole}A", "x" * 43, "%00", token_for("letter", question.participation)):
        response = getattr(client, method)(f"/en/answers/{token}/{rest}")
        assert response.status_code == 404
        assert "Nothing was changed" in text_of(response)
        assert private(response)
    assert not Silence.objects.exists()


@pytest.mark.parametrize("state", [Participation.State.ERASED, Participation.State.WITHDRAWN])
def test_who_was_erased_or_took_all_back_is_told_kindly(
    client: Client, question: Question, state: Participation.State
) -> None:
    Participation.objects.update(state=state)
    response = client.post(page_of(question), form(question, {0: "form"}))
    assert response.status_code == 404
    assert "there is nothing for you to do" in text_of(response)
    assert not Answer.objects.exists()


def test_who_was_never_asked_has_no_such_page(client: Client, campaign: Campaign) -> None:
    person = stories.confirmed(campaign)
    assert client.get(f"/en/answers/{token_for('answers', person)}/").status_code == 404


def test_one_button_and_nobody_asks_again(client: Client, question: Question) -> None:
    response = client.post(f"{page_of(question)}stop/", follow=True)
    assert "We will not ask you again" in text_of(response)
    client.post(f"{page_of(question)}stop/", {"List-Unsubscribe": "One-Click"})
    assert Silence.objects.count() == 1
    arrived(stories.open_campaign("another"), timezone.now() - 14 * DAY)
    assert ask(timezone.now()) == 0


def test_too_many_from_one_network_are_slowed_down_and_told_so(
    client: Client, question: Question, settings: Any
) -> None:
    settings.LIMITS = {"answer_per_network": ["1/h"]}
    assert client.post(page_of(question), form(question, {0: "form"})).status_code == 303
    response = client.post(page_of(question), form(question, {0: "none"}))
    assert (response.status_code, "Retry-After" in response.headers) == (429, True)


def test_no_log_line_holds_the_token(question: Question) -> None:
    assert without_tokens(f"GET {page_of(question)}") == "GET /en/answers/[token]/"


def test_the_mail_names_everybody_with_four_links_each_and_one_to_stop(client: Client, question: Question) -> None:
    message = mail()
    assert message["Subject"] == "Did you get an answer? Peaceful protest"
    assert message["Auto-Submitted"] == "auto-generated"
    text, html = words(message), words(message, "html")
    for place in (text, html.replace("&amp;", "&")):
        links = re.findall(rf"{re.escape(page_of(question))}\?to=([0-9.]+)&answer=(\w+)", place)
        assert links == [(key, kind) for key in question.keys for kind in Answer.Kind.values]
        assert f"{page_of(question)}stop/" in place
        assert "Élise Porte-Parole" in place
    link = re.findall(r"https?://[^/]+(/en/answers/\S+answer=personal)", text)[0]
    assert marked(client.get(link)) == [f"answer-{question.keys[0].replace('.', '-')}-personal"]


def test_a_mail_program_can_stop_it_in_one_click(client: Client, question: Question) -> None:
    message = mail()
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = re.fullmatch(r"<https?://[^/]+(/\S+)>", "".join(message["List-Unsubscribe"].split()))
    assert address
    assert client.post(address[1], {"List-Unsubscribe": "One-Click"}).status_code == 200, "and leads nowhere else"
    assert Silence.objects.exists()


@pytest.mark.parametrize("language", ["fr", "es"])
def test_the_mail_is_in_the_supporter_s_language(campaign: Campaign, language: str) -> None:
    arrived(campaign, timezone.now() - 14 * DAY, language=language)
    ask(timezone.now())
    message = mail()
    assert message["Content-Language"] == language
    assert f"/{language}/answers/" in words(message)


def test_a_mail_about_a_whole_group_names_twelve_and_leads_to_all(client: Client) -> None:
    campaign, _row = stories.campaign_to_group(15)
    person = stories.as_of(timezone.now(), arrived(campaign, timezone.now() - 14 * DAY))
    ask(timezone.now())
    question = Question.objects.get(participation=person)
    assert len(question.keys) == 15
    text = words(mail())
    assert text.count("&answer=none") == 12
    assert "And everybody else you wrote to" in text
    assert text_of(client.get(page_of(question))).count("<fieldset") == 15


def test_names_and_roles_are_text_in_the_mail_and_on_the_page(client: Client, question: Question) -> None:
    hostile = "<script>alert(1)</script>"
    OutgoingMail.objects.filter(kind=Kind.LETTER).update(to_name=hostile)
    assert hostile in words(message := mail())
    assert hostile not in words(message, "html")
    assert hostile not in client.get(page_of(question)).content.decode()


@pytest.mark.parametrize(("people", "letters"), [(1, "your letter for"), (2, "your letters for")])
def test_who_wrote_one_letter_is_asked_about_one(people: int, letters: str) -> None:
    arrived(stories.open_campaign(people=people), timezone.now() - 14 * DAY)
    ask(timezone.now())
    message = mail()
    assert letters in words(message)
    assert letters in words(message, "html")
