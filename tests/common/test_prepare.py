"""What `make run` does to the database and the static files before the site opens."""

import re
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from pytest_django import Settings

from campaign.accounts.models import User
from campaign.campaigns.models import Campaign
from campaign.common.static_files import StaticFiles


def prepare() -> str:
    out = StringIO()
    call_command("prepare", stdout=out)
    return out.getvalue()


@pytest.fixture
def static_root(settings: Settings, tmp_path: Path) -> Path:
    sources = tmp_path / "sources"
    sources.mkdir()
    (sources / "site.css").write_text("body { color: black }")
    settings.STATICFILES_DIRS = [sources]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATIC_ROOT = tmp_path / "static"
    return tmp_path / "static"


@pytest.mark.django_db
def test_an_empty_database_gets_the_demo_and_staff_and_a_full_one_is_left_alone(static_root: Path) -> None:
    said = prepare()
    assert Campaign.objects.filter(slug="peru-2022").exists()
    passwords = dict(re.findall(r"^  (\S+) +(\S{16})$", said, re.MULTILINE))
    assert passwords.keys() == {"organizer", "admin"}
    assert User.objects.get(username="admin").check_password(passwords["admin"])
    Campaign.objects.exclude(slug="peru-2022").delete()
    before = (Campaign.objects.count(), User.objects.get(username="admin").password)
    assert not re.search(r"^  \S+ +\S{16}$", prepare(), re.MULTILINE)
    assert (Campaign.objects.count(), User.objects.get(username="admin").password) == before


@pytest.mark.django_db
def test_static_files_are_collected_again_only_when_one_changed(static_root: Path) -> None:
    prepare()
    first = (static_root / "staticfiles.json").stat().st_mtime_ns
    prepare()
    assert (static_root / "staticfiles.json").stat().st_mtime_ns == first
    (static_root.parent / "sources" / "site.css").write_text("body { color: white }")
    prepare()
    assert (static_root / "staticfiles.json").stat().st_mtime_ns > first
    assert len(list(static_root.glob("site.*.css"))) == 1


@pytest.mark.django_db
def test_a_name_carries_its_hash_once_it_is_collected(static_root: Path) -> None:
    assert staticfiles_storage.url("site.css") == "/static/site.css"
    prepare()
    assert re.fullmatch(r"/static/site\.[0-9a-f]{12}\.css", StaticFiles().url("site.css"))
