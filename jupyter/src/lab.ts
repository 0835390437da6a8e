import { join } from "node:path";
import { runChild } from "./child";
import { writeFileAtomic } from "./files";
import { KERNEL_NAME, kernelSpecPath, writeKernelSpec } from "./kernel/spec";
import { notebooksFolder, projectOf, pythonEnvironment } from "./project";

/**
 * Defaults of the lab in .venv, which a user's own settings override: no question about news at the first start, more than
 * 50 outputs of a cell shown (text that changes between stdout and stderr is an output at each change), and names of files
 * in full, without the column of times beside them.
 */
const LAB_SETTINGS = {
  "@jupyterlab/apputils-extension:notification": { fetchNews: "false", checkForUpdates: false },
  "@jupyterlab/notebook-extension:tracker": { maxNumberOutputs: 1000 },
  "@jupyterlab/filebrowser-extension:browser": { showLastModifiedColumn: false },
};

/**
 * The arguments that JupyterLab is started with: ours, without those that the user gives too (JupyterLab does not start
 * with two values for one of them), then the user's.
 */
export function labArguments(userArguments: readonly string[], isRoot: boolean, folder: string): string[] {
  const given = new Set(userArguments.map((argument) => argument.split("=")[0]));
  const ours: { name: string; alias?: string; value: string }[] = [
    { name: "--ServerApp.root_dir", alias: "--notebook-dir", value: folder },
    { name: "--MultiKernelManager.default_kernel_name", value: KERNEL_NAME },
    // without this the server drops output beyond 1 MB a second, which looks like a kernel that loses it
    { name: "--ZMQChannelsWebsocketConnection.limit_rate", value: "False" },
  ];
  return [
    "-m",
    "jupyterlab",
    ...(isRoot && !given.has("--allow-root") ? ["--allow-root"] : []),
    ...ours
      .filter(({ name, alias = name }) => !given.has(name) && !given.has(alias))
      .map(({ name, value }) => `${name}=${value}`),
    ...userArguments,
  ];
}

/**
 * Opens JupyterLab on the notebooks, with the tslab kernel, and waits until it ends.
 *
 * @param args flags for JupyterLab, such as `["--no-browser", "--port", "9999"]`
 * @returns JupyterLab's exit code
 * @throws ArgumentError where the project has no Python environment
 */
export async function openLab(args: readonly string[], project: string = projectOf()): Promise<number> {
  const environment = pythonEnvironment(project);
  const folder = notebooksFolder(project);
  const isRoot = process.getuid?.() === 0;
  if (isRoot) console.error("Running as root: JupyterLab is started with --allow-root.");
  writeKernelSpec(kernelSpecPath(environment));
  const settings = join(environment, "share", "jupyter", "lab", "settings", "overrides.json");
  writeFileAtomic(settings, `${JSON.stringify(LAB_SETTINGS, null, 2)}\n`);
  const python = join(environment, "bin", "python");
  return runChild(python, labArguments(args, isRoot, folder), { stdio: "inherit", cwd: folder });
}
