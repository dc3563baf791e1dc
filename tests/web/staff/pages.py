"""Reading a page as a person does: its text without tags, and where its links lead."""

import re
from html import unescape
from typing import Any


def words(response: Any) -> str:
    """What stands on the page, on one line."""
    content = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", content.replace("<wbr>", ""))).split())


def links(response: Any) -> dict[str, str]:
    """The text of each link and its address, the last one where several have the same text."""
    found = re.findall(r'<a\b[^>]*?href="([^"]*)"[^>]*>(.*?)</a>', response.content.decode(), flags=re.DOTALL)
    return {" ".join(unescape(re.sub(r"<[^>]*>", " ", text)).split()): unescape(href) for href, text in found}
