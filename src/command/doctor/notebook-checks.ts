import { IN_CLONE } from "../workspaces";
import { attempt, type Check } from "./check";

/** What the notebooks need, as far as tslab-kernel is installed; without it, that it is not. */
export async function checkNotebooks(): Promise<Check[]> {
  let checks: { name: string; look(): string }[];
  try {
    checks = require("tslab-kernel").notebookChecks();
  } catch {
    const remedy = "only for notebooks: npm install tslab-kernel, then npx tslab-kernel install";
    return [{ name: "tslab-kernel", state: "optional", found: "not installed", remedy }];
  }
  const remedy = IN_CLONE
    ? "bash kernel-setup.sh"
    : "python3 -m venv .venv && .venv/bin/pip install jupyterlab plotly, then npx tslab-kernel install";
  return Promise.all(checks.map(({ name, look }) => attempt(name, look, { state: "broken", remedy })));
}
