"""What is asked for: editions, indicators, themes, regions, areas and corrections as validated, frozen models."""
