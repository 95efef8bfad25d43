"""The environment: every setting typed, read once, refused at start by name if it is wrong.

Each field is an environment variable of the same name in upper case. With none set Latchkey runs embedded: a SQLite
file, local files, in-process wake-ups and a mail catcher.
"""

from datetime import timedelta

from pydantic import Field, ValidationError, model_validator

from settings.process import ProcessSettings
from settings.types import (
    Bic,
    Calendar,
    Colour,
    CommaList,
    DayList,
    Days,
    EnglishTag,
    Hours,
    Iban,
    KeptDays,
    LogoFile,
    Mailbox,
    Minutes,
    OneLine,
    PaymentAddress,
    SenderAddress,
    SupportAddress,
    SupportPhone,
    WebhookSecret,
    WorkingHours,
    ZoneName,
)


class SettingsError(Exception):
    """The environment is wrong; the message names every variable and what to do about it."""


class Settings(ProcessSettings):
    """Every setting of Latchkey, with its default. Lists are written with commas."""

    operator_name: OneLine = Field(
        "Latchkey", min_length=1, max_length=80, description="The business's name in pages and messages"
    )
    operator_address: CommaList = Field(
        [], description="The business's postal address in documents; a comma ends a line"
    )
    logo_file: LogoFile = Field(
        None, description="The business's logo in documents and pages: a PNG, JPEG, GIF, WebP or SVG file"
    )
    operator_colour: Colour = Field(
        None, description="The business's colour in the portal, like #17594a; made darker or lighter to be readable"
    )
    payment_details: CommaList = Field([], description="Payment instructions in documents; a comma ends a line")
    payment_iban: Iban = Field(
        None, description="The account that invoices are paid to; invoices in EUR get a code to scan"
    )
    payment_bic: Bic = Field(None, description="The BIC of that account's bank")
    payment_holder: OneLine = Field("", max_length=70, description="The account holder; OPERATOR_NAME if not set")
    payment_address: PaymentAddress = Field(
        [], description="The holder's street, postal code, city and country (CH): for Swiss QR bills with a Swiss IBAN"
    )
    time_zone: ZoneName = Field(
        "UTC",
        description="The time zone of customers without one of their own, like Europe/London; sets when a day ends",
    )
    english_locale: EnglishTag = Field(
        "en-GB", description="The variety of English, like en-US, for readers whose locale is `en`"
    )
    mail_from: SenderAddress = Field("portal@latchkey.test", description="Sender address of e-mail")
    support_email: SupportAddress = Field(
        None, description="An address that your people read, shown in every e-mail and page; none if not set"
    )
    support_phone: SupportPhone = Field(
        None, description="A number that your people answer, like +44 20 7946 0000, shown in every e-mail and page"
    )
    customers_change_themselves: bool = Field(
        True,
        description="Whether a customer's administrators may change its name, addresses and sites; staff are notified",
    )
    reply_address: Mailbox = Field(
        None,
        description="Where replies to e-mail arrive, like reply@in.example.com; nowhere if not set",
    )
    mail_webhook_secret: WebhookSecret = Field(
        None,
        description="Signs the mail that is posted to /webhooks/mail: whsec_ and Base64; none is accepted if not set",
    )

    rent_days_ahead: int = Field(
        14, ge=0, le=90, description="Days before rent is due at which it is charged and its invoice is sent"
    )

    document_reminder_days: DayList = Field(
        [7, 30],
        description="Days before a document of a property expires on which people are reminded of it; 0 is never",
    )

    password_min_length: int = Field(8, ge=8, le=128, description="Minimum length of a password")
    password_max_length: int = Field(256, ge=64, le=4096, description="Maximum length of a password")
    password_requires_letter: bool = Field(True, description="Passwords need a letter")
    password_requires_digit: bool = Field(True, description="Passwords need a digit")
    password_min_score: int = Field(2, ge=0, le=4, description="Lowest zxcvbn score of a password, 0 to 4")
    argon2_memory_kib: int = Field(19 * 1024, ge=8, description="Memory for one password hash in KiB; at least 19456")
    argon2_time_cost: int = Field(2, ge=1, le=20, description="Passes for one password hash; at least 2")
    password_hash_concurrency: int = Field(2, ge=1, le=64, description="Password hashes computed at the same time")
    password_hash_queue: int = Field(64, ge=1, le=10_000, description="Password hashes that may wait; more are refused")

    sign_in_attempts: int = Field(
        10, ge=1, le=1000, description="Wrong passwords per account and address, or known device, in 15 minutes"
    )
    sign_in_attempts_per_peer: int = Field(100, ge=1, description="Wrong passwords per peer address in 15 minutes")
    lock_after_failures: int = Field(
        100,
        ge=1,
        le=10_000,
        description="Consecutive wrong passwords from strangers that lock an account for strangers",
    )
    lock_minutes: Minutes = Field(15, description="How long a lock lasts, in minutes")
    sign_in_answer_ms: int = Field(
        400, ge=0, le=10_000, description="Response time of failed sign-ins and reset requests, in ms; 0 is at once"
    )
    reset_requests_per_hour: int = Field(5, ge=1, description="Password reset requests per name, address and hour")
    session_idle_hours: Hours = Field(24 * 14, description="Hours without use after which a session ends")
    session_max_days: Days = Field(90, description="Days after which a session ends in any case")
    invitation_days: Days = Field(7, description="How long an invitation link is valid, in days")
    reset_link_minutes: Minutes = Field(60, description="How long a password reset link is valid, in minutes")
    email_change_delay_hours: int = Field(
        72,
        ge=0,
        le=8760,
        description="Hours until password resets go to an address set by staff; 0 waits for the old one to agree",
    )
    email_link_hours: Hours = Field(24, description="How long the link that confirms a new e-mail address is valid")
    review_period_hours: Hours = Field(48, description="Hours from issue until an invoice approves itself")
    review_business_days: int = Field(
        0, ge=0, le=60, description="Business days until an invoice approves itself, instead of hours; 0 counts hours"
    )
    holiday_calendar: Calendar = Field(
        None, description="The public holidays that are not business days: a country or a part of it, like GB or DE-BY"
    )
    working_hours: WorkingHours = Field(
        "9-17", description="Hours of a working day in which reminders are sent, in the recipient's local time"
    )
    review_reminder_hours: int = Field(
        12,
        ge=0,
        le=720,
        description="Hours before automatic approval at which the approver is reminded; 0 is never",
    )
    approval_reminder_days: int = Field(
        3, ge=0, le=365, description="Days until the approver of an invoice without a clock is reminded; 0 is never"
    )
    approval_reminders: int = Field(
        3, ge=1, le=50, description="Maximum number of reminders of an approval without a clock"
    )
    overdue_reminder_days: DayList = Field(
        [1, 7, 14],
        description="Days after its due date on which a reminder of an outstanding invoice is sent; 0 is never",
    )
    viewings_tell_owners: bool = Field(
        True, description="Whether landlords and vendors are told of viewings of their property"
    )
    viewings_tell_occupiers: bool = Field(True, description="Whether tenants are told of viewings of their home")
    viewing_reminder_hours: int = Field(
        24, ge=0, le=168, description="Hours before a viewing at which people are reminded of it; 0 is never"
    )
    applicants_see_offer_count: bool = Field(
        False, description="Whether applicants are shown how many offers for a listing stand"
    )
    idempotency_hours: Hours = Field(24, description="How long an idempotency key is remembered")

    max_upload_bytes: int = Field(
        500 * 1024**2, ge=1, le=2**40, description="Maximum size of an uploaded file, in bytes"
    )
    upload_hours: Hours = Field(24, description="How long an upload may take, and wait to be attached, in hours")
    download_minutes: Minutes = Field(5, description="How long a download address is valid, in minutes")
    max_inbound_mail_bytes: int = Field(
        25 * 1024**2, ge=1024, le=2**30, description="Maximum size of incoming mail, in bytes"
    )

    delivery_attempts: int = Field(12, ge=1, le=100, description="Attempts before a message is given up")
    delivery_first_retry_seconds: int = Field(
        10, ge=1, description="Delay after the first failed attempt; doubles each time"
    )
    delivery_max_retry_hours: Hours = Field(4, description="Longest delay between two attempts")
    # A talk with a mail or SMS server may take 60 seconds; with a shorter lease another worker would send the same.
    delivery_lease_seconds: int = Field(120, ge=90, description="How long a worker holds a message that it has claimed")
    digest_hour: int = Field(
        8, ge=0, le=23, description="When daily digests are sent: an hour from 0 to 23 in the recipient's local time"
    )
    worker_batch: int = Field(20, ge=1, le=1000, description="Due rows that a worker claims at a time")

    keep_sessions_days: KeptDays = Field(30, description="Days that a session is kept after its end; 0 is forever")
    keep_links_days: KeptDays = Field(30, description="Days that a link or code is kept once expired; 0 is forever")
    keep_deliveries_days: KeptDays = Field(90, description="Days that a message is kept once sent; 0 is forever")
    keep_inbound_mails_days: KeptDays = Field(
        365, description="Days that incoming mail is kept in its original form; 0 is forever"
    )
    keep_inbound_mail_records_days: KeptDays = Field(
        0, description="Days that the record of an incoming mail is kept; 0 is forever"
    )
    keep_sms_messages_days: KeptDays = Field(0, description="Days that an incoming text is kept; 0 is forever")
    keep_dead_deliveries_days: KeptDays = Field(
        365, description="Days that a message is kept once given up; 0 is forever"
    )
    keep_notifications_days: KeptDays = Field(
        365, description="Days that a notification is kept once read; 0 is forever"
    )
    keep_webhook_deliveries_days: KeptDays = Field(
        30, description="Days that the delivery of an event to a webhook is kept, with its tries; 0 is forever"
    )
    keep_events_days: KeptDays = Field(
        0, description="Days that events are kept in the log which no history needs; 0 is forever"
    )
    keep_bulk_exports_hours: int = Field(
        24, ge=1, le=720, description="Hours that the files of a bulk export are kept once they are done"
    )

    max_query_cost: int = Field(5000, ge=100, description="Maximum cost of one operation")
    max_query_depth: int = Field(15, ge=3, le=100, description="Maximum depth of one operation")
    max_query_tokens: int = Field(4000, ge=100, description="Maximum length of a document, in tokens")
    max_query_aliases: int = Field(30, ge=1, description="Maximum number of aliases in one document")
    max_query_directives: int = Field(50, ge=1, description="Maximum number of directives in one document")
    max_root_fields: int = Field(20, ge=1, description="Maximum number of root fields in one operation")
    max_query_errors: int = Field(9, ge=2, description="Maximum number of errors reported per request")
    api_key_requests_per_minute: int = Field(600, ge=1, description="Requests of one API key in a minute")
    api_key_cost_per_minute: int = Field(
        100_000, ge=100, description="Cost of the operations of one API key in a minute"
    )
    max_operations_per_socket: int = Field(50, ge=1, description="Concurrent operations on one socket")
    max_streams_per_viewer: int = Field(100, ge=1, description="Concurrent streams of one viewer in one process")
    stream_stall_seconds: int = Field(
        30, ge=1, description="Seconds after which a reader that takes nothing is disconnected"
    )
    checkpoint_seconds: int = Field(30, ge=1, description="Seconds after which an idle stream gets a checkpoint")
    tail_poll_seconds: float = Field(
        1.0, gt=0, le=60, description="Interval in seconds at which the log is read unasked, or while nobody listens"
    )

    @model_validator(mode="after")
    def _production_needs(self) -> "Settings":
        if self.environment == "production":
            problems = self.production_problems()
            if self.argon2_memory_kib < 19 * 1024 or self.argon2_time_cost < 2:
                problems.append("ARGON2_MEMORY_KIB of 19456 or more and ARGON2_TIME_COST of 2 or more")
            if problems:
                raise ValueError(f"production needs {'; '.join(problems)}")
        return self

    @model_validator(mode="after")
    def _replica_needs(self) -> "Settings":
        if self.database_read_url is not None and self.is_sqlite:
            raise ValueError("DATABASE_READ_URL is a replica of a PostgreSQL database: set DATABASE_URL to that")
        return self

    @property
    def account_holder(self) -> str:
        """The holder of the account that invoices are paid to."""
        return self.payment_holder or self.operator_name

    @property
    def session_idle(self) -> timedelta:
        """The lifetime of a session without use."""
        return timedelta(hours=self.session_idle_hours)


def read() -> Settings:
    """Read the environment; raises SettingsError that names each wrong variable."""
    try:
        return Settings()
    except ValidationError as error:
        lines = [
            f"{str(*problem['loc'][:1]).upper() or 'ENVIRONMENT'}: {problem['msg'].removeprefix('Value error, ')}"
            for problem in error.errors()
        ]
        raise SettingsError("\n".join(lines)) from None


_current: Settings | None = None


def get() -> Settings:
    """The settings of this process, read from the environment at first use."""
    global _current
    if _current is None:
        _current = read()
    return _current


def use(settings: Settings) -> None:
    """Make `settings` those of this process: for the command line and for tests."""
    global _current
    _current = settings
