"""Imports point downward only; and nobody goes around an import."""

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
FLOORS = (
    "core",
    "accounts",
    "jobs",
    "history",
    "imports",
    "exports",
    "fields",
    "contacts",
    "opportunities",
    "tasks",
    "documents",
    "reports",
    "agenda",
)
APPS = (*FLOORS, "notifications", "crm")


def sources():
    """Yield every module of the house but migrations."""
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def test_the_floor_plan_is_kept():
    lint = shutil.which("lint-imports", path=Path(sys.executable).parent)
    done = subprocess.run([lint, "--no-cache"], cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_plan_covers_every_app():
    folders = {path.parent.name for path in ROOT.glob("*/apps.py")}
    assert folders == set(APPS)


def test_nobody_goes_around_an_import():
    """A model fetched by name, a class imported by string, a foreign key by string: each hides an upward import."""
    found = {}
    for path in sources():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found[str(path.relative_to(ROOT))] = [*detours_by_call(tree), *foreign_keys_by_string(tree)]
    assert len(found) > 200
    assert {name: detours for name, detours in found.items() if detours} == {}


def detours_by_call(tree):
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        literal = any(isinstance(arg, ast.Constant) and isinstance(arg.value, str) for arg in node.args)
        if called in {"import_string", "import_module"} or (called == "get_model" and literal):
            # A seed asks the app registry of its own migration state, by its own app's label (a variable).
            if called == "get_model" and not names_an_app(node):
                continue
            yield f"line {node.lineno}: {called}"


def names_an_app(call):
    return isinstance(call.args[0], ast.Constant) and str(call.args[0].value).partition(".")[0] in APPS


def foreign_keys_by_string(tree):
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        target = node.args[0]
        if (
            called in {"ForeignKey", "OneToOneField", "ManyToManyField"}
            and isinstance(target, ast.Constant)
            and target.value != "self"
        ):
            yield f"line {node.lineno}: {called}({target.value!r})"


def test_guardian_is_asked_in_one_place_only():
    """`has_perm` and the like know neither the responsible nor that a role is no grant: `visible_to` decides."""
    shortcut = re.compile(
        r"guardian\.(shortcuts|core)|get_objects_for_(user|group)|get_users_with_perms|ObjectPermissionChecker"
        r"|\b(assign|remove)_perm\(|\.has_perms?\("
    )
    wrong = [
        path.relative_to(ROOT)
        for path in sources()
        if path != ROOT / "core/sharing.py" and shortcut.search(path.read_text(encoding="utf-8"))
    ]
    assert not wrong


def test_there_is_one_custom_signal():
    made = [path for path in sources() if re.search(r"=\s*Signal\(", path.read_text(encoding="utf-8"))]
    assert made == [ROOT / "history/signals.py"]
    rules = [path for path in sources() if re.search(r"\b(post|pre)_(save|delete)\b", path.read_text(encoding="utf-8"))]
    assert not rules, "Rules live in verbs, not in post_save."
