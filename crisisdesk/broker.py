"""Celery's queues in the desk's own PostgreSQL: kombu's PGMQ transport, made safe for workers.

What is added to the stock transport: names of any length, fan-out of messages with headers,
replies across processes, leases that last as long as the task does, connection strings with sockets
and odd characters, and the queue functions installed by plain SQL where they are missing.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import select
import socket
import threading
from contextlib import suppress
from typing import Any

from kombu import transport
from kombu.log import get_logger
from kombu.transport import pgmq as stock
from pgmq import PGMQueue
from pgmq.install import get_embedded_install_sql
from psycopg import Connection, Error, OperationalError
from psycopg.conninfo import make_conninfo
from psycopg_pool import ConnectionPool

from crisisdesk import database

logger = get_logger(__name__)

LONGEST_NAME = 47  # PGMQ puts prefixes before a queue's name, and PostgreSQL cuts at 63
KEPT = 26
INSTALLING = 0x6465736B  # the lock that lets one process install at a time
RENEWALS = 3  # of a lease before it would run out
POOL = 4

BINDINGS = """
create table if not exists pgmq.kombu_binding (
    exchange text, routing_key text, queue text, primary key (exchange, routing_key, queue)
)"""
BIND = "insert into pgmq.kombu_binding values (%s, %s, %s) on conflict do nothing"
UNBIND = "delete from pgmq.kombu_binding where queue = %s"
BOUND = "select queue from pgmq.kombu_binding where exchange = %s and routing_key = %s"
EXTEND = "select pgmq.set_vt(%s, %s::bigint, %s)"

_pools: dict[tuple[int, str], ConnectionPool] = {}
_opening = threading.Lock()


class Channel(stock.Channel):
    """A channel whose messages stay ours while we work on them."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self._closing = threading.Event()
        self._renewer: threading.Thread | None = None

    def canonical_queue_name(self, queue_name: str) -> str:
        """PGMQ's name for a queue; a long one is cut and told apart by a digest."""
        name = super().canonical_queue_name(queue_name)
        if len(name) <= LONGEST_NAME:
            return name
        digest = hashlib.sha256(name.encode()).hexdigest()
        return f"{name[:KEPT]}_{digest[: LONGEST_NAME - KEPT - 1]}"

    def basic_consume(self, *args, **kwargs) -> Any:
        if self._renewer is None:
            self._renewer = threading.Thread(target=self._renew, name="pgmq-leases", daemon=True)
            self._renewer.start()
        return super().basic_consume(*args, **kwargs)

    def basic_ack(self, *args, **kwargs) -> None:
        super().basic_ack(*args, **kwargs)
        self.connection.wake()

    def basic_reject(self, *args, **kwargs) -> None:
        super().basic_reject(*args, **kwargs)
        self.connection.wake()

    def close(self) -> None:
        self._closing.set()
        super().close()

    def _renew(self) -> None:
        """Prolong what is being worked on; what a dead worker held runs out by itself."""
        while not self._closing.wait(self.visibility_timeout / RENEWALS):
            try:
                self._prolong(self._leased())
            except OperationalError as error:
                logger.warning("Leases could not be prolonged, trying again: %s", error)

    def _leased(self) -> list[tuple[str, int]]:
        """Queue and number of every message that was handed out and not settled."""
        qos = self.qos
        delivered = list(qos._delivered.items())  # noqa: SLF001 -- kombu has no public view of it
        unsettled = [m for tag, m in delivered if tag not in qos._dirty]  # noqa: SLF001 -- nor of it
        infos = [getattr(message, "delivery_info", {}) for message in unsettled]
        return [(i["pgmq_queue"], i["pgmq_msg_id"]) for i in infos if i.get("pgmq_msg_id")]

    def _prolong(self, leases: list[tuple[str, int]]) -> None:
        if not leases:
            return
        rows = [(queue, number, self.visibility_timeout) for queue, number in leases]
        with self.pgmq.pool.connection() as connection, connection.cursor() as cursor:
            cursor.executemany(EXTEND, rows)

    def _pgmq_send_kwargs(self, message: dict) -> dict:
        """PGMQ has no function for a topic and headers alone; with a delay it has one."""
        options = super()._pgmq_send_kwargs(message)
        return {"delay": 0, **options} if "headers" in options else options

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str, queue: str) -> None:
        """Share bindings of direct exchanges, so that a worker finds who asked."""
        super()._queue_bind(exchange, routing_key, pattern, queue)
        if self.typeof(exchange).type == "direct":
            self._execute(BIND, exchange, routing_key or "", queue)

    def _lookup(self, exchange: str, routing_key: str, default: str | None = None) -> list[str]:
        """Our own bindings first; else those that other processes made."""
        if exchange and not self._binds(exchange, routing_key):
            with self.pgmq.pool.connection() as connection:
                rows = connection.execute(BOUND, (exchange, routing_key or "")).fetchall()
            if rows:
                return [queue for (queue,) in rows]
        return super()._lookup(exchange, routing_key, default)

    def _binds(self, exchange: str, routing_key: str) -> bool:
        table = self.state.exchanges.get(exchange, {}).get("table", ())
        return any(key == routing_key for key, _pattern, _queue in table)

    def _delete(self, queue: str, *args, **kwargs) -> None:
        self._execute(UNBIND, queue)
        super()._delete(queue, *args, **kwargs)

    def _execute(self, statement: str, *values: object) -> None:
        with self.pgmq.pool.connection() as connection:
            connection.execute(statement, values)


class Waiter(stock._NotifyWaiter):  # noqa: SLF001 -- the only hook into its waiting
    """Wait for a message, or for a free hand: a worker that settles one wants the next at once."""

    def __init__(self, dsn: str) -> None:
        super().__init__(dsn)
        self._ear, self._bell = socket.socketpair()
        self._ear.setblocking(False)
        self._bell.setblocking(False)

    def ring(self) -> None:
        with suppress(OSError):  # full or closed: it has been heard
            self._bell.send(b".")

    def wait(self, timeout: float | None) -> bool:
        with self._lock:
            if self._closed or not self._channels:
                return False
            self._ensure_conn()
            connection = self._conn
        try:
            return self._listen_for(connection, timeout)
        except (OSError, Error):
            self._drop_conn(connection)
            return False

    def _listen_for(self, connection: Connection, timeout: float | None) -> bool:
        heard, _, _ = select.select([connection.fileno(), self._ear], [], [], timeout)
        with suppress(BlockingIOError):
            while self._ear.recv(1024):
                pass
        return any([True for _ in connection.notifies(timeout=0)] or heard)

    def close(self) -> None:
        super().close()
        self._ear.close()
        self._bell.close()


class Transport(stock.Transport):
    """`pgmq://` is the desk's own database; `pgmq://user@host/name` is another one."""

    Channel = Channel

    def _create_pgmq_client(self) -> PGMQueue:
        options = self.client.transport_options
        pool = shared_pool(self._address(), options.get("pool_size", POOL))
        with pool.connection() as connection:
            install(connection)
        timeout = int(options.get("visibility_timeout", Channel.default_visibility_timeout))
        return PGMQueue(conn_string=None, init_extension=False, vt=timeout, pool=pool)

    def _get_notify_waiter(self) -> Waiter:
        if self._notify_waiter is None:
            self._notify_waiter = Waiter(self._address())
        return self._notify_waiter

    def wake(self) -> None:
        """Look for messages now rather than at the next turn."""
        if self._notify_waiter is not None:
            self._notify_waiter.ring()

    def _address(self) -> str:
        client = self.client
        if named := client.transport_options.get("conn_string"):
            return named
        name = (client.virtual_host or "").strip("/")
        if not name:  # the host cannot tell: kombu fills in localhost
            return make_conninfo(**database.direct_conninfo())
        parts = {
            "host": client.hostname,
            "port": client.port or self.default_port,
            "dbname": name,
            "user": client.userid,
            "password": client.password,
        }
        return make_conninfo(**{name: value for name, value in parts.items() if value})


def shared_pool(address: str, size: int) -> ConnectionPool:
    """One pool for all connections of a process; a forked child opens its own."""
    with _opening:
        key = os.getpid(), address
        if key not in _pools:
            _pools[key] = ConnectionPool(address, min_size=1, max_size=size, timeout=5, open=True)
            atexit.register(_pools[key].close)
        return _pools[key]


def install(connection: Connection) -> None:
    """Install PGMQ's functions by plain SQL, unless they are there; safe to call at any time."""
    if connection.execute("select to_regclass('pgmq.kombu_binding')").fetchone()[0]:
        return
    with connection.transaction():
        connection.execute("select pg_advisory_xact_lock(%s)", [INSTALLING])
        if not connection.execute("select to_regclass('pgmq.meta')").fetchone()[0]:
            connection.execute(get_embedded_install_sql())
        connection.execute(BINDINGS)


def register() -> None:
    """Make kombu use this transport wherever a URL says pgmq."""
    transport.TRANSPORT_ALIASES["pgmq"] = f"{__name__}:Transport"
