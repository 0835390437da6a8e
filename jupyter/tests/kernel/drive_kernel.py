"""Drives one kernel for the tests: requests as JSON lines on stdin, everything that the kernel says as JSON lines on stdout.

Usage: drive_kernel.py LAUNCHER NODE WORKING_FOLDER, with the Python of .venv. Ends when stdin is closed.
"""

import json
import os
import subprocess
import sys
import time

import zmq
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import KernelManager
from jupyter_client.session import Session


def say(**event):
    sys.stdout.write(json.dumps(event, default=str) + "\n")
    sys.stdout.flush()


class Driver:
    def __init__(self, launcher, node, folder):
        self.manager = KernelManager()
        self.manager._kernel_spec = KernelSpec(
            argv=[node, launcher, "--config-path", "{connection_file}"],
            display_name="TypeScript (tslab)",
            language="typescript",
            interrupt_mode="signal",
        )
        # not our stdout: Node makes an inherited pipe non-blocking, for us too, and lines get lost
        self.manager.start_kernel(cwd=folder, stdout=subprocess.DEVNULL)
        self.client = self.manager.client()
        self.client.start_channels()
        self.channels = {
            name: getattr(self.client, f"{name}_channel") for name in ("iopub", "shell", "control", "stdin")
        }
        self.connect()

    def connect(self):
        self.client.wait_for_ready(timeout=90)
        end = time.monotonic() + 60
        while not self.client.iopub_channel.socket.poll(200):  # until the subscription is there too
            if time.monotonic() > end:
                raise RuntimeError("the kernel lives and does not answer")
            self.client.kernel_info()

    def forward(self, name):
        """Tells everything that has arrived on one channel."""
        channel = self.channels[name]
        while channel.socket.poll(0):
            message = channel.get_msg(timeout=1)
            parent = message["parent_header"].get("msg_id")
            buffers = [bytes(buffer).hex() for buffer in message["buffers"]]
            say(channel=name, type=message["msg_type"], parent=parent, content=message["content"], buffers=buffers)

    def perform(self, operation, **request):
        if operation == "message":
            message = self.client.session.msg(request["type"], request["content"])
            message["buffers"] = [bytes.fromhex(buffer) for buffer in request.get("buffers", [])]
            if request.get("forged"):
                forger = Session(key=b"another key")
                forger.send(self.channels[request["channel"]].socket, message)
            else:
                self.channels[request["channel"]].send(message)
            return {"id": message["header"]["msg_id"]}
        if operation == "input":
            self.client.input(request["value"])
        elif operation in ("execute", "complete", "inspect"):
            return {"id": getattr(self.client, operation)(**request)}
        elif operation == "interrupt":
            self.manager.interrupt_kernel()
        elif operation == "restart":
            self.manager.restart_kernel()  # on the same ports, so the client stays
            self.connect()
        elif operation == "alive":
            return {"alive": self.manager.is_alive()}
        return {}

    def serve(self):
        say(channel="driver", type="ready")
        stdin, pending = sys.stdin.fileno(), b""
        while True:
            poller = zmq.Poller()
            poller.register(stdin, zmq.POLLIN)
            for channel in self.channels.values():
                poller.register(channel.socket, zmq.POLLIN)
            ready = dict(poller.poll())
            for name in self.channels:
                self.forward(name)
            if stdin not in ready:
                continue
            arrived = os.read(stdin, 65536)
            if not arrived:
                break
            *lines, pending = (pending + arrived).split(b"\n")
            for line in lines:
                say(channel="driver", type="done", **self.perform(**json.loads(line)))

    def close(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


if __name__ == "__main__":
    driver = Driver(*sys.argv[1:])
    try:
        driver.serve()
    finally:
        driver.close()
