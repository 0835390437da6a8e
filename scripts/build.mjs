// Builds lai-loss, tslab-kernel and the studies into their dist folders; the studies take the types of lai-loss.
import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const scripts = dirname(fileURLToPath(import.meta.url));
const root = dirname(scripts);

await Promise.all([".", "jupyter"].map(buildPackage));
await run("compile.mjs", root, "studies");

/** A published package: its modules, and one file of declarations for each of its entries. */
async function buildPackage(name) {
  await run("compile.mjs", root, name);
  await run("bundle-types.mjs", join(root, name));
}

function run(script, cwd, ...words) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(scripts, script), ...words], { cwd, stdio: "inherit" });
    child.on("exit", (code) => (code === 0 ? resolve() : process.exit(code ?? 1))); // it has said what is wrong
  });
}
