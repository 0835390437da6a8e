"""Drives one kernel for the tests: requests as JSON lines on stdin, everything that the kernel says as JSON lines on stdout.

Usage: drive_kernel.py LAUNCHER NODE WORKING_FOLDER, with the Python of .venv. Ends when stdin is closed.
"""

import asyncio
import json
import sys

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager


def say(**event):
    sys.stdout.write(json.dumps(event, default=str) + "\n")
    sys.stdout.flush()


async def forward(channel, receive):
    while True:
        message = await receive()
        say(
            channel=channel,
            type=message["msg_type"],
            parent=message["parent_header"].get("msg_id"),
            content=message["content"],
        )


async def main(launcher, node, folder):
    manager = AsyncKernelManager()
    manager._kernel_spec = KernelSpec(
        argv=[node, launcher, "--config-path", "{connection_file}"],
        display_name="TypeScript (tslab)",
        language="typescript",
        interrupt_mode="signal",
    )
    client = None
    tasks = []

    async def connect():
        nonlocal client, tasks
        client = manager.client()
        client.start_channels()
        await client.wait_for_ready(timeout=90)
        tasks = [
            asyncio.create_task(forward("iopub", client.get_iopub_msg)),
            asyncio.create_task(forward("shell", client.get_shell_msg)),
        ]

    def disconnect():
        for task in tasks:
            task.cancel()
        client.stop_channels()

    await manager.start_kernel(cwd=folder)
    await connect()
    say(channel="driver", type="ready")
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        request = json.loads(line)
        operation = request.pop("operation")
        reply = {}
        if operation == "execute":
            reply = {"id": client.execute(**request)}
        elif operation == "complete":
            reply = {"id": client.complete(**request)}
        elif operation == "inspect":
            reply = {"id": client.inspect(**request)}
        elif operation == "interrupt":
            await manager.interrupt_kernel()
        elif operation == "restart":
            disconnect()
            await manager.restart_kernel()
            await connect()
        elif operation == "alive":
            reply = {"alive": await manager.is_alive()}
        say(channel="driver", type="done", **reply)
    disconnect()
    await manager.shutdown_kernel(now=True)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
