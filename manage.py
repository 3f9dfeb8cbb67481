#!/usr/bin/env python
"""Django's command line; the profile is DJANGO_SETTINGS_MODULE, the demo when nothing is said."""
import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "market.settings.demo")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
