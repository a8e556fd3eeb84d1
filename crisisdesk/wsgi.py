"""WSGI entry for pages and API behind a threaded server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crisisdesk.settings")
application = get_wsgi_application()
