"""What programs that train on the rows of the main study share: they get its prepared samples, and write their results whole."""

import json
import os
import pathlib
import subprocess

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parent.parent


def export_cells(cells, folder, runs):
    """Has the samples of each seed written into a folder, and tells how they are trained; runs is None for data/results."""
    program = ROOT / "studies" / "dist" / "export-cells.js"
    command = ["node", program, json.dumps(cells), folder, *([runs.resolve()] if runs else [])]
    subprocess.run(command, cwd=ROOT, check=True)
    return json.loads((folder / "cells.json").read_text())


def read_rows(folder, seed, part):
    """Float32, the target last."""
    return np.fromfile(folder / seed[part], "<f4").reshape(-1, seed["columns"])


def write_whole(path, value):
    """Writes the file whole or not at all."""
    scratch = path.with_suffix(".json.new")
    scratch.write_text(json.dumps(value, indent=1) + "\n")
    os.replace(scratch, path)
