"""Whether a mail that came back says that its address is dead, or only that this mail was not wanted now."""

import re

# RFC 3463: class, subject, detail. Written apart from other numbers, so that no IP address passes for one.
STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.]*\d)")
FULL = re.compile(r"(?i)mailbox (?:is )?full|inbox (?:was |is )?full|quota|storage (?:limit|exceeded)|out of storage")
# What RFC 3463 3.2 and on say of the mail, of us or of the moment rather than of the mailbox: a full or a too small mailbox,
# the system, the content, and policy, which refuses a sender.
NOT_THE_MAILBOX = (("2", "2"), ("2", "3"), ("3", ""), ("6", ""), ("7", ""))


def is_hard(words: str, otherwise: bool = False) -> bool:
    """Whether a server's words mean that the address will never work; `otherwise` where they hold no RFC 3463 status."""
    if FULL.search(words):
        return False
    found = STATUS.search(words)
    if found is None:
        return otherwise
    severity, subject, detail = found.groups()
    return severity == "5" and not any(
        subject == its_subject and its_detail in ("", detail) for its_subject, its_detail in NOT_THE_MAILBOX
    )
