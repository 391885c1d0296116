"""Nothing of ours calls another machine but for the office server that is set, and what Django's own settings name."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = (
    "core accounts jobs history imports exports contacts opportunities tasks documents agenda notifications crm".split()  # noqa: SIM905
)
CALLING = {
    "aiohttp", "asyncio", "ftplib", "http.client", "httpx", "imaplib", "nntplib", "poplib", "requests", "smtplib",
    "socket", "ssl", "telnetlib", "urllib.request", "urllib3", "webbrowser", "websockets", "xmlrpc.client",
}  # fmt: skip
# Who may, and what for.
MAY = {
    "core/fetching.py": "fetches the exchange rates, where the setting names an address",
    "documents/wopi/discovery.py": "asks the office server what it can do",
    "crm/management/commands/serve.py": "asks its own web server whether it serves",
    "jobs/worker.py": "names itself by the name of its machine",
    "notifications/delivery.py": "knows what Django's mail backend raises",
}


def imported(path: Path) -> set[str]:
    """Return the modules that a file imports, each with the modules it lies in."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found | {name.partition(".")[0] for name in found}


def test_no_other_module_can_call_another_machine():
    callers = {
        path.relative_to(ROOT).as_posix()
        for app in APPS
        for path in (ROOT / app).rglob("*.py")
        if imported(path) & CALLING
    }
    assert callers == set(MAY)
