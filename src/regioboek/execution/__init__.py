"""Plan, template rendering, papermill engine, workers, cache: findings -> executed notebooks.

papermill is imported here, first: while it is imported itself it asks for our engine (its entry point), and could not
find it if `regioboek.execution.engine` were already half imported.
"""

import papermill.engines  # noqa: F401
