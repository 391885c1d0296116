"""The worker: takes jobs in turn and runs a slice of each, until it is told to stop."""

import logging
import os
import signal
import socket
import time
from types import FrameType

from django.db import InterfaceError, OperationalError, close_old_connections, connections

from jobs import queue

logger = logging.getLogger("jobs")

LOOK_EVERY = 1.0
DATABASE_AWAY_AT_MOST = 30.0


class Worker:
    """One process that works. Any number of them may run, on any number of machines."""

    def __init__(self, queues: tuple[str, ...] = ()) -> None:
        self.name = f"{socket.gethostname()[:60]}-{os.getpid()}"
        self.queues = queues
        self.stopping = False

    def listen(self) -> None:
        """Stop when the process is asked to: the slice at hand is finished first. Asked twice, stop at once."""
        for name in ("SIGINT", "SIGTERM", "SIGBREAK"):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), self._asked_to_stop)

    def _asked_to_stop(self, number: int, _frame: FrameType | None) -> None:
        if self.stopping:
            raise SystemExit(1)
        self.stopping = True

    def turn(self) -> bool:
        """Start what is due by the clock and run one slice; return whether there was one."""
        queue.tick()
        job = queue.next_job(worker=self.name, queues=self.queues)
        if job is None:
            return False
        queue.run(job, stopping=lambda: self.stopping)
        return True

    def drain(self) -> int:
        """Work until nothing is due; return the number of slices. What waits for a later attempt stays."""
        queue.set_up_schedules()
        slices = 0
        while not self.stopping and self.turn():
            slices += 1
        return slices

    def work(self) -> None:
        """Work until asked to stop, and outlast a database that is away for a while."""
        away, set_up = 0.0, False
        while not self.stopping:
            close_old_connections()
            try:
                if not set_up:
                    queue.set_up_schedules()
                    set_up = True
                worked = self.turn()
            except (OperationalError, InterfaceError) as error:
                away = min(away * 2 or LOOK_EVERY, DATABASE_AWAY_AT_MOST)
                logger.warning("The database does not answer (%s). Next try in %g s.", type(error).__name__, away)
                connections.close_all()
                self._rest(away)
            else:
                away = 0.0
                if not worked:
                    self._rest(LOOK_EVERY)
        connections.close_all()

    def _rest(self, seconds: float) -> None:
        # In short naps: a signal does not end `sleep`, and waiting on a lock inside a signal handler could hang.
        wakes_at = time.monotonic() + seconds
        while not self.stopping and time.monotonic() < wakes_at:
            time.sleep(0.1)
