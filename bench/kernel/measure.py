"""Measures kernels as a front end meets them, by jupyter_client, in turns.

Reads {"rounds", "starts", "folder", "kernels": [{"name", "argv", "language", "imports", "startsOnly"}]} from stdin; writes a line of JSON for each
session. All times in milliseconds.
"""

import json
import statistics
import sys
import time
from queue import Empty

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import KernelManager

CELLS = {
    "typescript": {
        "declare": "const v{0} = [{0}, {0}, {0}];",
        "flood": 'for (let i = 0; i < 10000; i++) console.log("x".repeat(1023));',
        "complete": ("v1.le", 5),
    },
    "python": {
        "declare": "v{0} = [{0}, {0}, {0}]",
        "flood": "for i in range(10000): print('x' * 1023)",
        "complete": ("v1.ap", 5),
    },
}
IMPORT = 'import { laiLoss, train, denseModel } from "lai-loss";'
# what a person takes at least from opening a notebook to the second cell
PAUSE_SECONDS = 2
FLOOD_BYTES = 10_240_000


def since(start):
    return (time.perf_counter() - start) * 1000


class Session:
    def __init__(self, kernel, folder):
        self.start = time.perf_counter()
        self.manager = KernelManager()
        self.manager._kernel_spec = KernelSpec(argv=kernel["argv"], display_name="", language=kernel["language"])
        self.manager.start_kernel(cwd=folder)
        self.client = self.manager.client()
        self.client.start_channels()

    def close(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)

    def reply(self, message):
        while True:
            reply = self.client.get_shell_msg(timeout=120)
            if reply["parent_header"].get("msg_id") == message:
                return reply["content"]

    def run(self, code):
        start = time.perf_counter()
        content = self.reply(self.client.execute(code))
        taken = since(start)
        if content["status"] != "ok":
            raise RuntimeError(f"{code}: {content}")
        return taken

    def first(self):
        self.client.wait_for_ready(timeout=120)
        self.run("1+1")
        return since(self.start)

    def trivial(self, times):
        return statistics.median(self.run(f"1+{i}") for i in range(times))

    def complete(self, code, position):
        def once():
            start = time.perf_counter()
            if not self.reply(self.client.complete(code, position))["matches"]:
                raise RuntimeError(f"no completion of {code}")
            return since(start)

        return statistics.median(once() for _ in range(5))

    def flood(self, code):
        """Until all of 10 MB has arrived; None where some never does."""
        start = time.perf_counter()
        message = self.client.execute(code)
        received = 0
        while received < FLOOD_BYTES:
            try:
                output = self.client.get_iopub_msg(timeout=10)
            except Empty:
                return None
            if output["parent_header"].get("msg_id") == message and output["msg_type"] == "stream":
                received += len(output["content"]["text"])
        self.reply(message)
        return since(start)


def measure(kernel, folder):
    session = Session(kernel, folder)
    cells = CELLS[kernel["language"]]
    try:
        times = {"first": session.first(), "trivial": session.trivial(20)}
        if kernel["imports"]:
            times["import"] = session.run(IMPORT)
            times["after"] = session.trivial(20)
        for i in range(100):
            session.run(cells["declare"].format(i))
        times["hundredth"] = session.trivial(20)
        times["complete"] = session.complete(*cells["complete"])
        times["flood"] = session.flood(cells["flood"])
        return times
    finally:
        session.close()


def start(kernel, folder):
    session = Session(kernel, folder)
    try:
        times = {"first": session.first()}
        if kernel["imports"] and not kernel.get("startsOnly"):
            time.sleep(PAUSE_SECONDS)
            times["importLater"] = session.run(IMPORT)
        return times
    finally:
        session.close()


def main():
    order = json.load(sys.stdin)
    turns = [measure] * order["rounds"] + [start] * max(0, order["starts"] - order["rounds"])
    for turn in turns:
        for kernel in order["kernels"]:
            times = start(kernel, order["folder"]) if kernel.get("startsOnly") else turn(kernel, order["folder"])
            print(json.dumps({"name": kernel["name"], "times": times}), flush=True)


main()
