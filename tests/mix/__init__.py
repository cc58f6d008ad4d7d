"""Tests of stage 6."""
