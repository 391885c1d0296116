"""The sandbox that templates are filled in.

jinja2's own sandbox keeps templates from what is not theirs, but lets them reckon without end. So a template is first
read as what it says, and may say little: name a placeholder, ask whether there is one, go through a list. No calls, no
arithmetic, no attributes but the placeholders', no loop in a loop: its time and its size follow from its length.
"""

import difflib
import re
from collections.abc import Mapping
from typing import Any

import jinja2
from django.utils.translation import gettext as _
from jinja2 import nodes
from jinja2.sandbox import SandboxedEnvironment

from documents.filling.refusal import Refused

MOST_OUTPUT = 8_000_000  # characters, of all parts together
LINE_WEIGHT = 200  # a line end becomes an element, and many of them in one place take their time
DEEPEST = 12
FILTERS = ("default", "lower", "trim", "upper")
LOOP = {"index": "", "first": "", "last": ""}
SHOWN = 80
LINE_ENDS = re.compile(r"\r\n|\r|\n")
ASKED = (nodes.Not, nodes.Compare, nodes.Operand)
CHOSEN = (nodes.And, nodes.Or, nodes.CondExpr)


class _Bounded(jinja2.Template):
    """A template whose output ends at a limit."""

    def render(self, *args: Any, **kwargs: Any) -> str:
        parts = []
        for part in self.generate(*args, **kwargs):
            self.environment.written += len(part) + LINE_WEIGHT * part.count("\n")  # type: ignore[attr-defined]
            if self.environment.written > MOST_OUTPUT:  # type: ignore[attr-defined]
                raise Refused(_("What becomes of this template is too large. Leave out what repeats long texts."))
            parts.append(part)
        return "".join(parts)


class Sandbox(SandboxedEnvironment):
    """Where one template is filled in, once. `named` are the first words of the placeholders that it uses.

    Raises Refused, where a template is compiled, for what it may not say, and where it writes without end.
    """

    template_class = _Bounded

    def __init__(self, known: Mapping[str, Any]) -> None:
        """`known`: every placeholder with an example, as `vocabulary.example` returns them."""
        super().__init__(autoescape=True, undefined=jinja2.StrictUndefined, cache_size=0)
        self.filters = {name: self.filters[name] for name in FILTERS}
        self.tests, self.globals = {}, {}
        self.known, self.named, self.written = known, set[str](), 0

    def compile(self, source: Any, *args: Any, **kwargs: Any) -> Any:
        """Compile what passes the check; every way to run a template of this environment leads through here."""
        try:
            tree = self.parse(source)
            _Reader(self.known, self.named, source).read(tree)
            return super().compile(tree, *args, **kwargs)
        except jinja2.TemplateSyntaxError as error:
            raise _unreadable(where(source, error.lineno)) from error
        except (RecursionError, MemoryError, SyntaxError) as error:
            raise _unreadable("") from error

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return what stands under a name; never an attribute of the object that holds it, but for the loop's own."""
        if isinstance(obj, dict):
            return obj.get(attribute, "")
        if attribute in LOOP:
            return super().getattr(obj, attribute)
        return self.undefined(obj=obj, name=attribute)


def where(source: str, line: int) -> str:
    """Return the text of the paragraph that stands in a line of a template's source."""
    lines = LINE_ENDS.split(source)
    text = re.sub(r"<[^>]*>", "", lines[line - 1]) if 0 < line <= len(lines) else ""
    text = " ".join(text.split())
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _unreadable(place: str) -> Refused:
    """Return the refusal of what is no placeholder, no condition and no loop."""
    advice = _(
        "Write placeholders as in the table, such as %(example)s; every %(if)s needs its %(endif)s, "
        "every %(for)s its %(endfor)s."
    ) % {
        "example": "{{ contact.name }}",
        "if": "{% if … %}",
        "endif": "{% endif %}",
        "for": "{% for … %}",
        "endfor": "{% endfor %}",
    }
    if not place:
        return Refused(_("Something in this template cannot be read.") + " " + advice)
    return Refused(_("In “%(place)s” something cannot be read.") % {"place": place} + " " + advice)


class _Reader:
    """Reads what a template says, and refuses what it may not say."""

    def __init__(self, known: Mapping[str, Any], named: set[str], source: str) -> None:
        self.known, self.named, self.source = known, named, source

    def read(self, tree: nodes.Template) -> None:
        self.statements(tree.body, dict(self.known), 0)

    def statements(self, body: list[Any], scope: Mapping[str, Any], depth: int) -> None:
        for node in body:
            if depth > DEEPEST:
                raise self.not_here(node)
            if isinstance(node, nodes.Output):
                for part in node.nodes:
                    self.printed(part, scope, depth)
            elif isinstance(node, nodes.If):
                self.value(node.test, scope, depth)
                for branch in (node.body, node.elif_, node.else_):
                    self.statements(branch, scope, depth + 1)
            elif isinstance(node, nodes.For):
                self.loop(node, scope, depth)
            else:
                raise self.not_here(node)

    def loop(self, node: nodes.For, scope: Mapping[str, Any], depth: int) -> None:
        """Read a loop over one of the lists; within it there is no other."""
        listed = self.value(node.iter, scope, depth)
        named = isinstance(node.iter, nodes.Name | nodes.Getattr)
        if not isinstance(listed, list) or not named or node.test or node.recursive:
            raise self.not_here(node)
        if not isinstance(node.target, nodes.Name):
            raise self.not_here(node)
        if "loop" in scope:
            raise Refused(_("In “%(place)s” a loop stands in a loop, which is not possible.") % self.at(node))
        inner = {**scope, node.target.name: listed[0], "loop": LOOP}
        self.statements(node.body, inner, depth + 1)
        self.statements(node.else_, scope, depth + 1)

    def printed(self, node: Any, scope: Mapping[str, Any], depth: int) -> None:
        """Read what stands between double braces: it must be a text."""
        if isinstance(node, nodes.TemplateData):
            return
        value = self.value(node, scope, depth)
        if isinstance(value, dict | list):
            words = self.at(node) | {"name": ".".join(self.path(node))}
            raise Refused(
                _(
                    "In “%(place)s” the placeholder “%(name)s” stands for several texts. "
                    "Name one of them, as in the table."
                )
                % words
            )

    def value(self, node: Any, scope: Mapping[str, Any], depth: int) -> Any:
        """Return what stands for the value of an expression in the example; a text for all that is compared."""
        if depth > DEEPEST:
            raise self.not_here(node)
        if isinstance(node, nodes.Name | nodes.Getattr):
            return self.placeholder(node, scope)
        if isinstance(node, nodes.Const):
            return ""
        if isinstance(node, nodes.Filter):
            plain = all(isinstance(argument, nodes.Const) for argument in node.args)
            if (
                node.name not in FILTERS
                or not plain
                or node.kwargs
                or node.dyn_args
                or node.dyn_kwargs
                or not node.node
            ):
                raise self.not_here(node)
            return self.value(node.node, scope, depth + 1)
        if isinstance(node, ASKED + CHOSEN):
            parts = list(node.iter_child_nodes())
            values = [self.value(part, scope, depth + 1) for part in parts if part is not None]
            asked = node.test if isinstance(node, nodes.CondExpr) else None
            several = [value for part, value in zip(parts, values, strict=True) if part is not asked and value]
            return next((value for value in several if isinstance(node, CHOSEN) and not isinstance(value, str)), "")
        raise self.not_here(node)

    def placeholder(self, node: Any, scope: Mapping[str, Any]) -> Any:
        """Return the example of a placeholder; raises Refused for one that is not in the vocabulary."""
        path = self.path(node)
        value: Any = scope
        for step in path:
            if not isinstance(value, Mapping) or step not in value:
                raise self.unknown(node, path, scope)
            value = value[step]
        if path[0] in self.known:
            self.named.add(path[0])
        return value

    def path(self, node: Any) -> list[str]:
        """Return the names of a placeholder, from left to right."""
        if isinstance(node, nodes.Getattr):
            return [*self.path(node.node), node.attr]
        if isinstance(node, nodes.Name):
            return [node.name]
        raise self.not_here(node)

    def unknown(self, node: Any, path: list[str], scope: Mapping[str, Any]) -> Refused:
        """Return the refusal of a placeholder that there is not, with the nearest one that there is."""
        name = ".".join(path)
        texts = [word for word, value in scope.items() if isinstance(value, str)]
        texts += [f"{word}.{part}" for word, value in scope.items() if isinstance(value, dict) for part in value]
        near = difflib.get_close_matches(name[:100], texts, n=1)
        sentence = _("In “%(place)s” there is the placeholder “%(name)s”, which is not known.")
        advice = _("Did you mean “%(near)s”?") if near else _("Take one from the table.")
        words = self.at(node) | {"name": name[:SHOWN], "near": near[0] if near else ""}
        return Refused(f"{sentence} {advice}" % words)

    def at(self, node: Any) -> dict[str, str]:
        return {"place": where(self.source, node.lineno)}

    def not_here(self, node: Any) -> Refused:
        return Refused(
            _(
                "In “%(place)s” stands something that templates cannot do. "
                "They name placeholders, ask by “if” and go through lists by “for”; nothing else."
            )
            % self.at(node)
        )
