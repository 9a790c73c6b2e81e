"""Which environment variables exist, what they mean and what they are when nobody sets them."""

from functools import cache
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, ClassVar, Literal

from pydantic import Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


@cache
def settings() -> "Settings":
    """The settings of this process, read from the environment once."""
    return Settings()


def _secrets_beside(fields: dict[str, Path]) -> Path:
    return fields["data_dir"] / "secrets"


def _own_address(fields: dict[str, str | int]) -> str:
    host = str(fields["host"])
    return f"http://{f'[{host}]' if ':' in host else host}:{fields['port']}"


class Settings(BaseSettings):
    """Each field is the variable `KAKEHASHI_<FIELD>`, except `DATABASE_URL`, `PORT` and `PG_BIN`; empty means unset."""

    model_config: ClassVar[SettingsConfigDict] = SettingsConfigDict(
        env_prefix="KAKEHASHI_", env_ignore_empty=True, validate_default=True, populate_by_name=True, extra="ignore"
    )

    database_url: str | None = Field(default=None, validation_alias="DATABASE_URL", repr=False)
    """The owner's URL of a PostgreSQL 15 or later. Without it an embedded PostgreSQL is started under `data_dir`."""

    pg_bin: Path | None = Field(default=None, validation_alias="PG_BIN")
    """The folder of `postgres` and `initdb` for the embedded PostgreSQL. Without it: the wheel's, then the system's."""

    host: str = "127.0.0.1"
    """The address to listen on. Only a reverse proxy on this machine reaches the default."""

    port: int = Field(default=8000, ge=0, le=65535, validation_alias="PORT")
    """The TCP port to listen on; 0 takes a free one."""

    data_dir: Path = Path("var")
    """Where all is kept that must be kept: embedded database, secrets, files. Relative to the working folder."""

    secrets_dir: Path = Field(default_factory=_secrets_beside)
    """Where the pepper and the serving logins' URLs are (`secrets` under `data_dir`). Back it up apart."""

    municipalities: Path | None = None
    """The register of municipalities (CSV) that the demonstration takes in; without it, only its members' places."""

    api_url: str | None = None
    """The address of the API that the pages ask; without it they ask the API of their own process."""

    public_url: str = Field(default_factory=_own_address)
    """What people type to reach the platform, for links and for the Origin check (`http://{host}:{port}`)."""

    log_format: Literal["json", "plain"] = "plain"
    """One JSON object a line for machines, or lines for people."""

    secure_cookies: bool = False
    """Cookies travel over HTTPS only. Set it wherever `public_url` is https."""

    allowed_hosts: Annotated[frozenset[str], NoDecode] = frozenset()
    """Hosts beside `public_url`'s under which the server may be asked (`api.site.example`, between commas)."""

    trusted_proxies: Annotated[frozenset[IPv4Network | IPv6Network], NoDecode] = frozenset()
    """Networks of proxies whose X-Forwarded-For is believed (`10.0.0.0/8`, between commas). Nobody else's is."""

    rate_anonymous: float = Field(default=20, ge=0)
    """Requests a second to /graphql from one network without a session, after a burst of 30 seconds' worth; 0: any."""

    rate_token: float = Field(default=10, ge=0)
    """Requests a second to /graphql by one session or API token, after a burst of 30 seconds' worth; 0: any."""

    private_issuers: Annotated[frozenset[str], NoDecode] = frozenset()
    """Identity providers in one's own network, or without https (`http://login.example:8080`, between commas)."""

    require_second_factor: bool | None = None
    """Ask everybody who works for the secretariat or handles grievances for a second factor (yes; in --demo no)."""

    documents: Literal["any", "trusted"] = "any"
    """What /graphql answers: any document within the limits, or only those of the platform's own pages."""

    cors_origins: Annotated[frozenset[str], NoDecode] = frozenset()
    """Sites whose pages may ask /graphql from a browser (`https://site.example`, between spaces or commas)."""

    graphiql: bool = False
    """Serve GraphiQL at /graphiql, for developers, from `checks/node_modules` where that is installed."""

    kept_answers: int = Field(default=64, ge=0)
    """The most megabytes of answers to visitors that a process keeps in memory, each for a minute at most; 0: none."""

    smtp_host: str | None = None
    """The mail server by which letters leave. Without it they stay where admins can read them (`/s/mail`)."""

    smtp_port: int = Field(default=587, ge=1, le=65535)
    """Its port: 587 with `starttls`, 465 with `tls`, 25 on one's own machine."""

    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    """How the way to the mail server is encrypted."""

    smtp_user: str | None = None
    """Who signs in at the mail server; nobody where it is not set."""

    smtp_password: SecretStr | None = None
    """The password for it."""

    mail_from: str = "Kakehashi <kakehashi@localhost>"
    """From whom letters come."""

    jobs: bool = True
    """Whether `serve` does the jobs of the day too; without, `kakehashi worker` must run beside it."""

    jobs_hour: int = Field(default=3, ge=0, le=23)
    """The hour in Japan from which the jobs of a day are done."""

    files_url: str | None = Field(default=None, repr=False)
    """Where files are kept (`s3://bucket/folder`, with the provider's own variables); without it under `data_dir`."""

    file_megabytes: int = Field(default=20, ge=1)
    """The largest file that is taken in."""

    pool_size: int = Field(default=5, ge=1)
    """The most database connections that one audience's pool opens."""

    @field_validator("smtp_security")
    @classmethod
    def _fits_the_port(cls, value: str, info: ValidationInfo) -> str:
        if {465: "tls", 587: "starttls"}.get(info.data.get("smtp_port", 0), value) != value:
            raise ValueError("port 465 goes with tls, and port 587 with starttls")
        return value

    @field_validator("allowed_hosts", "trusted_proxies", "cors_origins", "private_issuers", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        return value.replace(",", " ").split() if isinstance(value, str) else value

    @field_validator("data_dir", "secrets_dir", "pg_bin", "municipalities")
    @classmethod
    def _absolute(cls, value: Path | None) -> Path | None:
        return value and value.expanduser().absolute()

    @field_validator("public_url", "api_url")
    @classmethod
    def _without_trailing_slash(cls, value: str | None) -> str | None:
        return value and value.rstrip("/")
