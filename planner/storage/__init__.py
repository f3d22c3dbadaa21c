"""Storage: SQLite by default, PostgreSQL when shared; the only room that imports SQLAlchemy.

    workspace.py   open, read, write, settings          history.py       contact intervals
    tables.py      the tables of schema core            events.py        the shop's calendar
    types.py       UTC instants, exact money            people.py        agents, time off, wishes
    bulk.py        upserts with counts                  channels.py      channels and targets
    migrate.py     Alembic, all or nothing              forecasts.py     snapshots and overrides
    revisions.py   which form a workspace has           requirements.py  agents required
    failures.py    database errors in one line          rosters.py       versions, optimistic locking
    lockfile.py    who is writing                       audit.py         hash chain with an anchor
    imports.py     files taken, source profiles         roles.py         PostgreSQL roles and row security
    backup.py      copies, restores, checks     forecast_marks.py published forecasts, days left out, last reports

Each module holds plain functions that take the `Workspace` first and domain dataclasses or columns, and open their own
transaction with `ws.read()` or `ws.write()`. A write within a write joins it, so several calls become one transaction:

    with ws.write():
        rosters.save_version(ws, version)
        audit.append(ws, "roster saved", version.roster_id)

To add tables (schema `pay` or `answers`):

1. Declare them in your module (`storage/pay.py`) on `tables.metadata` with `schema=tables.PAY`; name that module in
   `tables.MODULES`, so that the comparison of migrations and tables sees it.
2. Write `migrations/versions/r0002_pay.py` with `revision = "0002_pay"` and `down_revision = "0001_core"` (two branches
   may grow from one revision: an upgrade goes to all heads) and an `upgrade()` of `op.create_table(..., schema="pay")`.
   Write the columns out; never import the tables, they will change and the migration must not.
3. Foreign keys stay within a schema (on SQLite each schema is a file of its own).
4. Grants, row security and views for PostgreSQL go into `roles.py`.

On SQLite `core` is the main file; use `op.create_table(..., schema="core")` there too, the connection translates.
Raw SQL on core tables must leave the schema out on SQLite.
"""
