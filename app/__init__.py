"""Answers questions from a library, each sentence cited."""
