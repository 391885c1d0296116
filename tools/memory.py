"""How much memory this process has had at most; each system tells it in its own way."""

import sys

if sys.platform == "win32":
    import psutil

    def peak_bytes() -> int:
        """Return the largest working set of this process so far, in bytes."""
        return int(psutil.Process().memory_info().peak_wset)

else:
    import resource

    def peak_bytes() -> int:
        """Return the largest resident memory of this process so far, in bytes (Linux counts kilobytes, macOS bytes)."""
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak if sys.platform == "darwin" else peak * 1024
