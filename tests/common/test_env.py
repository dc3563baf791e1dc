"""The environment: what is taken, what stands where nothing is set, and the words for everything else."""

from pathlib import Path

import pytest

from campaign.common import env, env_values, running

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


@pytest.mark.parametrize("name", ["DATABASE_URL", "REDIS_URL", "EMAIL_URL", "SECRET_KEY"])
def test_an_error_never_repeats_what_may_hold_a_password(name: str) -> None:
    (line,) = problems({name: "nonsense://me:hunter2@host"})
    assert "hunter2" not in line


def test_all_problems_are_told_at_once() -> None:
    assert len(problems({"PORT": "x", "LOG_LEVEL": "x", "TRUSTED_PROXIES": "x"})) == 3


@pytest.mark.parametrize("kind", env_values.PROVIDERS)
def test_a_provider_is_known_but_not_used_in_live_mode_yet(kind: str) -> None:
    url = f"{kind}://key@act.example.org"
    assert env.check({"EMAIL_URL": url}).email_url == url
    assert f"EMAIL_URL: names the provider {kind}; " in problems(LIVE | {"EMAIL_URL": url})[0]


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "[::1]", "localhost"])
@pytest.mark.parametrize("scheme", env_values.SMTP)
def test_live_mode_sends_to_this_machine(scheme: str, host: str) -> None:
    assert env.check(LIVE | {"EMAIL_URL": f"{scheme}://{host}:1025"}).email_url


@pytest.mark.parametrize(
    "host", ["mail.example.org", "192.0.2.1", "localhost.example.org", "[2001:db8::1]", "127.0.0.1.nip.io"]
)
def test_live_mode_sends_to_no_other_machine(host: str) -> None:
    assert problems(LIVE | {"EMAIL_URL": f"smtp://{host}:25"})[0].startswith(
        "EMAIL_URL: names a server on another machine"
    )


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
