"""Turns documents into a library: readers, passages, encoder, catalogue."""
