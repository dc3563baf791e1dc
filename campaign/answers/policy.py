"""Numbers that decide whom is asked, and how many at once; each with its reason."""

from datetime import timedelta

# Earlier, most would have to say "not yet"; later, many no longer know. Our judgement.
ASK_AFTER = timedelta(days=14)
# Who was delivered longer ago is not asked any more: a service that learns to ask, or slept, must not mail people about a letter
# that they hardly remember. 16 days also leave room to ask ten million people at the pace below.
ASK_UNTIL = timedelta(days=30)

# A run a minute asks so many, and their mails are due one by one over that minute: 720,000 a day, ten million in 14 days. Whoever waits for a
# confirmation stands behind eight of them in a second, not behind a heap.
PER_RUN = 500
RUN_EVERY = timedelta(minutes=1)
# While as many wait, e.g. since sending is paused, nobody more is asked: ten runs' worth.
MOST_WAITING = 10 * PER_RUN

# Events of letters' histories read in one statement, and statements in one run: 200,000 a minute are fifty times what forty million
# letters in a month write (four each). Measured with 60,000 people on two cores: a quarter of a second for 2,000 events of as many people.
EVENTS_AT_ONCE = 2_000
LOOKS_PER_RUN = 100
