"""Executes one notebook in its kernel and tells how it goes, one JSON line an event, on stdout.

Usage: run_notebook.py, with the Python of .venv; one JSON object on stdin:
  source   the notebook to execute
  target   where the executed notebook is written when all went well
  folder   the working folder of the kernel
  kernel   the kernel's name
Events: {"event": "start", "cells"}, {"event": "begin", "number", "cells", "title"},
{"event": "cell", "number", "cells", "title", "seconds", "state"}, {"event": "failure", "cell", "title", "text"},
{"event": "end", "ok"}. Exit code 0 where every cell went well, 130 after Ctrl-C.
"""

import asyncio
import json
import subprocess
import sys
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError

# how long work that nobody awaits may take to fail after the last cell
STRAY_SECONDS = 0.3


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
        say(event="start", cells=len(names))
        # not our stdout: Node makes an inherited pipe non-blocking, for us too, and events get lost
        async with self.async_setup_kernel(stdout=subprocess.DEVNULL):
            info = await self.async_wait_for_reply(self.kc.kernel_info())
            self.nb.metadata["language_info"] = info["content"]["language_info"]
            number = 0
            for index, cell in enumerate(self.nb.cells):
                if cell.cell_type != "code" or not cell.source.strip():
                    continue
                self.printed_errors = []
                say(event="begin", number=number + 1, cells=len(names), title=names[number])
                start = time.monotonic()
                failure = None
                try:
                    await self.async_execute_cell(cell, index)
                except CellExecutionError as error:
                    failure = error.traceback or str(error)
                if failure is None and self.printed_errors:
                    failure = "printed as an error:\n" + "".join(self.printed_errors)
                say(
                    event="cell",
                    number=number + 1,
                    cells=len(names),
                    title=names[number],
                    seconds=time.monotonic() - start,
                    state="failed" if failure else "ok",
                )
                if failure:
                    say(event="failure", cell=number + 1, title=names[number], text=failure)
                    return False
                number += 1
            return await self.nothing_stray(number)

    async def nothing_stray(self, cells):
        """Work left running by the last cells may still fail: the kernel then fails one more, empty cell."""
        await asyncio.sleep(STRAY_SECONDS)
        probe = nbformat.v4.new_code_cell("void 0")
        self.nb.cells.append(probe)
        try:
            await self.async_execute_cell(probe, len(self.nb.cells) - 1, store_history=False)
        except CellExecutionError as error:
            say(event="failure", cell=cells, title="after the last cell", text=error.traceback or str(error))
            return False
        finally:
            self.nb.cells.remove(probe)
        return True


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
    try:
        ok = await runner.run()
    except DeadKernelError as error:
        say(event="failure", cell=0, title="the kernel ended", text=str(error))
        ok = False
    if ok:
        Path(request["target"]).write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")
    say(event="end", ok=ok)
    return 0 if ok else 1


if __name__ == "__main__":
    try:
        sys.exit(asyncio.run(main()))
    except (KeyboardInterrupt, asyncio.CancelledError):  # nbclient takes SIGINT too, and cancels what it runs
        sys.exit(130)
