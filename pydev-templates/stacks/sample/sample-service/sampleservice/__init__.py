"""A small forking eventlet service."""
