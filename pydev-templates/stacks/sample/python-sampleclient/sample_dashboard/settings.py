"""Named by DJANGO_SETTINGS_MODULE."""

SERVICE_URL = "http://127.0.0.1:8790"
VISITOR = "dashboard"
