"""The environment, read once and checked: every value that configures the service, or errors naming their variables."""

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import environ as django_environ

from campaign.common import env_values, running

PROJECT = Path(__file__).resolve().parent.parent.parent
LIVE_NEEDS = ("SECRET_KEY", "ALLOWED_HOSTS", "PUBLIC_URL", "EMAIL_URL")
SECRET_KEY_FILE = "secret_key"  # noqa: S105  # a file's name, not a secret
# Every variable that says how the service runs; ENV_FILE and the addresses of servers aside.
NAMES = (
    *("PORT", "SECRET_KEY", "ALLOWED_HOSTS", "PUBLIC_URL", "TRUSTED_PROXIES", "LOG_LEVEL", "DELIVERY_MODE"),
    *("EMAIL_URL", "EMAIL_URL_FALLBACK", "DEFAULT_FROM_EMAIL", "DKIM_SELECTOR", "WEBHOOK_SECRET", "BOUNCE_URL"),
    *("MAILBOX_PER_HOUR", "MAILBOX_PER_HOUR_CAP", "DOMAIN_PER_HOUR", "ALERT_EMAIL", "ALERT_WEBHOOK"),
    *("REPRESENT_URL", "HOUSE_URL", "HOLDER_CHOICE_HOURS"),
)
LOCAL_HOSTS = ("localhost", "127.0.0.1", "[::1]")
NO_SERVERS = (
    "DATABASE_URL, REDIS_URL: not set, and no service runs on {data_dir}. "
    "Start it with `make run` in another terminal, or set both."
)

Value = TypeVar("Value")


class Unusable(Exception):
    """The environment cannot be used; the text has one line a problem, each naming its variable."""


@dataclass(frozen=True)
class Config:
    """Empty strings stand for what is not set."""

    port: int
    data_dir: Path
    secret_key: str
    allowed_hosts: list[str]
    public_url: str
    trusted_proxies: int
    delivery_mode: str
    email_url: str
    email_url_fallback: str
    webhook_secret: str
    bounce_url: str
    mailbox_per_hour: int | None
    mailbox_per_hour_cap: int
    domain_per_hour: int
    alert_email: str
    alert_webhook: str
    represent_url: str
    house_url: str
    holder_choice_hours: int
    default_from_email: str
    dkim_selector: str
    database_url: str
    redis_url: str
    log_level: str

    @property
    def database(self) -> dict[str, Any]:
        return dict(django_environ.Env.db_url_config(self.database_url))


class _Reader:
    """Takes values one by one and keeps the problems, so that a person sees all of them at once."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self.problems: list[str] = []

    def text(self, name: str) -> str:
        return self._environ.get(name, "").strip()

    def take(self, name: str, parse: Callable[[str], Value], default: str) -> Value:
        try:
            return parse(self.text(name) or default)
        except ValueError as problem:
            self.problems.append(f"{name}: {problem}")
            return parse(default)


def load_file() -> None:
    """Adds the variables of `.env` (or of the file that ENV_FILE names; empty: none) that are not set already."""
    name = os.environ.get("ENV_FILE", ".env").strip()
    path = PROJECT / name
    if name and path.is_file():
        django_environ.Env.read_env(path, encoding="utf-8")
    elif name not in ("", ".env"):
        raise Unusable(f"ENV_FILE: there is no file {path}; correct the name, or leave it unset.")


def check(environ: Mapping[str, str]) -> Config:
    """The checked values. No file is touched: key and servers stay empty where the environment does not name them."""
    reader = _Reader(environ)
    port = reader.take("PORT", env_values.port, "8000")
    public_url = reader.take("PUBLIC_URL", env_values.public_url, f"http://localhost:{port}")
    default_hosts = dict.fromkeys((*LOCAL_HOSTS, urlsplit(public_url).hostname or "localhost"))
    config = Config(
        port=port,
        data_dir=PROJECT / Path(reader.text("DATA_DIR") or ".data").expanduser(),
        secret_key=reader.take("SECRET_KEY", env_values.secret_key, ""),
        allowed_hosts=reader.take("ALLOWED_HOSTS", env_values.hosts, ",".join(default_hosts)),
        public_url=public_url,
        trusted_proxies=reader.take("TRUSTED_PROXIES", env_values.proxies, "0"),
        delivery_mode=reader.take("DELIVERY_MODE", env_values.delivery_mode, "sandbox"),
        email_url=reader.take("EMAIL_URL", env_values.email_url, "smtp://127.0.0.1:1025"),
        email_url_fallback=reader.take("EMAIL_URL_FALLBACK", env_values.optional_email_url, ""),
        webhook_secret=reader.take("WEBHOOK_SECRET", env_values.webhook_secret, ""),
        bounce_url=reader.take("BOUNCE_URL", env_values.bounce_url, ""),
        mailbox_per_hour=reader.take("MAILBOX_PER_HOUR", env_values.optional_rate, ""),
        mailbox_per_hour_cap=reader.take("MAILBOX_PER_HOUR_CAP", env_values.rate, "600"),
        domain_per_hour=reader.take("DOMAIN_PER_HOUR", env_values.rate, "60000"),
        alert_email=reader.take("ALERT_EMAIL", env_values.optional_mail_address, ""),
        alert_webhook=reader.take("ALERT_WEBHOOK", env_values.optional_web_address, ""),
        represent_url=reader.take("REPRESENT_URL", env_values.optional_web_address, ""),
        house_url=reader.take("HOUSE_URL", env_values.optional_web_address, ""),
        holder_choice_hours=reader.take("HOLDER_CHOICE_HOURS", env_values.hours, "72"),
        default_from_email=reader.take("DEFAULT_FROM_EMAIL", env_values.mail_address, "action@dearminister.example"),
        dkim_selector=reader.take("DKIM_SELECTOR", env_values.dkim_selector, ""),
        database_url=reader.take("DATABASE_URL", env_values.database_url, ""),
        redis_url=reader.take("REDIS_URL", env_values.redis_url, ""),
        log_level=reader.take("LOG_LEVEL", env_values.log_level, "INFO"),
    )
    problems = reader.problems + _contradictions(config, reader)
    if problems:
        raise Unusable("\n".join(problems))
    return config


def _contradictions(config: Config, reader: _Reader) -> list[str]:
    """What is wrong between values that are right by themselves; a variable with a problem already is left alone."""
    wrong = {problem.partition(":")[0] for problem in reader.problems}
    found = {
        "PUBLIC_URL": env_values.wrong_public_url(config.public_url, config.delivery_mode),
        "TRUSTED_PROXIES": env_values.wrong_proxies(config.public_url, config.trusted_proxies),
        "ALLOWED_HOSTS": env_values.wrong_hosts(config.allowed_hosts, config.public_url),
        "EMAIL_URL_FALLBACK": env_values.wrong_fallback(config.email_url, config.email_url_fallback),
    }
    if config.delivery_mode == "live":
        urls = (config.email_url, config.email_url_fallback)
        found["WEBHOOK_SECRET"] = env_values.wrong_live_webhook_secret(config.webhook_secret, urls)
        found |= {
            name: f"is not set, and DELIVERY_MODE=live needs {', '.join(LIVE_NEEDS)}; "
            "set it, or use DELIVERY_MODE=sandbox."
            for name in LIVE_NEEDS
            if not reader.text(name)
        }
    return [f"{name}: {problem}" for name, problem in found.items() if problem and name not in wrong]


def read() -> Config:
    """What the program runs with: the checked environment, the key kept in DATA_DIR, and the servers of `make run`."""
    load_file()
    config = check(os.environ)
    if not (config.database_url and config.redis_url):
        config = _with_running_servers(config)
    return replace(config, secret_key=config.secret_key or kept_secret_key(config.data_dir))


def _with_running_servers(config: Config) -> Config:
    note = running.read(config.data_dir)
    if note is None or not running.is_alive(note):
        raise Unusable(NO_SERVERS.format(data_dir=config.data_dir))
    return replace(
        config,
        database_url=config.database_url or note.database_url,
        redis_url=config.redis_url or note.redis_url,
    )


def kept_secret_key(data_dir: Path) -> str:
    """The key in DATA_DIR, made on first use, for its owner only; two processes that make it at once agree."""
    path = data_dir / SECRET_KEY_FILE
    try:
        if not path.exists():
            _make_secret_key(path)
        key = path.read_text(encoding="ascii").strip()
    except OSError as problem:
        raise Unusable(
            f"DATA_DIR: cannot keep the secret key in {path}: {problem.strerror}; choose another folder."
        ) from (problem)
    try:
        if not key:
            raise ValueError("is empty.")
        return env_values.secret_key(key)
    except ValueError as problem:
        raise Unusable(f"SECRET_KEY: the file {path} {problem} Or remove it, and a new key is made.") from problem


def _make_secret_key(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(secrets.token_urlsafe(64) + "\n", encoding="ascii")
    try:
        path.hardlink_to(draft)  # unlike a rename, fails when another process was first
    except FileExistsError:
        return
    finally:
        draft.unlink()
