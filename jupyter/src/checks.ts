import { type ExecFileSyncOptionsWithStringEncoding, execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { type KernelSpec, kernelSpecPath } from "./kernel/spec";
import { loadTslab, TSLAB_VERSION } from "./kernel/tslab";
import { environmentPython, projectOf, pythonEnvironment } from "./project";

/** One thing that notebooks need; `look` tells what was found, or throws. */
export interface NotebookCheck {
  name: string;
  look(): string;
}

/** tslab, the Python environment with JupyterLab in it, and the kernel's specification. */
export function notebookChecks(project: string = projectOf()): NotebookCheck[] {
  const pythonSays = (program: string): string => {
    const options: ExecFileSyncOptionsWithStringEncoding = { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] };
    return execFileSync(environmentPython(project), ["-c", program], options).trim();
  };
  return [
    { name: "tslab", look: tslabVersion },
    { name: "Python", look: () => pythonSays("import platform; print(platform.python_version())") },
    { name: "JupyterLab", look: () => pythonSays(versionsOf("jupyterlab", "nbclient", "plotly")) },
    { name: "kernel tslab", look: () => kernelSpecification(pythonEnvironment(project)) },
  ];
}

function tslabVersion(): string {
  loadTslab();
  return TSLAB_VERSION;
}

function versionsOf(...packages: string[]): string {
  return `from importlib.metadata import version; print(", ".join(n + " " + version(n) for n in ${JSON.stringify(packages)}))`;
}

/** The specification that Jupyter finds in the environment; both programs in it must still be where it says. */
function kernelSpecification(environment: string): string {
  const path = kernelSpecPath(environment);
  if (!existsSync(path)) throw new Error(`${path} is missing`);
  const spec: KernelSpec = JSON.parse(readFileSync(path, "utf8"));
  const gone = spec.argv.slice(0, 2).filter((program) => !existsSync(program));
  if (gone.length > 0) throw new Error(`${path} names ${gone.join(" and ")}, which is not there any more`);
  return path;
}
