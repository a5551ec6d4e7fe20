#!/usr/bin/env python3
"""Runs the dashboard, in the manner of a Django project."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sample_dashboard.settings")
    from sample_dashboard.management import execute_from_command_line

    execute_from_command_line(sys.argv)
