"""The command `latchkey`: serve, worker, migrate, demo, schema, doctor, those of `data_commands`, and those of staff,
contacts, orders, sms and mail.

Each command imports what it needs when it runs, so that `--help` and `schema` do not wait for what they do not use.
"""

import gc
import os
import sys
from pathlib import Path
from typing import Annotated, Final

import typer

from adapters.errors import Unavailable
from latchkey.cli.data_commands import data
from latchkey.cli.errors import Failed
from latchkey.process import GC_THRESHOLDS
from settings import SettingsError

PRIVATE: Final = 0o077
"""Every file that is written is for its owner alone: the database, uploads, secrets, exports."""

app = typer.Typer(
    name="latchkey",
    help="A customer self-service portal as a GraphQL API server. Settings come from the environment.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(data)
staff = typer.Typer(no_args_is_help=True, help="The operator's own people.")
app.add_typer(staff, name="staff")
contacts = typer.Typer(no_args_is_help=True, help="The people of customers.")
app.add_typer(contacts, name="contacts")
orders = typer.Typer(no_args_is_help=True, help="Orders in files, to and from other systems.")
app.add_typer(orders, name="orders")
sms = typer.Typer(no_args_is_help=True, help="Text messages.")
app.add_typer(sms, name="sms")
mail = typer.Typer(no_args_is_help=True, help="Mail that comes in.")
app.add_typer(mail, name="mail")

Host = Annotated[str | None, typer.Option(help="Address to listen on; as HOST says when not given.")]
Port = Annotated[
    int | None, typer.Option(min=0, max=65535, help="Port to listen on, 0 for a free one; as PORT says when not given.")
]
NoWorker = Annotated[bool, typer.Option("--no-worker", help="Leave messages and review periods to `latchkey worker`.")]


def main() -> None:
    """Run the command line: ends with 0, 1 where something went wrong, 2 where it was called or configured wrongly."""
    gc.set_threshold(*GC_THRESHOLDS)
    os.umask(PRIVATE)
    try:
        app()
    except SettingsError as error:
        print(f"The settings are wrong:\n{error}", file=sys.stderr)
        sys.exit(2)
    except Unavailable as error:
        print(f"Not available: {error}", file=sys.stderr)
        sys.exit(1)
    except Failed as error:
        print(error, file=sys.stderr)
        sys.exit(1)


@app.command()
def serve(
    migrate: Annotated[bool, typer.Option("--migrate", help="Bring the database up to date first.")] = False,
    no_worker: NoWorker = False,
    host: Host = None,
    port: Port = None,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes that serve side by side.")] = 1,
) -> None:
    """Serve the API, with a worker inside."""
    from latchkey.cli.serve import serve as run

    run(host=host, port=port, workers=workers, with_worker=not no_worker, migrates=migrate)


@app.command()
def worker() -> None:
    """Send messages and approve invoices whose review period has ended, next to any number of others."""
    from latchkey.cli.worker import work

    work()


@app.command()
def migrate(
    plan: Annotated[
        bool, typer.Option("--plan", help="Say what would be done, and for how long; change nothing.")
    ] = False,
    finish: Annotated[
        bool, typer.Option("--finish", help="Once every process runs this version: end what the one before needs.")
    ] = False,
) -> None:
    """Bring the database up to date; several at the same moment wait for each other."""
    from latchkey.cli.console import configured, run
    from latchkey.cli.migrate import finish as end_the_upgrade
    from latchkey.cli.migrate import migrate as bring_up_to_date
    from latchkey.cli.migrate import tell_plan

    run((tell_plan if plan else end_the_upgrade if finish else bring_up_to_date)(configured().database))


@app.command()
def demo(
    host: Host = None,
    port: Port = None,
    token: Annotated[
        list[str] | None,
        typer.Option(
            help="Instead of serving, sign this person of the demo in and print the token; may be given several times."
        ),
    ] = None,
    clock: Annotated[
        bool, typer.Option("--clock", help="Serve POST /demo/clock?hours=49, which moves the time on: for tests.")
    ] = False,
) -> None:
    """Serve a business with three months of history, and say as whom to sign in."""
    from latchkey.cli.demo import demonstrate, print_tokens

    if token:
        print_tokens(token)
    else:
        demonstrate(host=host, port=port, with_clock=clock)


@app.command()
def schema(
    check: Annotated[Path | None, typer.Option(help="Compare with this file; ends with 1 where it is stale.")] = None,
    write: Annotated[Path | None, typer.Option(help="Write to this file instead of printing.")] = None,
) -> None:
    """Print the contract, in GraphQL's schema language."""
    from latchkey.cli.schema import check_file, print_sdl, write_file

    if check is not None:
        check_file(check)
    elif write is not None:
        write_file(write)
    else:
        print_sdl()


@app.command()
def doctor() -> None:
    """Say what is configured, and whether each thing answers; ends with 1 where something does not."""
    from latchkey.cli.doctor import examine

    examine()


@staff.command()
def create(
    name: Annotated[str, typer.Argument(help="The person's name.")],
    email: Annotated[str, typer.Argument(help="Their e-mail address, which no other member of staff has.")],
    role: Annotated[
        str, typer.Option(help="Their role; Administrator is made when it is missing, with every permission.")
    ] = "Administrator",
    username: Annotated[str | None, typer.Option(help="What they sign in with; the address when not given.")] = None,
) -> None:
    """Add a member of staff who can sign in at once; the password is read from standard input."""
    from latchkey.cli.staff import create as run

    run(name, email, role, username)


@staff.command()
def unlock(name: Annotated[str, typer.Argument(help="Their username or e-mail address.")]) -> None:
    """Let a member of staff try to sign in again whom wrong passwords keep out."""
    from latchkey.cli.staff import unlock as run

    run(name)


@contacts.command(name="import")
def import_(
    file: Annotated[
        Path,
        typer.Argument(help="A CSV file with the columns name,email,mobile,country,customer_code,role,rights,locale."),
    ],
    invite: Annotated[bool, typer.Option("--invite", help="Invite everybody who has no access yet.")] = False,
) -> None:
    """Add contacts and make them members of customers; run again it changes nothing. Ends with 1 if it refuses rows."""
    from latchkey.cli.import_contacts import import_contacts

    import_contacts(file, invites=invite)


@orders.command()
def export(
    output: Annotated[Path | None, typer.Option(help="Write to this file instead of standard output.")] = None,
    form: Annotated[
        str | None, typer.Option("--format", help="csv or ndjson; as the file is named when not given, else csv.")
    ] = None,
    since: Annotated[str | None, typer.Option(help="Taken in at this moment or later, like 2024-03-14.")] = None,
    until: Annotated[str | None, typer.Option(help="Taken in before this moment.")] = None,
    status: Annotated[list[str] | None, typer.Option(help="In this status; may be given several times.")] = None,
    customer: Annotated[str | None, typer.Option(help="Of the customer with this code.")] = None,
    bom: Annotated[bool, typer.Option("--bom", help="Begin the CSV with a mark by which Excel reads UTF-8.")] = False,
    delimiter: Annotated[
        str, typer.Option(help="comma, semicolon (where Excel has decimal commas) or tab, between values of CSV.")
    ] = "comma",
) -> None:
    """Write all orders, or some, as they are at this moment."""
    from latchkey.cli.orders import Table, export_orders

    export_orders(output, form, since, until, status or [], customer, Table.of(bom, delimiter))


@orders.command(name="import")
def orders_import(
    file: Annotated[Path, typer.Argument(help="A .csv or .ndjson file with the columns that `orders export` writes.")],
    create: Annotated[
        bool, typer.Option("--create", help="Make customers, sites and assets that are missing.")
    ] = False,
) -> None:
    """Take old orders over; run again it changes nothing, and nobody is told. Ends with 1 if it refuses rows."""
    from latchkey.cli.orders import import_orders

    import_orders(file, creates=create)


@sms.command()
def simulate(
    sender: Annotated[str, typer.Argument(help="The number it comes from, like +447911123456.")],
    text: Annotated[str, typer.Argument(help="What it says, like HOLD.")],
) -> None:
    """Act on a text message as if it had come in from the provider, and print the answer."""
    from latchkey.cli.simulate_sms import simulate as run

    run(sender, text)


@mail.command()
def receive() -> None:
    """Take one answer to a mail about an order from standard input, as a mail server hands it to a program."""
    from latchkey.cli.receive_mail import receive as run

    run()
