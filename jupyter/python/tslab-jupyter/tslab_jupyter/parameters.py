"""Lets papermill set the parameters of notebooks for the tslab kernel: papermill -p EPOCHS 5 in.ipynb out.ipynb."""

import json
import re

from papermill.engines import NBClientEngine
from papermill.models import Parameter
from papermill.translators import Translator, papermill_translators

NAME = re.compile(r"^[A-Za-z_$][\w$]*$")
DECLARATION = re.compile(
    r"^(?:const|let|var)\s+([A-Za-z_$][\w$]*)\s*(?::\s*([^=]+?)\s*)?=\s*(.+?)\s*;?\s*(?://\s*(.*))?$"
)


class TypeScriptTranslator(Translator):
    @classmethod
    def translate(cls, val):
        """JSON is TypeScript too, and Python's writes NaN and Infinity as TypeScript does."""
        return json.dumps(val, default=str)

    @classmethod
    def comment(cls, cmt_str):
        return f"// {cmt_str}"

    @classmethod
    def assign(cls, name, str_val):
        if not NAME.match(name):
            raise ValueError(f"parameter {name!r}: not a name in TypeScript; give one such as EPOCHS.")
        # not const: its type would be the one value
        return f"let {name} = {str_val};"

    @classmethod
    def inspect(cls, parameters_cell):
        """The declarations that fit on one line, for papermill --help-notebook."""
        found = (DECLARATION.match(line) for line in parameters_cell["source"].splitlines())
        return [
            Parameter(name=m[1], inferred_type_name=m[2] or "None", default=m[3], help=m[4] or "") for m in found if m
        ]


for name in ("tslab", "typescript"):
    papermill_translators.register(name, TypeScriptTranslator)


class Engine(NBClientEngine):
    """papermill's own engine: it is named as an entry point so that papermill imports this module."""
