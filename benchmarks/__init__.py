"""Measurements that take long or need more than the product: run with ``python -m benchmarks.NAME``."""
