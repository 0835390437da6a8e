import { type ExecFileSyncOptionsWithStringEncoding, execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { environmentPython, findEnvironment } from "../notebook/environment";
import { type KernelSpec, kernelSpecPath } from "../notebook/kernel/spec";
import { loadTslab, TSLAB_VERSION } from "../notebook/kernel/tslab";
import { attempt, type Check } from "./check";

const SETUP = "run bash kernel-setup.sh";

/** tslab, the Python environment with JupyterLab in it, and the kernel's specification. */
export async function checkNotebooks(): Promise<Check[]> {
  const broken = { state: "broken", remedy: SETUP } as const;
  return [
    await attempt("tslab", tslabVersion, broken),
    await attempt("Python in .venv", () => pythonSays("import platform; print(platform.python_version())"), broken),
    await attempt("JupyterLab", () => pythonSays(versionsOf("jupyterlab", "nbclient", "plotly")), broken),
    await attempt("kernel tslab", kernelSpecification, broken),
  ];
}

function tslabVersion(): string {
  loadTslab();
  return TSLAB_VERSION;
}

function pythonSays(program: string): string {
  const options: ExecFileSyncOptionsWithStringEncoding = { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] };
  return execFileSync(environmentPython(), ["-c", program], options).trim();
}

function versionsOf(...packages: string[]): string {
  return `from importlib.metadata import version; print(", ".join(n + " " + version(n) for n in ${JSON.stringify(packages)}))`;
}

/** The specification that Jupyter finds in .venv; both programs in it must still be where it says. */
function kernelSpecification(): string {
  const environment = findEnvironment();
  if (environment === null) throw new Error("there is no .venv to hold it");
  const path = kernelSpecPath(environment);
  if (!existsSync(path)) throw new Error(`${path} is missing`);
  const spec: KernelSpec = JSON.parse(readFileSync(path, "utf8"));
  const gone = spec.argv.slice(0, 2).filter((program) => !existsSync(program));
  if (gone.length > 0) throw new Error(`${path} names ${gone.join(" and ")}, which is not there any more`);
  return path;
}
