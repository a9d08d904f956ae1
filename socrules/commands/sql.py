"""`socrules sql`: decisions as one query for a database."""

from __future__ import annotations

import click

from socrules.commands import choice, complete_packs, today

_DIALECTS = ("duckdb", "spark", "postgres")


@click.command(name="sql", short_help="Print decisions as one SQL query for a database.")
@click.argument("pack", shell_complete=complete_packs)
@click.argument("decisions", metavar="DECISION...", nargs=-1, required=True)
@click.option(
    "--dialect",
    metavar="|".join(_DIALECTS),
    callback=choice(*_DIALECTS),
    default="duckdb",
    help="The database it is for; by default duckdb.",
)
@click.option("--table", metavar="NAME", default="people", help="The table; by default people.")
@click.option(
    "--keep", metavar="COLUMN", multiple=True, help="A column that stands beside the answers."
)
@click.option("--on", metavar="DATE", help="The day in question; by default today.")
def command(
    pack: str,
    decisions: tuple[str, ...],
    dialect: str,
    table: str,
    keep: tuple[str, ...],
    on: str | None,
) -> None:
    """Print a query that decides a table: a row a person, a column for each fact, null unknown.

    Sums are decimals in roubles. Where `<decision>.left` is true, the row is for the evaluator.
    """
    from socrules.library import load

    loaded = load(pack, on=on or today())
    click.echo(loaded.sql(decisions, dialect, table=table, keep=keep))
