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
# Where the provider cannot be reached at all, nothing was tried: look again soon.
PROVIDER_DOWN_DELAY = timedelta(seconds=60)


def retry_delay(attempts: int) -> timedelta:
    """How long to wait after the given number of attempts (1 and more)."""
    grown = FIRST_DELAY * DELAY_GROWTH ** (attempts - 1)
    return grown * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311 - spreads load, guards nothing
