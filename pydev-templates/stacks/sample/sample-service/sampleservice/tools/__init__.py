"""Helpers for the people who run the service: python -m sampleservice.tools."""
