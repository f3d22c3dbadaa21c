"""The mechanics of storage: SQLite by default, PostgreSQL when shared. No table of anybody but log and settings.

    workspace.py   open, read, write, settings        migrate.py     Alembic, all or nothing
    tables.py      schemas and metadata               revisions.py   which form a workspace has
    types.py       UTC instants, exact money          roles.py       PostgreSQL roles and row security
    bulk.py        upserts with counts                failures.py    database errors in one line
    audit.py       hash chain with an anchor          lockfile.py    who is writing
    backup.py      copies, restores, checks           migrations/    how a workspace came to be as it is
    watch.py       what others wrote meanwhile        transactions.py   a use case is one: @reads, @writes

Only this room and the `store` of each slice import SQLAlchemy. Functions of a store take the `Workspace` first and
domain dataclasses or columns, and open their own transaction with `ws.read()` or `ws.write()`; within one of the same
thread they join it, so that a use case is one transaction, reading too:

    @writes
    def save(ws, version):
        rosters.save_version(ws, version)
        audit.append(ws, "roster saved", version.roster_id)

To add a table: declare it in your slice's store on `tables.metadata` and name the module in `tables.MODULES`; write
`migrations/versions/rNNNN_name.py` (columns written out, never imported: tables change, migrations must not); grants,
row security and views for PostgreSQL go into `roles.py`. Foreign keys stay within a schema (on SQLite each is a file of
its own; `core` is the main file, and raw SQL there leaves the schema out).
"""
