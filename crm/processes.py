"""Processes of our own on each system: started apart, asked to stop, and ended with what they had started.

POSIX has process groups and signals. Windows has groups, too, but of signals only Ctrl-C and Ctrl-Break, which travel
through a console; and there a virtual environment's python.exe is a small program that starts the real one.
"""

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence

if sys.platform == "win32":
    NEW_GROUP_ON_WINDOWS = subprocess.CREATE_NEW_PROCESS_GROUP
    STOP = signal.CTRL_BREAK_EVENT
    # What Ctrl-C in a terminal is to a process that has a group of its own.
    CTRL_C = signal.CTRL_BREAK_EVENT
else:
    NEW_GROUP_ON_WINDOWS = 0
    STOP = signal.SIGTERM
    CTRL_C = signal.SIGINT


def start_python(arguments: Sequence[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """Start this Python once more, in a group of its own; its standard input is a pipe that we hold open."""
    real = getattr(sys, "_base_executable", sys.executable)
    if sys.platform == "win32" and real != sys.executable:
        # Past the small program, as the standard library's multiprocessing does it: the process that we know is then
        # the one that works, leads its group, and ends when it is killed.
        environment = {**environment, "__PYVENV_LAUNCHER__": sys.executable}
    else:
        real = sys.executable
    return subprocess.Popen(
        [real, *arguments],
        stdin=subprocess.PIPE,
        env=environment,
        creationflags=NEW_GROUP_ON_WINDOWS,
        start_new_session=sys.platform != "win32",
    )


def ask_to_stop(process: subprocess.Popen[bytes]) -> None:
    """Ask a process to finish what it has at hand; where Windows has no console to carry that, end it."""
    try:
        process.send_signal(STOP)
    except OSError:
        process.terminate()


def end_group(process: subprocess.Popen[bytes]) -> None:
    """Kill the process and what it had started, as far as that is there, and wait for it."""
    if sys.platform == "win32":
        _end_tree(process.pid)
        process.kill()
    else:
        # Usually nothing is left, as it should be.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def stop_own_group() -> None:
    """Ask this process, from one of its threads, to stop as `ask_to_stop` does from outside."""
    if sys.platform == "win32":
        try:
            os.kill(os.getpid(), signal.CTRL_BREAK_EVENT)
        except OSError:
            _end_tree(os.getpid())
    else:
        # To the main thread, which may be waiting: a signal that another thread gets would not wake it.
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGTERM)


def _end_tree(number: int) -> None:
    """Kill a process of Windows with all that descend from it; nothing happens where it is gone already."""
    command = ["taskkill", "/F", "/T", "/PID", str(number)]
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
