"""From a snapshot to every table of an edition: observations, findings, corrections, geography; one pipeline."""
