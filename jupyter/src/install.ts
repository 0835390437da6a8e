import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { ArgumentError } from "./argument-error";
import { KERNEL_NAME, kernelSpecPath, writeKernelSpec } from "./kernel/spec";
import { findEnvironment } from "./project";

/**
 * Registers the kernel with Jupyter.
 *
 * @param options.prefix a Python environment to register it in; defaults to the project's, else the user's folder is taken
 * @param options.user the user's folder, whatever environment there is
 * @returns the path of the kernel specification
 * @throws ArgumentError where the prefix is no Python environment, or both options are given
 */
export function installKernel(project: string, options: { prefix?: string; user?: boolean } = {}): string {
  const { prefix, user = false } = options;
  if (user && prefix !== undefined)
    throw new ArgumentError(
      "--prefix",
      prefix,
      "leave it out, or --user: there is one place to register the kernel in.",
    );
  if (prefix !== undefined && !existsSync(join(prefix, "bin", "python")))
    throw new ArgumentError("--prefix", prefix, "give the folder of a Python environment, such as .venv.");
  const environment = prefix !== undefined ? resolve(prefix) : user ? null : findEnvironment(project);
  const path =
    environment === null ? join(userDataFolder(), "kernels", KERNEL_NAME, "kernel.json") : kernelSpecPath(environment);
  return writeKernelSpec(path);
}

/** Where Jupyter looks for what a user has registered. */
function userDataFolder(): string {
  const { JUPYTER_DATA_DIR, XDG_DATA_HOME } = process.env;
  if (JUPYTER_DATA_DIR) return JUPYTER_DATA_DIR;
  if (process.platform === "darwin") return join(homedir(), "Library", "Jupyter");
  return join(XDG_DATA_HOME || join(homedir(), ".local", "share"), "jupyter");
}
