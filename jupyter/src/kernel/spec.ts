import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { writeFileAtomic } from "../files";

/** The kernel's name, as notebooks carry it in their metadata. */
export const KERNEL_NAME = "tslab";

/** A kernel.json: how Jupyter starts the kernel. */
export interface KernelSpec {
  argv: string[];
  display_name: string;
  language: string;
  interrupt_mode: "signal";
  metadata: Record<string, unknown>;
}

/** The specification of our kernel: absolute paths, so that neither PATH nor the folder that Jupyter runs in matters. */
export function kernelSpec(): KernelSpec {
  return {
    argv: [process.execPath, join(__dirname, "launcher.js"), "--config-path", "{connection_file}"],
    display_name: "TypeScript (tslab)",
    language: "typescript",
    interrupt_mode: "signal",
    metadata: { debugger: true }, // for JupyterLab's variable panel; see debug.ts
  };
}

/** The path of the specification inside a Python environment. */
export function kernelSpecPath(environment: string): string {
  return join(resolve(environment), "share", "jupyter", "kernels", KERNEL_NAME, "kernel.json");
}

/** Writes the specification to a path where it is missing or another one; returns the path. */
export function writeKernelSpec(path: string): string {
  const content = `${JSON.stringify(kernelSpec(), null, 2)}\n`;
  if (!existsSync(path) || readFileSync(path, "utf8") !== content) writeFileAtomic(path, content);
  return path;
}
