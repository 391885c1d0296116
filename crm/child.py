"""How the supervisor's children run: `python -m crm.child <module> <arguments>` is `python -m <module> <arguments>`,
but the process ends when the supervisor does, however that ended.

The supervisor holds the other end of the child's standard input. It closes when the supervisor is gone, by a kill or a
crash, too; without this a web server would go on holding its port.
"""

import os
import runpy
import sys
import threading

from crm import processes


def end_with_supervisor() -> None:
    """Wait until standard input closes, then ask this process to stop as the supervisor would have done."""
    while os.read(0, 1024):
        pass
    processes.stop_own_group()


def main() -> None:
    threading.Thread(target=end_with_supervisor, name="end-with-supervisor", daemon=True).start()
    module = sys.argv[1]
    sys.argv[:] = [module, *sys.argv[2:]]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
