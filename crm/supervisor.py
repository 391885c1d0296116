"""Keeps the web server and the workers running, and stops them all when it is told to.

One process tree for `bin/demo` and `manage.py serve`. Each child has a process group of its own, so Ctrl-C in the
terminal reaches the supervisor alone, which passes it on once. A child that ends by itself is started again, after a
pause that grows while it keeps ending at once.
"""

import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from types import FrameType

from crm import processes

# Time to finish the requests and the slice of work at hand.
GRACE_SECONDS = 20.0
LONGEST_PAUSE = 30.0
# A child that lived this long had started well; when it ends, the pauses begin anew.
WELL_AFTER_SECONDS = 30.0

Say = Callable[[str], None]


class Child:
    """One process to keep running."""

    def __init__(self, name: str, arguments: Sequence[str], environment: dict[str, str]) -> None:
        self.name = name
        self.arguments = ["-m", "crm.child", *arguments]
        self.environment = environment
        self.process: subprocess.Popen[bytes] | None = None
        self.started = 0.0
        self.starts_again = 0.0
        self.pause = 1.0

    def start(self) -> None:
        self.started = time.monotonic()
        self.process = processes.start_python(self.arguments, self.environment)

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def ask_to_stop(self) -> None:
        if self.process is not None and self.is_running:
            processes.ask_to_stop(self.process)

    def clear_away(self) -> None:
        """Kill what is left of the child: itself, and the processes that it had started."""
        if self.process is None:
            return
        processes.end_group(self.process)
        if self.process.stdin:
            self.process.stdin.close()
        self.process = None

    def start_again_later(self) -> float:
        """Plan the next start; return the pause in seconds."""
        if time.monotonic() - self.started > WELL_AFTER_SECONDS:
            self.pause = 1.0
        pause = self.pause
        self.starts_again = time.monotonic() + pause
        self.pause = min(pause * 2, LONGEST_PAUSE)
        return pause


class Supervisor:
    """Runs the children until it is asked to stop (Ctrl-C, SIGTERM, a closed terminal)."""

    def __init__(self, children: Sequence[Child], say: Say) -> None:
        self.children = children
        self.say = say
        self.stopping = False

    def run(self, is_ready: Callable[[], bool], when_ready: Callable[[], None], ready_within: float = 60.0) -> bool:
        """Start everything and stay until asked to stop. Return whether the site ever became ready.

        `is_ready` is asked until it says yes, then `when_ready` is called once. When the site is not ready in time, or
        the first child (the web server) ends before, everything is stopped.
        """
        self._listen()
        ready = False
        give_up = time.monotonic() + ready_within
        try:
            for child in self.children:
                child.start()
            while not self.stopping:
                if not ready:
                    if is_ready():
                        ready = True
                        when_ready()
                    elif not self.children[0].is_running or time.monotonic() > give_up:
                        break
                self._look_after()
                time.sleep(0.2)
        finally:
            self._stop()
        return ready or self.stopping

    def _listen(self) -> None:
        for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), self._asked_to_stop)

    def _asked_to_stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def _look_after(self) -> None:
        for child in self.children:
            if child.process is None:
                if time.monotonic() >= child.starts_again:
                    child.start()
            elif not child.is_running:
                code = child.process.returncode
                child.clear_away()
                pause = child.start_again_later()
                self.say(f"The {child.name} ended (exit code {code}); starting it again in {pause:g} s.")

    def _stop(self) -> None:
        for child in self.children:
            child.ask_to_stop()
        give_up = time.monotonic() + GRACE_SECONDS
        while any(child.is_running for child in self.children) and time.monotonic() < give_up:
            time.sleep(0.05)
        for child in self.children:
            if child.is_running:
                self.say(f"The {child.name} did not stop within {GRACE_SECONDS:g} s and was ended.")
            child.clear_away()
