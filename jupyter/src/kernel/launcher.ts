/** The kernel's program: `node launcher.js --config-path CONNECTION_FILE`. */
import { parseArgs } from "node:util";
import { Cells } from "./cell";
import { keepCompiledCode } from "./compile-cache";
import { typescript } from "./compiler";
import { installFreezing } from "./freeze";
import { Interrupts } from "./interrupt";
import { installModules } from "./modules";
import { Output } from "./output";
import { createConverters, createHandler } from "./parts";
import { CellRunner } from "./runner";
import { createServer } from "./server";
import { CellSources } from "./sources";
import { letStopReachPackages } from "./stoppable-packages";
import { catchStrayErrors } from "./stray";
import { type ConverterSet, loadTslab } from "./tslab";

/** Where code in cells finds the signal that Stop aborts: `globalThis[Symbol.for("tslab-kernel.stopSignal")]()`. */
const STOP_SIGNAL = Symbol.for("tslab-kernel.stopSignal");

/** Starts a kernel that is built from tslab's own parts; resolves when its sockets are bound. */
export async function startKernel(configPath: string): Promise<void> {
  keepCompiledCode();
  const tslab = loadTslab();
  letStopReachPackages();
  installModules(process.cwd());
  const log = writeToLog();
  const cells = new Cells();
  const output = new Output(cells);
  const sources = new CellSources();
  const interrupts = new Interrupts();
  const converters = createConverters(cells, sources);
  const executor = tslab.createExecutor(process.cwd(), converters, {
    log: (...values) => console.log(...values),
    error: (...values) => runner.consoleError(values),
  });
  const runner: CellRunner = new CellRunner(executor, cells, output, sources);
  const server = createServer(tslab, createHandler(tslab, executor, log), runner, configPath, log);

  output.install();
  logProcessWarnings(log);
  tslab.jupyter.lastWriteDisplayData = (data, update) => output.display(data, update);
  catchStrayErrors(cells, runner.describe, (error) => runner.strayError(error));
  installFreezing(cells);
  Object.assign(globalThis, { [STOP_SIGNAL]: () => runner.stopSignal() });
  endWithParent();
  await Promise.all([interrupts.listen(() => runner.interrupt()), server.init()]);
  await warmUp(converters);
}

/**
 * Loads the compiler while the front end finds its way: it asks what the kernel is as soon as it is connected, 0.1 s after
 * the sockets are bound, and is answered in between; it then waits for a while itself.
 */
async function warmUp(converters: ConverterSet): Promise<void> {
  typescript();
  await new Promise((resolve) => setTimeout(resolve, 0));
  converters.node;
}

/** A kernel whose Jupyter has died ends too, rather than compute for nobody. */
function endWithParent(): void {
  const parent = process.ppid;
  const look = (): void => {
    if (process.ppid !== parent) process.exit(1);
  };
  setInterval(look, 2000).unref();
}

/** What the launcher itself has to say goes to the terminal of Jupyter, never into a notebook. */
function writeToLog(): (text: string) => void {
  const write = process.stderr.write.bind(process.stderr);
  return (text) => {
    write(`${text}\n`);
  };
}

/**
 * What Node warns of (experimental, deprecated, ...) is no error of a cell, but Node prints it by console.error: it goes to
 * the log. Listeners of cells hear it too.
 */
function logProcessWarnings(log: (text: string) => void): void {
  process.removeAllListeners("warning");
  process.on("warning", ({ name, message, stack }) => log(stack ?? `${name}: ${message}`));
  process.env.NODE_NO_WARNINGS = "1"; // for worker threads, whose stderr is the cell's
}

if (require.main === module) {
  const { values } = parseArgs({ options: { "config-path": { type: "string" } } });
  const configPath = values["config-path"];
  if (configPath === undefined) {
    console.error("--config-path is missing: Jupyter starts this program with the path of its connection file.");
    process.exit(2);
  }
  startKernel(configPath).catch((error) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  });
}
