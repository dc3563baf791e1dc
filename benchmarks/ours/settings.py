"""Ours as it runs in production, but for the pace of mailboxes: what is measured is how fast we could send, not how fast we may."""

from campaign.settings import *  # noqa: F403

MAILBOX_PER_HOUR = None
