"""What operators see of the running program: traces through the log, metrics, health; and how it serves."""
