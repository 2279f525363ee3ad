"""Re-run published notebooks, compare, and say what the comparison covered."""
