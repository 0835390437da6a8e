import { mkdirSync } from "node:fs";
import { runChild } from "./child";
import { environmentPython, findEnvironment, notebooksFolder } from "./environment";
import { KERNEL_NAME, writeKernelSpec } from "./kernel/spec";

/** The arguments that JupyterLab is started with; those of the user come last and win. */
export function labArguments(userArguments: readonly string[], isRoot: boolean): string[] {
  return [
    "-m",
    "jupyterlab",
    ...(isRoot ? ["--allow-root"] : []),
    `--ServerApp.root_dir=${notebooksFolder()}`,
    `--MultiKernelManager.default_kernel_name=${KERNEL_NAME}`,
    // without this the server drops output beyond 1 MB a second, which looks like a kernel that loses it
    "--ZMQChannelsWebsocketConnection.limit_rate=False",
    "--LabApp.news_url=None", // no question about news at every start
    ...userArguments,
  ];
}

/**
 * Opens JupyterLab on the notebooks, with the tslab kernel, and waits until it ends.
 *
 * @param args flags for JupyterLab, such as `["--no-browser", "--port", "9999"]`
 * @returns JupyterLab's exit code
 * @throws where kernel-setup.sh has not made the Python environment
 */
export async function openLab(args: readonly string[]): Promise<number> {
  const python = environmentPython();
  const isRoot = process.getuid?.() === 0;
  if (isRoot) console.error("Running as root: JupyterLab is started with --allow-root.");
  mkdirSync(notebooksFolder(), { recursive: true });
  writeKernelSpec(findEnvironment() as string);
  return runChild(python, labArguments(args, isRoot), { stdio: "inherit", cwd: notebooksFolder() });
}
