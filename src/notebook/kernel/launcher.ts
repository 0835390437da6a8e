/** The kernel's program: `node launcher.js --config-path CONNECTION_FILE`. */
import { parseArgs } from "node:util";
import { Cells } from "./cell";
import { Output } from "./output";
import { reachOwnPackages } from "./own-packages";
import { CellRunner } from "./runner";
import { createServer } from "./server";
import { catchStrayErrors } from "./stray";
import { type Converter, type ConverterSet, loadTslab, type Tslab } from "./tslab";

/** Starts a kernel that is built from tslab's own parts; resolves when its sockets are bound. */
export async function startKernel(configPath: string): Promise<void> {
  const tslab = loadTslab();
  reachOwnPackages(tslab.typescript);
  const log = writeToLog();
  const cells = new Cells();
  const output = new Output(cells);
  const executor = tslab.createExecutor(process.cwd(), createConverters(tslab), {
    log: (...values) => console.log(...values),
    error: (...values) => runner.consoleError(values),
  });
  const runner: CellRunner = new CellRunner(executor, cells, output);
  const handler = new tslab.JupyterHandlerImpl(executor, false);
  const server = createServer(tslab, handler, runner, configPath, log);

  output.install();
  tslab.jupyter.lastWriteDisplayData = (data, update) => output.display(data, update);
  catchStrayErrors(cells, (error) => runner.strayError(error));
  process.on("SIGINT", () => executor.interrupt());
  await server.init();
}

/** The compilers for Node.js (made at once: it takes a second) and for browser cells (made when asked for). */
function createConverters(tslab: Tslab): ConverterSet {
  const node = tslab.createConverter({ isJS: false, isBrowser: false });
  let browser: Converter | null = null;
  return {
    node,
    get browser() {
      browser ??= tslab.createConverter({ isJS: false, isBrowser: true });
      return browser;
    },
    close() {
      node.close();
      browser?.close();
    },
  };
}

/** What the launcher itself has to say goes to the terminal of Jupyter, never into a notebook. */
function writeToLog(): (text: string) => void {
  const write = process.stderr.write.bind(process.stderr);
  return (text) => {
    write(`${text}\n`);
  };
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
