"""Prepare, train, evaluate: from checked customers to a model bundle that the serving engine can verify."""

__version__ = "0.1.0"
