"""Measures answers against gold."""
