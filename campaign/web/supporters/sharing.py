"""Plain links to pass a campaign on: nothing of these sites is loaded before somebody follows one."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext


@dataclass(frozen=True)
class ShareLink:
    """`is_page` tells a site, to be opened beside ours, from a program such as mail."""

    name: str
    url: str
    is_page: bool = True


def share_links(url: str, title: str, words: str, mail_words: str = "") -> list[ShareLink]:
    """`words` is the campaign's own share text, the title where it has none; `mail_words` are longer ones, for mail."""
    text = words or title
    with_address = f"{text} {url}"
    return [
        ShareLink("WhatsApp", f"https://wa.me/?{urlencode({'text': with_address})}"),
        ShareLink("Telegram", f"https://t.me/share/url?{urlencode({'url': url, 'text': text})}"),
        ShareLink("Bluesky", f"https://bsky.app/intent/compose?{urlencode({'text': with_address})}"),
        ShareLink("X", f"https://x.com/intent/post?{urlencode({'text': text, 'url': url})}"),
        ShareLink("Facebook", f"https://www.facebook.com/sharer/sharer.php?{urlencode({'u': url})}"),
        ShareLink(gettext("E-mail"), _mailto(title, f"{mail_words or text}\n\n{url}"), is_page=False),
    ]


def _mailto(subject: str, body: str) -> str:
    # RFC 6068: a "+" is a plus there, so spaces are %20.
    return "mailto:?" + urlencode({"subject": subject, "body": body}).replace("+", "%20")
