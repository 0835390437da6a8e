"""Executes one notebook in its kernel and tells how it goes, one JSON line an event, on stdout.

Usage: run_notebook.py, with the Python of .venv; one JSON object on stdin:
  source   the notebook to execute
  target   where the executed notebook is written when all went well
  folder   the working folder of the kernel
  kernel   the kernel's name
Events: {"event": "begin", "number", "cells", "title"}, {"event": "cell", "number", "cells", "title", "seconds", "state"},
and of what failed, at last, {"event": "failure", "cell", "title", "text"} or, where the kernel ended,
{"event": "death", "cell", "title", "status"} with its exit code, 128 + number for a signal.
A cell with the tag "needs-data" that ends with a MissingDataError is skipped, and with it every later cell with that tag: their
saved outputs stay; {"event": "cell", ..., "state": "skipped"} tells of each, the first with the error's message as "reason".
Exit code 0 where every cell went well or was skipped, 130 after Ctrl-C.
"""

import asyncio
import json
import subprocess
import sys
import time
from pathlib import Path

# jsonschema, which nbformat loads, loads this where it is there: a grammar of addresses, which takes more than a second, and
# which no check of a notebook asks for
sys.modules["rfc3987_syntax"] = None

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError

# how long work that nobody awaits may take to fail after the last cell
STRAY_SECONDS = 0.3
NEEDS_DATA = "needs-data"


def say(**event):
    sys.stdout.write(json.dumps(event) + "\n")
    sys.stdout.flush()


def titles(cells):
    """A name for every code cell: the heading above it, else its first line."""
    heading = ""
    for cell in cells:
        if cell.cell_type == "markdown":
            lines = [line for line in cell.source.splitlines() if line.startswith("#")]
            heading = lines[-1].lstrip("# ").strip() if lines else heading
        elif cell.cell_type == "code" and cell.source.strip():
            yield heading or cell.source.strip().splitlines()[0][:60]


class Runner(NotebookClient):
    """nbclient, with errors printed by console.error counted: the kernel marks them in the message's metadata."""

    def process_message(self, message, cell, cell_index):
        if message.get("metadata", {}).get("level") == "error":
            self.printed_errors.append(message["content"].get("text", ""))
        return super().process_message(message, cell, cell_index)

    async def run(self):
        names = list(titles(self.nb.cells))
        # not our stdout: Node makes an inherited pipe non-blocking, for us too, and events get lost
        async with self.async_setup_kernel(stdout=subprocess.DEVNULL):
            info = await self.async_wait_for_reply(self.kc.kernel_info())
            self.nb.metadata["language_info"] = info["content"]["language_info"]
            number = 0
            skipping = False
            for index, cell in enumerate(self.nb.cells):
                if cell.cell_type != "code" or not cell.source.strip():
                    continue
                title = names[number]
                number += 1
                needs_data = NEEDS_DATA in cell.metadata.get("tags", [])
                if skipping and needs_data:
                    say(event="cell", number=number, cells=len(names), title=title, seconds=0, state="skipped")
                    continue
                say(event="begin", number=number, cells=len(names), title=title)
                saved = (cell.outputs, cell.execution_count)
                start = time.monotonic()
                failure = await self.failure_of(cell, index, number, title)
                told = {"number": number, "cells": len(names), "title": title, "seconds": time.monotonic() - start}
                if needs_data and failure and failure.get("name") == "MissingDataError":
                    skipping = True
                    cell.outputs, cell.execution_count = saved
                    say(event="cell", **told, state="skipped", reason=failure["message"])
                    continue
                say(event="cell", **told, state="failed" if failure else "ok")
                if failure:
                    say(**failure)
                    return False
            return await self.nothing_stray(number)

    async def failure_of(self, cell, index, number, title, **options):
        """Executes a cell; returns the event that tells of its failure, None where it went well."""
        self.printed_errors = []
        try:
            await self.async_execute_cell(cell, index, **options)
        except CellExecutionError as error:
            text = error.traceback or str(error)
            named = {"name": error.ename, "message": error.evalue}
            return {"event": "failure", "cell": number, "title": title, "text": text, **named}
        except DeadKernelError:
            code = None if self.km is None else await self.km.provisioner.poll()
            if code is None:  # it is the run that was stopped
                raise
            return {"event": "death", "cell": number, "title": title, "status": 128 - code if code < 0 else code}
        if not self.printed_errors:
            return None
        text = "printed as an error:\n" + "".join(self.printed_errors)
        return {"event": "failure", "cell": number, "title": title, "text": text}

    async def nothing_stray(self, cells):
        """Work left running by the last cells may still fail: the kernel then fails one more, empty cell."""
        await asyncio.sleep(STRAY_SECONDS)
        probe = nbformat.v4.new_code_cell("void 0")
        self.nb.cells.append(probe)
        index = len(self.nb.cells) - 1
        failure = await self.failure_of(probe, index, cells, "after the last cell", store_history=False)
        self.nb.cells.remove(probe)
        if failure:
            say(**failure)
        return failure is None


async def main():
    request = json.loads(sys.stdin.readline())
    notebook = nbformat.read(request["source"], as_version=4)
    runner = Runner(
        notebook,
        kernel_name=request["kernel"],
        timeout=None,
        startup_timeout=120,
        record_timing=False,
        resources={"metadata": {"path": request["folder"]}},
    )
    ok = await runner.run()
    if ok:
        Path(request["target"]).write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")
    return 0 if ok else 1


if __name__ == "__main__":
    try:
        sys.exit(asyncio.run(main()))
    except (KeyboardInterrupt, asyncio.CancelledError):  # nbclient takes SIGINT too, and cancels what it runs
        sys.exit(130)
