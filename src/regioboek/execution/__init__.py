"""Plan, template rendering, papermill engine, workers, cache: findings -> executed notebooks."""
