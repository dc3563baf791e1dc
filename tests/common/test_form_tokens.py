import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pytest_django import Settings

from campaign.common.form_tokens import FormToken, check, issue

HOUR = 3600


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_form_sent_back_in_time_is_valid(scope: str) -> None:
    assert check(issue(scope), scope, HOUR) is FormToken.VALID


@pytest.mark.parametrize(("age", "worth"), [(HOUR - 1, FormToken.VALID), (HOUR + 2, FormToken.EXPIRED)])
def test_a_form_left_open_for_too_long_expires(age: int, worth: FormToken, monkeypatch: pytest.MonkeyPatch) -> None:
    token = issue("submit:peru-2022")
    later = time.time() + age
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    assert check(token, "submit:peru-2022", HOUR) is worth


def test_a_token_of_another_form_is_forged() -> None:
    assert check(issue("submit:peru-2022"), "submit:foreign-minister", HOUR) is FormToken.FORGED


def test_a_token_signed_with_another_key_is_forged(settings: Settings) -> None:
    token = issue("submit:peru-2022")
    settings.SECRET_KEY = "another"
    assert check(token, "submit:peru-2022", HOUR) is FormToken.FORGED


def test_a_token_with_a_later_date_written_in_is_forged() -> None:
    word, _date, signature = issue("submit:peru-2022").split(":")
    assert check(f"{word}:zzzzzz:{signature}", "submit:peru-2022", HOUR) is FormToken.FORGED


@given(
    st.text(st.characters(exclude_categories=[])) | st.from_regex(r"form:[a-zA-Z0-9]*:[a-zA-Z0-9_-]*", fullmatch=True)
)
@example(f"form:1abcde:{chr(0xD800)}")
@example("form:" * 1000)
def test_any_other_text_is_forged(text: str) -> None:
    assert check(text, "submit:peru-2022", HOUR) is FormToken.FORGED
