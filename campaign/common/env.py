"""The environment, read once and checked: every value the service is configured by, or one clear error that names it."""

from dataclasses import dataclass
from os import environ
from pathlib import Path
from typing import Any

import environ as django_environ


@dataclass(frozen=True)
class Config:
    data_dir: Path
    secret_key: str
    allowed_hosts: list[str]
    public_url: str
    trusted_proxies: int
    delivery_mode: str
    email_url: str
    default_from_email: str
    database: dict[str, Any]
    redis_url: str
    log_level: str


def read() -> Config:
    """First draft, so that the other rooms can run; the checked one follows."""
    return Config(
        data_dir=Path(environ.get("DATA_DIR", ".data")),
        secret_key=environ.get("SECRET_KEY", "draft-only-draft-only-draft-only-draft-only-draft-only"),
        allowed_hosts=["localhost", "127.0.0.1", "testserver"],
        public_url=environ.get("PUBLIC_URL", "http://localhost:8000"),
        trusted_proxies=int(environ.get("TRUSTED_PROXIES", "0")),
        delivery_mode=environ.get("DELIVERY_MODE", "sandbox"),
        email_url=environ.get("EMAIL_URL", "smtp://127.0.0.1:1025"),
        default_from_email=environ.get("DEFAULT_FROM_EMAIL", "action@dearminister.example"),
        database=dict(django_environ.Env.db_url_config(environ["DATABASE_URL"])),
        redis_url=environ["REDIS_URL"],
        log_level="INFO",
    )
