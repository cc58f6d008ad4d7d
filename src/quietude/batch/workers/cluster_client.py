"""Finding a Dask cluster, or starting one on this machine; every way in which that fails, told clearly."""

from __future__ import annotations

import contextlib
import logging
import re
from collections.abc import Iterator
from typing import Final

from distributed import Client, LocalCluster, Security

from quietude.errors import InputError

ANSWER_S: Final = 10.0
"""How long a scheduler, and then its first worker, has to answer."""

_QUIET_WORKERS: Final = {"DASK_LOGGING__DISTRIBUTED": "critical"}
"""Environment variables of the processes that are started here: they write no log."""


@contextlib.contextmanager
def connected(cluster: str) -> Iterator[Client]:
    """A client of a cluster, until it closes.

    ``cluster``: ``local:4``, ``tcp://host:port`` or ``tls://host:port``.

    Raises:
        InputError: it is none of these, nobody answers, or there are no workers.
    """
    for name in ("distributed", "tornado.application"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what matters is raised
    local = re.fullmatch(r"local:([1-9][0-9]?)", cluster)
    if local is None and not re.fullmatch(r"(tcp|tls)://[^\s/@]+:[0-9]+", cluster):
        raise InputError(
            f"{cluster} is no cluster; write --cluster tcp://HOST:8786, tls://HOST:8786, or local:4 for four "
            "processes of this machine"
        )
    with _started(int(local[1])) if local is not None else _found(cluster) as client:
        yield client


@contextlib.contextmanager
def _started(count: int) -> Iterator[Client]:
    with (
        LocalCluster(  # type: ignore[no-untyped-call]  # Dask has types in places only
            n_workers=count,
            threads_per_worker=1,
            processes=True,
            dashboard_address=None,
            scheduler_kwargs={"dashboard_address": "127.0.0.1:0"},  # it is there even without a dashboard
            memory_limit=0,  # nothing is spilled to the disk
            security=_own_security(),
            env=_QUIET_WORKERS,
            silence_logs=logging.CRITICAL,
        ) as cluster,
        Client(cluster, set_as_default=False) as client,  # type: ignore[no-untyped-call]  # as above
    ):
        yield client


def _own_security() -> Security | None:
    """Certificates that only this process and its workers have, so that no other user of this machine can
    give them work; None where the package that makes them is not installed.
    """
    try:
        return Security.temporary()  # type: ignore[no-untyped-call,no-any-return]  # as above
    except ImportError:
        return None


@contextlib.contextmanager
def _found(address: str) -> Iterator[Client]:
    # In two steps, so that one that could not be made can be closed here. Left to Python's clearing away, it
    # takes a lock then, which the next client may hold at that moment: both would wait for ever.
    client = Client.__new__(Client)
    try:
        # As above, Dask has types in places only.
        Client.__init__(client, address, timeout=ANSWER_S, set_as_default=False)  # type: ignore[no-untyped-call]
    except (TypeError, RuntimeError, FileNotFoundError) as error:  # before it asks anybody
        _close(client)
        raise InputError(
            f"{address} needs certificates that can be read: set DASK_DISTRIBUTED__COMM__TLS__CA_FILE, and "
            "...TLS__CLIENT__CERT and ...TLS__CLIENT__KEY (see docs/cluster.md)"
        ) from error
    except (OSError, ValueError) as error:
        _close(client)
        raise InputError(
            f"nobody answers at {address}; see that the scheduler runs there, that its port can be reached "
            "from here, and that tls:// is met with tls://"
        ) from error
    with client:
        try:
            client.wait_for_workers(1, timeout=ANSWER_S)
        except TimeoutError as error:
            raise InputError(
                f"the scheduler at {address} has no workers; start some with: dask worker {address} "
                "--nthreads 1"
            ) from error
        yield client


def _close(client: Client) -> None:
    """Close a client that was not made to its end."""
    with contextlib.suppress(AttributeError):  # it did not even get the loop that it runs on
        client.close()  # type: ignore[no-untyped-call]  # as above
