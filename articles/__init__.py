"""Texts and where things are in them."""
