"""Which texts stand in the parts of messages and forms for which Discord has limits, read from the code."""

import ast
from collections.abc import Iterator

from tests.discord_server.component_limits import (
    INPUT_LABEL,
    INPUT_PLACEHOLDER,
    LABEL,
    MODAL_TITLE,
    OPTION_PART,
    PLACEHOLDER,
)
from tests.discord_server.limits import CHOICE_NAME, EMBED_PARTS, FIELD_PARTS
from tools.translations import REPOSITORY

Part = tuple[str, str]
"""A function or class, and its argument."""
LIMITS: dict[Part, int] = {
    ("Modal", "title"): MODAL_TITLE,
    ("Button", "label"): LABEL,
    ("Label", "text"): INPUT_LABEL,
    ("Label", "description"): OPTION_PART,
    ("TextInput", "label"): INPUT_LABEL,
    ("TextInput", "placeholder"): INPUT_PLACEHOLDER,
    **{(f"{kind}Select", "placeholder"): PLACEHOLDER for kind in ("", "Role", "Channel", "User")},
    ("SelectOption", "label"): OPTION_PART,
    ("SelectOption", "description"): OPTION_PART,
    ("Choice", "name"): CHOICE_NAME,
    ("Embed", "title"): EMBED_PARTS["title",],
    ("set_author", "name"): EMBED_PARTS["author", "name"],
    ("set_footer", "text"): EMBED_PARTS["footer", "text"],
    ("add_field", "name"): FIELD_PARTS["name"],
}
"""discord.py's classes and methods, their arguments, and the most characters there."""
MARKS = {"_", "gettext_noop", "ngettext", "Text"}
CUT = {"fit", "plain"}
"""The functions that cut a text to what there is room for."""
Function = ast.FunctionDef | ast.AsyncFunctionDef


class Code:
    """All modules of the bot that Discord's members see: their functions, classes and assigned names."""

    def __init__(self) -> None:
        files = [f for f in (REPOSITORY / "bot").rglob("*.py") if not {"cli", "web"} & set(f.parts)]
        self.trees = [ast.parse(file.read_text(encoding="utf-8")) for file in files]
        self.parents = {c: p for tree in self.trees for p in ast.walk(tree) for c in ast.iter_child_nodes(p)}
        self.nodes = list(self.parents)
        self.functions: dict[str, list[Function]] = {}
        self.classes = {node.name: node for node in self.nodes if isinstance(node, ast.ClassDef)}
        self.assigned = [
            (target, origin)
            for node in self.nodes
            for target in getattr(node, "targets", None) or [getattr(node, "target", None)]
            if target and (origin := getattr(node, "value", None) or getattr(node, "iter", None))
        ]
        for node in self.nodes:
            if isinstance(node, Function):
                self.functions.setdefault(node.name, []).append(node)

    def limits(self) -> dict[str, int]:
        """Return the lowest limit of each text that a part shows, also through functions and fields."""
        limits, found = dict(LIMITS), dict[str, int]()
        todo = list(LIMITS)
        while todo:
            part = todo.pop()
            for value in self._arguments(part):
                for source in self._sources(value, set()):
                    known: dict[object, int] = found if isinstance(source, str) else limits  # type: ignore[assignment]
                    if limits[part] < known.get(source, 10_000):
                        known[source] = limits[part]
                        if not isinstance(source, str):
                            todo.append(source)
        return found

    def _arguments(self, part: Part) -> Iterator[ast.expr]:
        """Yield what is given for an argument wherever the function or class is called or made a base."""
        name, argument = part
        kinds = {name} | {each for each in self.classes if name in self._bases(each)}
        for node in self.nodes:
            if isinstance(node, ast.ClassDef) and name in self._bases(node.name):
                yield from (each.value for each in node.keywords if each.arg == argument)
            if not isinstance(node, ast.Call):
                continue
            called = self._called(node)
            if called not in kinds:
                continue
            yield from (each.value for each in node.keywords if each.arg == argument)
            names = self._parameters(called if called in self.classes or called in self.functions else name)
            if argument in names and names.index(argument) < len(node.args):
                yield node.args[names.index(argument)]

    def _bases(self, name: str) -> set[str]:
        """Return the classes, of discord.py too, of which this one is made."""
        direct = (
            {_last(base) for base in self.classes[name].bases} - {name} if name in self.classes else set()
        )
        return direct.union(*(self._bases(each) for each in direct if each in self.classes))

    def _called(self, call: ast.Call) -> str:
        """Return the name of what is called: of `super().__init__(…)` the class's first base."""
        if ast.unparse(call.func) == "super().__init__":
            owner = self._around(call, ast.ClassDef)
            return _last(owner.bases[0]) if isinstance(owner, ast.ClassDef) and owner.bases else ""
        return _last(call.func)

    def _parameters(self, name: str) -> list[str]:
        """Return the positional parameters of a function, or of a class's `__init__` or fields."""
        if name in self.classes:
            body = self.classes[name].body
            init = [f for f in body if isinstance(f, ast.FunctionDef) and f.name == "__init__"]
            if not init:
                return [str(_last(f.target)) for f in body if isinstance(f, ast.AnnAssign)]
            return [each.arg for each in init[0].args.args][1:]
        function = self.functions.get(name)
        names = [each.arg for each in function[0].args.args] if function else []
        return names[1:] if names[:1] == ["self"] else names

    def _around(self, node: ast.AST, kind: type[ast.AST] | tuple[type[ast.AST], ...]) -> ast.AST | None:
        """Return the nearest node of a kind in which this one stands."""
        while (node := self.parents.get(node)) is not None:  # type: ignore[assignment]
            if isinstance(node, kind):
                return node
        return None

    def _sources(self, value: ast.AST, seen: set[ast.AST]) -> Iterator[str | Part]:
        """Yield the texts of which a value is made, and the arguments through which it comes."""
        if value in seen:
            return
        seen.add(value)
        if isinstance(value, ast.Call):
            name = _last(value.func)
            if name in CUT:
                return
            if name in MARKS:
                yield from (
                    a.value for a in value.args if isinstance(a, ast.Constant) and isinstance(a.value, str)
                )
                if value.args and not isinstance(value.args[0], ast.Constant):
                    yield from self._sources(value.args[0], seen)
                return
            for function in self.functions.get(name, ()):
                for node in ast.walk(function):
                    if isinstance(node, ast.Return) and node.value:
                        yield from self._sources(node.value, seen)
        elif isinstance(value, ast.Name):
            yield from self._of_name(value, seen)
        elif isinstance(value, ast.Attribute) and ast.unparse(value.value) == "self":
            owner = self._around(value, ast.ClassDef)
            if isinstance(owner, ast.ClassDef):
                yield owner.name, value.attr
        else:
            for child in ast.iter_child_nodes(value):
                yield from self._sources(child, seen)

    def _of_name(self, name: ast.Name, seen: set[ast.AST]) -> Iterator[str | Part]:
        """Yield the sources of a name: a parameter, or what is assigned to it in the function or a module."""
        function = self._around(name, (ast.FunctionDef, ast.AsyncFunctionDef))
        if isinstance(function, Function):
            every = (*function.args.args, *function.args.kwonlyargs)
            if name.id in {each.arg for each in every}:
                owner = self._around(function, ast.ClassDef)
                is_made = function.name in ("__init__", "__init_subclass__")
                yield (owner.name if is_made and isinstance(owner, ast.ClassDef) else function.name), name.id
        for target, origin in self.assigned:
            if self._around(target, (ast.FunctionDef, ast.AsyncFunctionDef)) in (None, function):
                for value in _given(target, origin, name.id):
                    yield from self._sources(value, seen)


def _given(target: ast.AST, origin: ast.expr, name: str) -> Iterator[ast.AST]:
    """Yield what a name is given by an assignment, or a loop over tuples that are written in the code."""
    if isinstance(target, ast.Name) and target.id == name:
        yield origin
    elif isinstance(target, ast.Tuple):
        rows = origin.elts if isinstance(origin, ast.Tuple | ast.List) else []
        for at, part in enumerate(target.elts):
            if isinstance(part, ast.Name) and part.id == name:
                whole = [row.elts[at] for row in rows if isinstance(row, ast.Tuple) and at < len(row.elts)]
                yield from whole or [rows[at] if at < len(rows) else origin]


def _last(node: ast.AST) -> str:
    """Return the last name of an expression such as `ui.Button[ui.View]`."""
    if isinstance(node, ast.Subscript):
        return _last(node.value)
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
