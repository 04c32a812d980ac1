"""`nox -s compare`: virtual machines and containers, measured side by side."""
