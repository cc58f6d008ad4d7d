"""quietude: a plain-text meditation script goes in, a produced, personal audio session comes out."""

__version__ = "0.1.0"
