"""A second opinion on which calls patch: Python's own ast and a resolution of names written without a look at the library.

It is slower and knows less of the order in which code runs: a name stands for whatever it is bound to last before
its use in the same scope, or anywhere in a scope around.
"""

from __future__ import annotations

import ast
import re
import warnings
from dataclasses import dataclass, field
from pathlib import Path

GEVENT = "all builtins contextvars dns os queue select selectors signal socket ssl subprocess sys thread time".split()
TARGETS = {"eventlet.monkey_patch", "eventlet.patcher.monkey_patch"} | {f"gevent.monkey.patch_{n}" for n in GEVENT}
WORD = re.compile(rb"\b(monkey_patch|patch_(%s))\b" % "|".join(GEVENT).encode())
SKIPPED = {".git", ".tox", "node_modules", "site-packages", "__pycache__", ".eggs", ".nox", ".stestr", ".testrepository"}


def sources(tree: Path) -> list[Path]:
    """.py, .pyw and scripts without extension, of which the first line names Python."""
    found = []
    for path in sorted(tree.rglob("*")):
        if SKIPPED & set(path.relative_to(tree).parts) or path.is_symlink() or not path.is_file():
            continue
        if path.suffix in (".py", ".pyw"):
            found.append(path)
        elif "." not in path.name:
            with path.open("rb") as file:
                first = file.readline()
            if re.match(rb"#!.*\b(python|pypy)[0-9.]*\b", first):
                found.append(path)
    return found


def parsed(path: Path) -> tuple[ast.Module, bool] | None:
    """The tree, and whether it had to be translated from Python 2 (then only line numbers are right)."""
    content = path.read_bytes()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(content), False
        except (SyntaxError, ValueError):
            pass
        from lib2to3 import refactor

        fixes = [f"lib2to3.fixes.fix_{n}" for n in ("print", "except", "exec", "raise", "ne", "repr", "numliterals")]
        fixes += [f"lib2to3.fixes.fix_{n}" for n in ("tuple_params", "throw")]
        try:
            text = str(refactor.RefactoringTool(fixes).refactor_string(content.decode("latin-1") + "\n", str(path)))
            return ast.parse(text), True
        except Exception:
            return None


@dataclass
class Scope:
    kind: str
    parent: Scope | None
    bindings: dict[str, list[tuple[int, str | None]]] = field(default_factory=dict)  # (line, dotted name or None)
    globals: set[str] = field(default_factory=set)
    stars: list[str] = field(default_factory=list)

    def top(self) -> Scope:
        return self if self.parent is None else self.parent.top()


@dataclass
class Call:
    path: Path
    line: int
    start: int | None  # bytes; None for a translated file
    end: int | None


class Module:
    def __init__(self, world: World, path: Path):
        self.world, self.path = world, path
        self.scope = Scope("module", None)
        self.calls: list[tuple[ast.Call, Scope]] = []
        self.translated = False
        self.package = self.package_of(path)
        found = parsed(path)
        if found:
            tree, self.translated = found
            self.visit_all(tree.body, self.scope)

    def package_of(self, path: Path) -> list[str]:
        parts, folder = [], path.parent
        while (folder / "__init__.py").exists():
            parts.insert(0, folder.name)
            folder = folder.parent
        self.root = folder
        return parts

    def bind(self, scope: Scope, name: str, line: int, value: str | None) -> None:
        target = scope.top() if name in scope.globals else scope
        target.bindings.setdefault(name, []).append((line, value))

    def visit_all(self, nodes, scope: Scope) -> None:
        for node in nodes:
            self.visit(node, scope)

    def visit(self, node: ast.AST, scope: Scope) -> None:
        method = getattr(self, "visit_" + type(node).__name__, None)
        if method:
            return method(node, scope)
        self.visit_all(ast.iter_child_nodes(node), scope)

    def visit_Global(self, node, scope):
        scope.globals.update(node.names)

    def visit_Import(self, node, scope):
        for alias in node.names:
            if alias.asname:
                self.bind(scope, alias.asname, node.lineno, alias.name)
            else:
                top = alias.name.split(".")[0]
                self.bind(scope, top, node.lineno, top)

    def visit_ImportFrom(self, node, scope):
        base = node.module or ""
        if node.level:
            package = self.package[: len(self.package) - node.level + 1]
            base = ".".join(package + ([node.module] if node.module else []))
        for alias in node.names:
            if alias.name == "*":
                scope.top().stars.append(base)
            else:
                self.bind(scope, alias.asname or alias.name, node.lineno, f"{base}.{alias.name}".lstrip("."))

    def function(self, node, scope, name):
        if name:
            self.visit_all(node.decorator_list, scope)
            own = ".".join(self.package + ([] if self.path.stem == "__init__" else [self.path.stem])) + "." + name
            self.bind(scope, name, node.lineno, own if scope.kind == "module" else None)
        inner = Scope("function", scope)
        arguments = node.args
        self.visit_all(arguments.defaults + [d for d in arguments.kw_defaults if d], scope)
        named = arguments.posonlyargs + arguments.args + arguments.kwonlyargs
        for one in named + [a for a in (arguments.vararg, arguments.kwarg) if a]:
            self.bind(inner, one.arg, node.lineno, None)
        self.visit_all(node.body if isinstance(node.body, list) else [node.body], inner)

    def visit_FunctionDef(self, node, scope):
        self.function(node, scope, node.name)

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_Lambda(self, node, scope):
        self.function(node, scope, None)

    def visit_ClassDef(self, node, scope):
        self.bind(scope, node.name, node.lineno, None)
        self.visit_all(node.decorator_list + node.bases, scope)
        self.visit_all(node.body, Scope("class", scope))

    def visit_Assign(self, node, scope):
        self.visit(node.value, scope)
        value = self.dotted(node.value, scope)
        for target in node.targets:
            if isinstance(target, ast.Name):
                self.bind(scope, target.id, node.lineno, value)
            else:
                self.visit(target, scope)

    def visit_Name(self, node, scope):
        if isinstance(node.ctx, ast.Store):
            self.bind(scope, node.id, node.lineno, None)

    def visit_ExceptHandler(self, node, scope):
        if node.name:
            self.bind(scope, node.name, node.lineno, None)
        self.visit_all(ast.iter_child_nodes(node), scope)

    def comprehension(self, node, scope):
        inner = Scope("function", scope)
        for one in node.generators:
            self.visit(one, inner)
        self.visit_all([v for k, v in ast.iter_fields(node) if k in ("elt", "key", "value")], inner)

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = comprehension

    def visit_Call(self, node, scope):
        self.calls.append((node, scope))
        self.visit_all(ast.iter_child_nodes(node), scope)

    def lookup(self, name: str, scope: Scope, line: int) -> list[str]:
        is_own, here = True, scope
        while scope is not None:
            if (is_own or scope.kind != "class") and name in scope.bindings:
                found = scope.bindings[name]
                if scope is here:
                    found = [one for one in found if one[0] <= line][-1:]
                    # One of several ways in which it may be bound: "except ImportError: x = None".
                    if found and found[0][1] is None and scope.kind == "module":
                        found = [one for one in scope.bindings[name] if one[0] <= line and one[1]]
                return [value for _, value in found if value]
            is_own = False
            scope = scope.parent
        return [f"{star}.{name}" for star in here.top().stars]

    def dotted(self, node: ast.AST, scope: Scope) -> str | None:
        found = self.names(node, scope)
        return found[0] if found else None

    def names(self, node: ast.AST, scope: Scope) -> list[str]:
        if isinstance(node, ast.Name):
            return self.lookup(node.id, scope, node.lineno)
        if isinstance(node, ast.Attribute):
            return [f"{base}.{node.attr}" for base in self.names(node.value, scope)]
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            if "importlib.import_module" in self.names(node.func, scope):
                return [str(node.args[0].value)]
        return []

    def exported(self, name: str) -> list[str]:
        if name in self.scope.bindings:
            return [value for _, value in self.scope.bindings[name][-1:] if value]
        return [f"{star}.{name}" for star in self.scope.stars]


class World:
    """The modules of one repository."""

    def __init__(self, root: Path):
        self.root = root
        self.modules: dict[Path, Module] = {}

    def module(self, path: Path) -> Module:
        if path not in self.modules:
            self.modules[path] = Module(self, path)
        return self.modules[path]

    def find(self, parts: list[str], start: Path) -> tuple[Path, int] | None:
        best = None
        for i in range(1, len(parts) + 1):
            base = start.joinpath(*parts[:i])
            if (base / "__init__.py").exists():
                best = base / "__init__.py", i
            elif base.with_name(base.name + ".py").exists():
                return base.with_name(base.name + ".py"), i
        return best

    def reaches(self, dotted: str, module: Module, seen: set) -> bool:
        if dotted in TARGETS:
            return True
        if (dotted, module.path) in seen or len(seen) > 50:
            return False
        seen.add((dotted, module.path))
        parts = dotted.split(".")
        for start in (module.root, self.root, module.path.parent):
            found = self.find(parts, start)
            if found and found[1] < len(parts):
                other = self.module(found[0])
                rest = parts[found[1] + 1 :]
                return any(
                    self.reaches(".".join([value] + rest), other, seen) for value in other.exported(parts[found[1]])
                )
        return False


def repository_of(path: Path, tree: Path) -> Path:
    for folder in path.parents:
        if (folder / ".git").exists() or folder == tree:
            return folder
    return tree


def calls(tree: Path) -> list[Call]:
    worlds: dict[Path, World] = {}
    found = []
    for path in sources(tree):
        content = path.read_bytes()
        if not WORD.search(content):
            continue
        world = worlds.setdefault(repository_of(path, tree), World(repository_of(path, tree)))
        module = world.module(path)
        starts = [0]
        for line in content.splitlines(keepends=True):
            starts.append(starts[-1] + len(line))
        for node, scope in module.calls:
            if any(world.reaches(name, module, set()) for name in module.names(node.func, scope)):
                if module.translated:
                    found.append(Call(path, node.lineno, None, None))
                else:
                    start = starts[node.lineno - 1] + node.col_offset
                    end = starts[node.end_lineno - 1] + node.end_col_offset
                    found.append(Call(path, node.lineno, start, end))
    return found
