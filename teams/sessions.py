"""Sessions in the database, read in words that are written out: every page begins with one."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import connection

from crisisdesk.kernel.clock import now

READ = """
    SELECT session_data, expire_date FROM django_session
    WHERE session_key = %s AND expire_date > %s
"""


class SessionStore(DatabaseStore):
    """Django's own but for how a row is read; its name is part of what seals a session."""

    def _get_session_from_db(self) -> Any:
        key = self.session_key
        with connection.cursor() as cursor:
            cursor.execute(READ, [key, now()])
            found = cursor.fetchone()
        if found is None:
            self._session_key = None
            return None
        data, until = found
        return self.model(session_key=key, session_data=data, expire_date=until)
