from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from campaign.common.tokens import make_token, read_token

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


@given(st.uuids())
def test_a_token_leads_back_to_its_record(public_id: UUID) -> None:
    token = make_token("confirm", public_id)
    assert len(token) == 43
    assert set(token) <= set(ALPHABET)
    assert read_token("confirm", token) == public_id


def test_a_token_for_one_purpose_opens_nothing_else() -> None:
    public_id = uuid4()
    assert make_token("confirm", public_id) != make_token("letter", public_id)
    assert read_token("letter", make_token("confirm", public_id)) is None


def test_no_other_spelling_of_a_token_is_accepted() -> None:
    token = make_token("confirm", UUID(int=0x1234_5678_9ABC_DEF0))
    for place in range(len(token)):
        for character in ALPHABET:
            other = token[:place] + character + token[place + 1 :]
            assert other == token or read_token("confirm", other) is None


@pytest.mark.parametrize("change", ["{}=", " {}", "{}\n", "{}A", "\u00e9{}", f"{{}}{chr(0xD800)}"])
def test_a_token_with_anything_around_it_is_refused(change: str) -> None:
    assert read_token("confirm", change.format(make_token("confirm", uuid4()))) is None


@given(st.text() | st.text(ALPHABET, min_size=43, max_size=43))
def test_any_other_text_is_no_token(text: str) -> None:
    assert read_token("confirm", text) is None


def test_a_changed_secret_key_ends_tokens_unless_the_old_one_is_a_fallback(settings: Settings) -> None:
    public_id = uuid4()
    settings.SECRET_KEY = "the old one"
    token = make_token("confirm", public_id)
    settings.SECRET_KEY = "the new one"
    assert read_token("confirm", token) is None
    settings.SECRET_KEY_FALLBACKS = ["the old one"]
    assert read_token("confirm", token) == public_id
    assert make_token("confirm", public_id) != token
