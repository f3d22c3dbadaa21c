"""The small solved shop, on which shrinkage by kind is tried too."""

from tests.integration.trial.conftest import made, target, ws  # noqa: F401
