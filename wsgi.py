"""For WSGI servers: `gunicorn wsgi:app`. Settings come from the environment (see README.md)."""

from consult import create_app

app = create_app()
