"""Lets papermill set the parameters of notebooks for the tslab kernel: papermill -p EPOCHS 5 in.ipynb out.ipynb."""

import json
import re
from dataclasses import dataclass

from papermill.engines import NBClientEngine
from papermill.models import Parameter
from papermill.translators import Translator, papermill_translators

NAME = re.compile(r"^[A-Za-z_$][\w$]*$")
STRING_OR_COMMENT = re.compile(r"""//.*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`""")
DECLARATION = re.compile(r"^(const|let|var)\s+([A-Za-z_$][\w$]*)\s*(?::\s*([^=]+?)\s*)?=\s*", re.MULTILINE)
COMMENT = re.compile(r"[; \t]*(?://)?((?<=//).*|)")
TYPE_OF_VALUE = re.compile(r"\s+(?:as|satisfies)\s")


@dataclass
class Declaration:
    """A parameter as the cell declares it: `kind name: type = value assertion; // comment`."""

    kind: str = "const"
    name: str = ""
    type: str = ""
    value: str = ""
    assertion: str = ""
    comment: str = ""


def declarations(source):
    """The declarations at the beginnings of lines."""
    # the same text with its strings and comments filled in, so that what stands in them is not read as code
    code = STRING_OR_COMMENT.sub(lambda m: (" " if m[0][0] == "/" else "_") * len(m[0]), source)
    for match in DECLARATION.finditer(code):
        depth, at, assertion = 0, match.end(), None
        while at < len(code) and not (depth == 0 and code[at] in ("\n;" if assertion else "\n;,")):
            depth += (code[at] in "([{") - (code[at] in ")]}")
            if depth == 0 and assertion is None and TYPE_OF_VALUE.match(code, at):
                assertion = at
            at += 1
        at = match.end() + len(code[match.end() : at].rstrip())
        end = at if assertion is None else assertion
        yield Declaration(
            kind=match[1],
            name=match[2],
            type=source[slice(*match.span(3))] if match[3] else "",
            value=source[match.end() : end],
            assertion=source[end:at].strip(),
            comment=COMMENT.match(source, at)[1].strip(),
        )


class TypeScriptTranslator(Translator):
    @classmethod
    def translate(cls, val):
        """JSON is TypeScript too, and Python's writes NaN and Infinity as TypeScript does."""
        return json.dumps(val, default=str)

    @classmethod
    def comment(cls, cmt_str):
        return f"// {cmt_str}"

    # what the cell with the parameters declares: papermill gives that cell to inspect, and to codify only the values
    declared: dict[str, Declaration] = {}

    @classmethod
    def codify(cls, parameters, comment="Parameters"):
        try:
            return super().codify(parameters, comment)
        finally:
            cls.declared = {}

    @classmethod
    def assign(cls, name, str_val):
        """The cell's declaration with another value: of the same type, it goes wherever the cell's own value went."""
        if not NAME.match(name):
            raise ValueError(f"parameter {name!r}: not a name in TypeScript; give one such as EPOCHS.")
        found = cls.declared.get(name, Declaration())
        of_type = f": {found.type}" if found.type else ""
        assertion = f" {found.assertion}" if found.assertion else ""
        return f"{found.kind} {name}{of_type} = {str_val}{assertion};"

    @classmethod
    def inspect(cls, parameters_cell):
        """The cell's declarations, for papermill --help-notebook."""
        cls.declared = {found.name: found for found in declarations(parameters_cell["source"])}
        return [
            Parameter(name=d.name, inferred_type_name=d.type or "None", default=d.value, help=d.comment)
            for d in cls.declared.values()
        ]


for name in ("tslab", "typescript"):
    papermill_translators.register(name, TypeScriptTranslator)


class Engine(NBClientEngine):
    """papermill's own engine: it is named as an entry point so that papermill imports this module."""
