"""Görel, a digital coworker for the public sector."""
