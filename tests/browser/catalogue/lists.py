"""A team's lists of people, and a newer version on its way."""

from collections.abc import Iterator

from campaign.accounts.models import User
from tests import stories
from tests.browser.catalogue.page import Page, save
from tests.browser.world import World


def pages_of_lists(_world: World) -> Iterator[Page]:
    council = stories.target_list()
    admin = User.objects.get(username="admin")
    longest = f"Ana Councillor,ana.with.a.very.long.address.{'x' * 30}@mail.example,{'Chair' * 40},Ward 1\n"
    broken = stories.list_upload(admin, council, f"name,e-mail,title,ward\n{longest}Cy Ng,cy at mail,,\n")
    nothing_good = stories.list_upload(admin, None, "name,e-mail,title,ward\nCy Ng,cy at mail,,\n")
    yield Page("staff-lists", "/staff/lists/")
    yield Page("staff-list", f"/staff/lists/{council.pk}/")
    yield Page("staff-list-remove", f"/staff/lists/{council.pk}/remove/")
    yield Page("staff-list-new", "/staff/lists/new/")
    yield Page("staff-list-new-errors", "/staff/lists/new/", save)
    yield Page("staff-list-renew", f"/staff/lists/{council.pk}/upload/")
    yield Page("staff-list-columns", f"/staff/lists/uploads/{broken.pk}/")
    yield Page("staff-list-check", f"/staff/lists/uploads/{broken.pk}/check/")
    yield Page("staff-list-check-refused", f"/staff/lists/uploads/{broken.pk}/check/", save)
    yield Page("staff-list-check-nobody", f"/staff/lists/uploads/{nothing_good.pk}/check/")
