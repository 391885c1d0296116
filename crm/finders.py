"""Front-end packages as static files: `{% static "npm/<path below node_modules>" %}`.

npm puts them into node_modules by the lock file. Only the files named here become public: a package also carries
sources, tests and tools that nobody is to be served. A style sheet or script that names a source map needs the map in
this list as well, or collecting the files stops at it.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.utils import matches_patterns
from django.core.checks import CheckMessage
from django.core.checks import Warning as CheckWarning
from django.core.files.storage import FileSystemStorage

PREFIX = "npm/"


def _svg_files(folder: str) -> list[str]:
    """Return the drawings below a folder of node_modules: an editor's icons, too many to be named one by one."""
    root = Path(settings.BASE_DIR) / "node_modules"
    return sorted(path.relative_to(root).as_posix() for path in (root / folder).rglob("*.svg"))


SERVED = (
    "bootstrap/dist/css/bootstrap.min.css",
    "bootstrap/dist/css/bootstrap.min.css.map",
    "bootstrap/dist/js/bootstrap.bundle.min.js",
    "bootstrap/dist/js/bootstrap.bundle.min.js.map",
    "bootstrap-icons/font/bootstrap-icons.min.css",
    "bootstrap-icons/font/fonts/bootstrap-icons.woff",
    "bootstrap-icons/font/fonts/bootstrap-icons.woff2",
    "chart.js/dist/chart.umd.min.js",
    "chart.js/dist/chart.umd.min.js.map",
    "htmx.org/dist/htmx.min.js",
    "sortablejs/Sortable.min.js",
    *_svg_files("svgedit/dist/editor/images"),
    "svgedit/dist/editor/iife-Editor.js",
    "svgedit/dist/editor/iife-Editor.js.map",
    "svgedit/dist/editor/svgedit.css",
    "tom-select/dist/css/tom-select.bootstrap5.min.css",
    "tom-select/dist/css/tom-select.bootstrap5.min.css.map",
    "tom-select/dist/js/tom-select.complete.min.js",
    "tom-select/dist/js/tom-select.complete.min.js.map",
)


class NodeModulesFinder(BaseFinder):
    """Finds the files of `SERVED` in node_modules, under the prefix `npm/`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.storage = FileSystemStorage(location=str(Path(settings.BASE_DIR) / "node_modules"))
        # collectstatic joins this to the name that `list` gives.
        self.storage.prefix = PREFIX.rstrip("/")  # type: ignore[attr-defined]

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        missing = [path for path in SERVED if not self.storage.exists(path)]
        if not missing:
            return []
        return [
            CheckWarning(
                f"Front-end files are missing from node_modules, the first is {missing[0]}.",
                hint="Run `npm ci`, or bin/demo, which does it for you.",
                id="crm.W001",
            )
        ]

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        name = path.removeprefix(PREFIX)
        if path.startswith(PREFIX) and name in SERVED and self.storage.exists(name):
            return [self.storage.path(name)] if find_all else self.storage.path(name)
        return []

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        for path in SERVED:
            if not matches_patterns(path, ignore_patterns) and self.storage.exists(path):
                yield path, self.storage
