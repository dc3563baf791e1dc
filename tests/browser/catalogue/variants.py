"""A letter that says some things in several ways: its editor, and what each variant achieved."""

from collections.abc import Iterator
from dataclasses import replace

from campaign.letters.alternatives import OpeningFor, Others
from campaign.letters.services import save_revision
from tests import stories
from tests.browser.browser import Browser
from tests.browser.catalogue.page import Page, act
from tests.browser.world import World
from tests.stats.test_variants import took_part

OTHERS = Others(
    subjects=("Two years on, nobody has answered for it", "Visas: will you keep your word?"),
    beginnings=("My neighbour has not seen her children for three years. Hers is one family of thousands.",),
    openings=(
        OpeningFor(("party:Liberal",), "Your party promised this."),
        OpeningFor(("party:NDP", "role:critic"), "Your party asked for this."),
    ),
)
VARIED = replace(stories.LETTERS["en"], others=OTHERS)


def pages_of_variants(world: World) -> Iterator[Page]:
    campaign = "/staff/campaigns/not-yet"
    yield Page("staff-variants-empty", f"{campaign}/variants/")
    save_revision(world.draft.letter, "en", VARIED, None)
    took_part(world.draft, "1.1.1", 412, confirmed=240)
    took_part(world.draft, "2.1.1", 408, confirmed=301, changed=14)
    took_part(world.draft, "3.2.1", 415, confirmed=250, changed=40)
    earlier = replace(VARIED, others=replace(OTHERS, subjects=(*OTHERS.subjects, "Answer us")))
    save_revision(world.draft.letter, "en", earlier, None)
    took_part(world.draft, "4.1.1", 21, confirmed=12, changed=70)
    save_revision(world.draft.letter, "en", VARIED, None)
    yield Page("staff-variants", f"{campaign}/variants/")
    yield Page("staff-letter-variants", f"{campaign}/letter/en/")
    yield Page("staff-letter-variants-broken", f"{campaign}/letter/en/", _unknown_variable)


def _unknown_variable(browser: Browser) -> None:
    browser.find("[name=subject_2]").send_keys(" {{ target.nickname }}")
    act(browser, "save")
