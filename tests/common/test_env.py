"""The environment: what is taken, what stands where nothing is set, and the words for everything else."""

import re
from pathlib import Path

import pytest

from campaign.common import env, env_values, mail_services, running
from campaign.common.mail_services import SERVICES

KEY = "secret-k3y-" * 6
LIVE = {
    "DELIVERY_MODE": "live",
    "SECRET_KEY": KEY,
    "ALLOWED_HOSTS": "act.example.org",
    "PUBLIC_URL": "https://act.example.org",
    "TRUSTED_PROXIES": "1",
    "EMAIL_URL": "smtp://127.0.0.1:1025",
}


def problems(environ: dict[str, str]) -> list[str]:
    with pytest.raises(env.Unusable) as caught:
        env.check(environ)
    return str(caught.value).splitlines()


def test_nothing_has_to_be_set() -> None:
    config = env.check({})
    assert config.port == 8000
    assert config.delivery_mode == "sandbox"
    assert config.public_url == "http://localhost:8000"
    assert config.allowed_hosts == ["localhost", "127.0.0.1", "[::1]"]
    assert config.data_dir == env.PROJECT / ".data"
    assert (config.secret_key, config.database_url, config.redis_url) == ("", "", "")


def test_an_empty_value_counts_as_not_set() -> None:
    assert env.check(dict.fromkeys(("PORT", "DATA_DIR", "SECRET_KEY", "DATABASE_URL", "EMAIL_URL"), " ")) == env.check(
        {}
    )


def test_the_public_address_follows_the_port() -> None:
    assert env.check({"PORT": "8123"}).public_url == "http://localhost:8123"


def test_the_host_of_the_public_address_is_allowed_without_saying_so() -> None:
    assert "rally.local" in env.check({"PUBLIC_URL": "http://rally.local:8000"}).allowed_hosts


def test_live_mode_starts_with_all_it_needs() -> None:
    assert env.check(LIVE).delivery_mode == "live"


@pytest.mark.parametrize("name", env.LIVE_NEEDS)
def test_live_mode_refuses_to_start_without(name: str) -> None:
    rest = {variable: value for variable, value in LIVE.items() if variable != name}
    assert f"{name}: is not set, and DELIVERY_MODE=live needs" in "\n".join(problems(rest))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "http"),
        ("PORT", "²"),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "a" * 60),
        ("ALLOWED_HOSTS", "https://act.example.org"),
        ("ALLOWED_HOSTS", "act.example.org:443"),
        ("ALLOWED_HOSTS", "other.example.org"),
        ("PUBLIC_URL", "act.example.org"),
        ("PUBLIC_URL", "ftp://act.example.org"),
        ("PUBLIC_URL", "http://localhost:eighty"),
        ("PUBLIC_URL", "http://localhost/petition"),
        ("PUBLIC_URL", "http://someone:secret@localhost"),
        ("TRUSTED_PROXIES", "-1"),
        ("TRUSTED_PROXIES", "many"),
        ("DELIVERY_MODE", "production"),
        ("EMAIL_URL", "pigeon://loft"),
        ("EMAIL_URL", "smtp://"),
        ("EMAIL_URL", "smtp://127.0.0.1:port"),
        ("EMAIL_URL_FALLBACK", "pigeon://loft"),
        ("WEBHOOK_SECRET", "hooks:short"),
        ("DKIM_SELECTOR", "mail 2026"),
        ("HOLDER_CHOICE_HOURS", "0"),
        ("HOLDER_CHOICE_HOURS", "8785"),
        ("HOLDER_CHOICE_HOURS", "three days"),
        ("DKIM_SELECTOR", "mail2026._domainkey.act.example"),
        ("DEFAULT_FROM_EMAIL", "action"),
        ("DEFAULT_FROM_EMAIL", "action@localhost"),
        ("LOG_LEVEL", "loud"),
        ("DATABASE_URL", "mysql://localhost/x"),
        ("DATABASE_URL", "postgres://localhost"),
        ("REDIS_URL", "memcached://localhost"),
        ("REDIS_URL", "redis://"),
        ("REDIS_URL", "unix://"),
    ],
)
def test_an_illegal_value_is_one_line_that_names_its_variable(name: str, value: str) -> None:
    (line,) = problems({name: value})
    assert line.startswith(f"{name}: ")
    assert len(line) > len(name) + 20


@pytest.mark.parametrize("name", ["DATABASE_URL", "REDIS_URL", "EMAIL_URL", "EMAIL_URL_FALLBACK", "SECRET_KEY"])
def test_an_error_never_repeats_what_may_hold_a_password(name: str) -> None:
    (line,) = problems({name: "nonsense://me:hunter2@host"})
    assert "hunter2" not in line


def test_all_problems_are_told_at_once() -> None:
    assert len(problems({"PORT": "x", "LOG_LEVEL": "x", "TRUSTED_PROXIES": "x"})) == 3


HOOKS = "hooks:0123456789abcdef"
URLS = {
    "amazon-ses": "amazon-ses://?region_name=ca-central-1",
    "postal": "postal://?api_key=k&api_url=https://postal.example.org/",
    "unisender-go": "unisender-go://?api_key=k&api_url=https://go1.example.org/v1/",
} | {
    kind: f"{kind}://?" + "&".join(f"{name}=k" for name in SERVICES[kind].needs)
    for kind in env_values.PROVIDERS
    if kind not in ("amazon-ses", "postal", "unisender-go")
}
WITHOUT_A_PACKAGE = sorted(set(URLS) - {"amazon-ses"})


@pytest.mark.parametrize("name", ["EMAIL_URL", "EMAIL_URL_FALLBACK"])
@pytest.mark.parametrize("kind", WITHOUT_A_PACKAGE)
def test_live_mode_sends_through_every_service_that_can_report_to_us(kind: str, name: str) -> None:
    config = env.check(LIVE | {name: URLS[kind], "WEBHOOK_SECRET": HOOKS})
    assert URLS[kind] in (config.email_url, config.email_url_fallback)


@pytest.mark.parametrize("name", ["EMAIL_URL", "EMAIL_URL_FALLBACK"])
@pytest.mark.parametrize("kind", WITHOUT_A_PACKAGE)
def test_live_mode_does_not_start_where_anyone_could_report_for_the_service(kind: str, name: str) -> None:
    (line,) = problems(LIVE | {name: URLS[kind]})
    assert line.startswith(f"WEBHOOK_SECRET: is not set, and {kind} reports by webhook; ")


def test_the_sandbox_needs_no_secret_for_reports() -> None:
    assert env.check({"EMAIL_URL": URLS["resend"]}).email_url == URLS["resend"]


@pytest.mark.parametrize("kind", WITHOUT_A_PACKAGE)
def test_a_service_without_one_of_its_keys_is_told_so(kind: str) -> None:
    for missing in SERVICES[kind].needs:
        url = re.sub(rf"\b{missing}=[^&]*&?", "", URLS[kind])
        (line,) = problems({"EMAIL_URL": url})
        assert line.startswith(f"EMAIL_URL: lacks {missing}; use {kind}://?")


@pytest.mark.parametrize("name", ["EMAIL_URL", "EMAIL_URL_FALLBACK"])
@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("resend://?api_key=hunter2&apikey=hunter2", "says 'apikey', which resend does not know; it knows api_key, "),
        ("resend://hunter2@api.example.org", "has more than settings; use resend://?name=value"),
        (
            "resend://?api_key=hun#ter2",
            "has more than settings; use resend://?name=value&name=value, and write # as %23",
        ),
        ("resend:hunter2", "has more than settings"),
        ("resend://?api_key=hunter2&api_key=hunter2", "must say each of its settings once"),
        ("resend://?api_key", "must say each of its settings once"),
        ("resend://?api_key=", "must say each of its settings once"),
        ("resend://?api_key=hunter2%0d%0aX", "must say each of its settings once"),
        ("resend://?api_key=hunter2%20", "must say each of its settings once"),
        ("resend://?api_key=hunter2&api_url=api.example.org", "must have an address such as https://"),
        ("resend://?api_key=hunter2&api_url=http://api.example.org/", "has an api_url without https"),
        ("resend://", "lacks api_key; use resend://?api_key=…"),
        ("mailjet://", "lacks api_key and secret_key; use mailjet://?api_key=…&secret_key=…"),
    ],
)
def test_what_is_wrong_with_a_service_is_said_without_its_key(name: str, url: str, words: str) -> None:
    (line,) = problems({name: url})
    assert line.startswith(f"{name}: {words}")
    assert "hunter2" not in line


def test_a_service_that_needs_a_package_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail_services, "find_spec", lambda _: None)
    (line,) = problems({"EMAIL_URL": URLS["amazon-ses"]})
    assert line == "EMAIL_URL: names amazon-ses, which needs the package boto3: pip install it."
    monkeypatch.setattr(mail_services, "find_spec", lambda _: object())
    assert env.check(LIVE | {"EMAIL_URL": URLS["amazon-ses"], "WEBHOOK_SECRET": HOOKS}).email_url


def test_a_key_is_taken_as_it_stands() -> None:
    url = "scaleway://?secret_key=a+b%2526c=d/e&project_id=p"
    assert mail_services.sending_settings(url) == ("scaleway", {"secret_key": "a+b%26c=d/e", "project_id": "p"})


def test_settings_for_reports_are_kept_from_sending_and_found_by_the_names_of_anymail() -> None:
    url = "mailgun://?api_key=k&webhook_signing_key=s"
    assert mail_services.sending_settings(url) == ("mailgun", {"api_key": "k"})
    assert mail_services.report_settings(url) == {"MAILGUN_API_KEY": "k", "MAILGUN_WEBHOOK_SIGNING_KEY": "s"}
    assert mail_services.report_settings(URLS["unisender-go"])["UNISENDER_GO_API_KEY"] == "k"


def test_the_fallback_is_another_way_out() -> None:
    fallback = {"EMAIL_URL_FALLBACK": "smtp://mail.example.org:25"}
    assert env.check(LIVE | fallback).email_url_fallback == "smtp://mail.example.org:25"
    (line,) = problems(LIVE | {"EMAIL_URL_FALLBACK": LIVE["EMAIL_URL"]})
    assert line.startswith("EMAIL_URL_FALLBACK: is the same as EMAIL_URL")


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "localhost", "mail.example.org", "192.0.2.1", "[2001:db8::1]"])
@pytest.mark.parametrize("scheme", env_values.SMTP)
def test_live_mode_sends_through_any_mail_server_and_needs_no_secret_for_it(scheme: str, host: str) -> None:
    assert env.check(LIVE | {"EMAIL_URL": f"{scheme}://{host}:1025"}).email_url


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_this_machine_is_known_by_its_names(host: str) -> None:
    assert mail_services.is_loopback(host)


@pytest.mark.parametrize(
    "host", ["mail.example.org", "192.0.2.1", "localhost.example.org", "2001:db8::1", "127.0.0.1.nip.io", ""]
)
def test_another_machine_is_not_taken_for_this_one(host: str) -> None:
    assert not mail_services.is_loopback(host)


def test_live_mode_takes_plain_http_on_the_loopback_address_only() -> None:
    local = LIVE | {"PUBLIC_URL": "http://localhost:8000", "ALLOWED_HOSTS": "localhost", "TRUSTED_PROXIES": "0"}
    assert env.check(local).public_url == "http://localhost:8000"
    (line,) = problems(LIVE | {"PUBLIC_URL": "http://act.example.org"})
    assert line.startswith("PUBLIC_URL: is http")


def test_https_needs_a_proxy_in_front() -> None:
    (line,) = problems({"PUBLIC_URL": "https://act.example.org"})
    assert line.startswith("TRUSTED_PROXIES: is 0 although PUBLIC_URL is https")


def test_the_secret_key_is_made_once_and_is_for_its_owner_only(tmp_path: Path) -> None:
    data_dir = tmp_path / "new"
    key = env.kept_secret_key(data_dir)
    assert env.kept_secret_key(data_dir) == key
    assert env_values.secret_key(key) == key
    assert [(path.name, path.stat().st_mode & 0o777) for path in data_dir.iterdir()] == [("secret_key", 0o600)]


def test_a_broken_secret_key_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text("")
    with pytest.raises(env.Unusable, match=r"^SECRET_KEY: the file .* is empty"):
        env.kept_secret_key(tmp_path)


def test_a_file_beside_the_program_adds_what_is_not_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "some.env").write_text("LOG_LEVEL=DEBUG\nPORT=8777\n")
    monkeypatch.setenv("ENV_FILE", str(tmp_path / "some.env"))
    monkeypatch.setenv("PORT", "8111")
    monkeypatch.setenv("LOG_LEVEL", "INFO")
    monkeypatch.delenv("LOG_LEVEL")
    config = env.read()
    assert (config.log_level, config.port) == ("DEBUG", 8111)


def test_a_named_file_that_is_missing_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENV_FILE", "nowhere.env")
    with pytest.raises(env.Unusable, match=r"^ENV_FILE: "):
        env.read()


def test_without_servers_a_command_says_how_to_get_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    stale = running.Running("postgres:///x", "unix:///x", 8000, str(tmp_path / "gone"), 1)
    for note in (None, stale):
        if note:
            running.write(tmp_path, note)
        with pytest.raises(env.Unusable, match=r"^DATABASE_URL, REDIS_URL: not set, and no service runs on .*make run"):
            env.read()


def test_the_servers_of_a_running_service_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.setenv("REDIS_URL", "redis://named.example:6379/0")
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    running.write(tmp_path, running.Running("postgres:///x?host=/tmp/s", "unix:///tmp/r", 8000, str(tmp_path), 1))
    config = env.read()
    assert config.database_url == "postgres:///x?host=/tmp/s"
    assert config.redis_url == "redis://named.example:6379/0"
    assert (tmp_path / running.NOTE).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("name", ["REPRESENT_URL", "HOUSE_URL"])
def test_a_feed_is_an_address_that_can_be_asked_or_none(name: str) -> None:
    assert getattr(env.check({}), name.lower()) == ""
    assert getattr(env.check({name: "https://feed.example.org"}), name.lower()) == "https://feed.example.org"
    [problem] = problems({name: "feed.example.org"})
    assert problem.startswith(f"{name}: ")
