"""Starts the tslab kernel as JupyterLab does, runs one cell in it and prints the last line that the cell printed.

Usage: self_check.py CELL_FILE, with the Python of the environment that holds the kernel.
"""

import sys
from pathlib import Path

from jupyter_client.manager import KernelManager


def main(cell_file: str) -> int:
    printed, failures = [], []

    def take(message):
        content = message["content"]
        if message["msg_type"] == "stream":
            printed.append(content["text"])
        elif message["msg_type"] == "error":
            failures.append("\n".join(content["traceback"]))

    manager = KernelManager(kernel_name="tslab")
    manager.start_kernel(cwd=str(Path.cwd()))
    client = manager.client()
    try:
        client.start_channels()
        client.wait_for_ready(timeout=60)
        code = Path(cell_file).read_text(encoding="utf-8")
        reply = client.execute_interactive(code, output_hook=take, timeout=120, allow_stdin=False)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    if reply["content"]["status"] != "ok":
        print("".join(printed) + "\n".join(failures), file=sys.stderr)
        return 1
    print("".join(printed).strip().splitlines()[-1])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
