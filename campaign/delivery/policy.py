"""Numbers that decide how often and how long a mail is tried, each with its reason."""

import random
from datetime import timedelta

# A mail is tried again after 5 min x 1.3^n, 18 times: about 40 hours in all. Source: Postal's queue
# (app/models/queued_message.rb), long enough for a weekend's outage to be noticed, short enough to tell staff.
FIRST_DELAY = timedelta(minutes=5)
DELAY_GROWTH = 1.3
MAX_ATTEMPTS = 18
# Spread by a tenth either way, so that what failed together does not come back together.
JITTER = 0.1

# Perhaps sent: mail servers that lost the answer after DATA send again (RFC 1047); a rare duplicate beats a lost letter.
UNCERTAIN_DELAY = timedelta(minutes=15)

# The first claim of a drain is small, so that a slow server (1 mail a second) has little to give back; each one that was sent
# quickly is followed by one twice as large. At 200 the cost of a claim, some 15 ms, is a tenth of a millisecond for a mail.
SMALLEST_BATCH = 25
LARGEST_BATCH = 200
QUICK_SECONDS = 1.0
# One run of the drain stays this short, so that a worker can stop within the 10 s that `make run` promises.
DRAIN_SECONDS = 4.0
# The longest a provider may keep us waiting for one answer. RFC 5321 4.5.3.2 asks for minutes; a lease cannot wait so long.
PROVIDER_TIMEOUT_SECONDS = 20.0
# Longer than a drain and one slow answer together. A server that is slow in every answer can outlive it: then the mail waits as
# uncertain, and the late answer settles it (sending._settle_late).
LEASE = timedelta(seconds=60)
# In doubt, at a provider that knows a mail again by its key: soon, while it remembers (Brevo: 15 minutes, Resend: a day).
SAME_KEY_DELAY = timedelta(seconds=30)


def retry_delay(attempts: int) -> timedelta:
    """How long to wait after the given number of attempts (1 and more)."""
    grown = FIRST_DELAY * DELAY_GROWTH ** (attempts - 1)
    return grown * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311 - spreads load, guards nothing


# Pace. An office is not flooded: Proca sends 30 an hour to a target, Exchange Online takes about 1,200 an hour from one sender; our
# default of 60 (settings.MAILBOX_PER_HOUR) is between what a person can read and what a server takes. Five may follow at once, so that a
# small campaign's letters leave while their writers look. Each interval is a fifth longer or shorter, so that letters come as people's
# do and not as a clock's.
MAILBOX_BURST = 5
PACE_JITTER = 0.2
# A minute's worth at the default of 60,000 an hour (settings.DOMAIN_PER_HOUR), which is what four in ten of a million supporters in a
# day need in the busiest hour (docs/capacity.md).
DOMAIN_BURST = 1000
# Where campaigns ask for it, letters leave on weekdays between these hours of the recipient's clock.
OFFICE_OPENS, OFFICE_CLOSES = 8, 20
FRIDAY = 4  # datetime.weekday()

# Bundles: one mail that carries up to fifty letters whole. One that is not full leaves an hour after the last, full ones at the mailbox's
# pace: at 60 an hour 3,000 letters, so that a million reach one minister in 14 days. Fifty letters of two pages are half a megabyte at most.
BUNDLE_INTERVAL = timedelta(hours=1)
BUNDLE_LETTERS = 50

# Breakers. Of the mails to one domain, or through one provider, within the window at least as many must be known before half of them
# failing stops the rest: ten are what one mailbox gets in ten minutes, and fewer would be chance.
BREAKER_WINDOW = timedelta(minutes=30)
BREAKER_LEAST = 10
BREAKER_SHARE = 0.5
# How long after opening one mail is tried again; twice as long after each failed try, up to an hour (as long as a greylist lasts).
PROBE_AFTER = timedelta(minutes=5)
LONGEST_PROBE_DELAY = timedelta(hours=1)
# A provider that could not be reached is looked for sooner, one that turned us away later: a person must mend that.
PROBE_AFTER_DOWN = timedelta(seconds=30)
PROBE_AFTER_STOPPED = timedelta(minutes=15)
# Each success lets two more go (1, 2, 4, ...); after so many in a row the breaker closes.
BREAKER_PASSES = 30
# A probe that died with its worker is tried again after this time: the lease has run out by then.
PROBE_LOST_AFTER = timedelta(minutes=2)
