"""Front-end packages are served from node_modules, and only what is listed."""

import json
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from crm.finders import SERVED, NodeModulesFinder

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("path", SERVED)
def test_each_listed_file_is_found(path):
    assert finders.find(f"npm/{path}") == str(ROOT / "node_modules" / path)


@pytest.mark.parametrize(
    "path",
    ["npm/bootstrap/package.json", "npm/../package.json", "npm//etc/passwd", "bootstrap/dist/css/bootstrap.min.css"],
)
def test_nothing_else_is(path):
    assert finders.find(path) is None


def test_collecting_gets_exactly_the_list():
    assert [path for path, _ in NodeModulesFinder().list([])] == list(SERVED)


def test_the_lock_names_a_digest_for_each_package_and_no_mirror():
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert packages
    for name, package in packages.items():
        assert package["integrity"].startswith("sha512-"), name
        assert package.get("resolved", "https://registry.npmjs.org/").startswith("https://registry.npmjs.org/"), name
