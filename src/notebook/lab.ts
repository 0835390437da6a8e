import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { writeFileAtomic } from "../base/files";
import { runChild } from "./child";
import { environmentPython, findEnvironment, notebooksFolder } from "./environment";
import { KERNEL_NAME, writeKernelSpec } from "./kernel/spec";

/** Defaults of the lab in .venv, which a user's own settings override: no question about news at the first start. */
const LAB_SETTINGS = {
  "@jupyterlab/apputils-extension:notification": { fetchNews: "false", checkForUpdates: false },
};

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
  const environment = findEnvironment() as string;
  writeKernelSpec(environment);
  const settings = join(environment, "share", "jupyter", "lab", "settings", "overrides.json");
  writeFileAtomic(settings, `${JSON.stringify(LAB_SETTINGS, null, 2)}\n`);
  return runChild(python, labArguments(args, isRoot), { stdio: "inherit", cwd: notebooksFolder() });
}
