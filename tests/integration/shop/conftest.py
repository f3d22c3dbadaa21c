"""Files of other systems on their way into a workspace."""

import pytest

from planner.shop.intake import imports, reports


@pytest.fixture
def bring(ws, tmp_path):
    """Take text (or bytes) in as a file of a kind; returns what the report says, keys of `--json`."""

    def run(kind, content, name="file.csv", dry=False, **options):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        found = imports.preview(ws, kind, path, **options)
        return reports.summary((imports.dry_run if dry else imports.commit)(ws, found))

    return run
