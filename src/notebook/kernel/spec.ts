/** As a program: `node spec.js VENV` writes the kernel specification into a Python environment. */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { writeFileAtomic } from "../../base/files";

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
    metadata: { debugger: false },
  };
}

/** The path of the specification inside a Python environment. */
export function kernelSpecPath(environment: string): string {
  return join(resolve(environment), "share", "jupyter", "kernels", KERNEL_NAME, "kernel.json");
}

/** Writes the specification where it is missing or another one; returns its path. */
export function writeKernelSpec(environment: string): string {
  const path = kernelSpecPath(environment);
  const content = `${JSON.stringify(kernelSpec(), null, 2)}\n`;
  if (!existsSync(path) || readFileSync(path, "utf8") !== content) writeFileAtomic(path, content);
  return path;
}

if (require.main === module) {
  const environment = process.argv[2];
  if (environment === undefined || !existsSync(join(environment, "bin", "python"))) {
    console.error(
      `environment is ${environment ?? "missing"}: give the folder of a Python environment, such as .venv.`,
    );
    process.exit(2);
  }
  writeKernelSpec(environment);
}
