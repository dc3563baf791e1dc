"""E-mail addresses on narrow pages continue on a new line after their "@", whatever else is in them."""

import pytest
from django.template import Context, Template


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ana@mail.example", "ana@<wbr>mail.example"),
        ("Dear <a@b.example>, c@d.example", "Dear &lt;a@<wbr>b.example&gt;, c@<wbr>d.example"),
        ("<script>@</script>", "&lt;script&gt;@<wbr>&lt;/script&gt;"),
        ("nobody", "nobody"),
        ("", ""),
    ],
)
def test_an_address_may_break_after_its_at_sign(text: str, shown: str) -> None:
    page = Template("{% load pages %}{{ text|address }}").render(Context({"text": text}))
    assert page == shown
