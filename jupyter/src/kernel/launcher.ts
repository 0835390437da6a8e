/** The kernel's program: `node launcher.js --config-path CONNECTION_FILE`. */
import { closeSync, openSync, writeSync } from "node:fs";
import { devNull } from "node:os";
import { parseArgs } from "node:util";
import { keepCompiledCode } from "../compiled-code";
import { type DisplayOptions, SHOW } from "../display";
import { FRONT_END, type FrontEnd } from "../widgets/front-end";
import { hideAsyncMarks } from "./async-marks";
import { Cells } from "./cell";
import { Comms } from "./comms";
import { typescript } from "./compiler";
import { Debug } from "./debug";
import { bundleOf } from "./display/bundle";
import { installFreezing } from "./freeze";
import { installFunctionText } from "./function-text";
import { defineGlobals } from "./globals";
import { Input } from "./input";
import { Interrupts } from "./interrupt";
import { endKernel, keepKernelAlive } from "./leave";
import { installModules } from "./modules";
import { names } from "./names";
import { Output } from "./output";
import { OwnObjects } from "./own-objects";
import { createConverters, createHandler } from "./parts";
import { installQuestions } from "./questions";
import { CellRunner } from "./runner";
import { createServer } from "./server";
import { CellSources } from "./sources";
import { nameCellsInStacks } from "./stacks";
import { letStopReachPackages } from "./stoppable-packages";
import { catchStrayErrors, keepOwnListeners } from "./stray";
import { nameErrorsOfThreads } from "./threads";
import { type Converter, type ConverterSet, loadTslab } from "./tslab";
import { Variables } from "./variables";

/** Where code in cells finds the signal that Stop aborts. */
const STOP_SIGNAL = Symbol.for("tslab-kernel.stopSignal");

/** Starts a kernel that is built from tslab's own parts; resolves when its sockets are bound. */
export async function startKernel(configPath: string): Promise<void> {
  const interrupts = new Interrupts(); // first: it also ends a kernel whose Jupyter dies, from then on
  keepCompiledCode();
  const tslab = loadTslab();
  letStopReachPackages();
  installModules(process.cwd());
  const log = writeToLog();
  const cells = new Cells();
  const output = new Output(cells);
  const sources = new CellSources();
  const converters = createConverters(cells, sources);
  const ownObjects = new OwnObjects();
  const executor = tslab.createExecutor(process.cwd(), untilCellRuns(converters, ownObjects), {
    log: (result) => runner.takeResult(result as { value: unknown }),
    error: (...values) => runner.consoleError(values),
  });
  const input = new Input(cells, output, tslab.folder);
  const runner: CellRunner = new CellRunner(executor, cells, output, input, sources, ownObjects);
  const handler = createHandler(tslab, executor, log);
  const debug = new Debug(new Variables(names), async (value) => bundleOf(value));
  const comms = new Comms(cells);
  const server = createServer({ tslab, handler, runner, debug, input, comms, ownObjects, configPath, log });

  output.install();
  hideAsyncMarks();
  nameCellsInStacks((frames) => sources.translate(frames));
  logProcessWarnings(log);
  tslab.jupyter.lastWriteDisplayData = (data, update) => output.display(data, update);
  keepOwnListeners();
  catchStrayErrors(cells, runner.describe, (error) => runner.strayError(error));
  installFreezing(cells);
  defineGlobals({
    [STOP_SIGNAL]: () => runner.stopSignal(),
    [FRONT_END]: frontEndOf(cells, comms, runner),
    [SHOW]: (value: unknown, options: DisplayOptions) => output.show(value, options),
  });
  installFunctionText();
  nameErrorsOfThreads();
  keepKernelAlive(
    (error) => runner.fail(error),
    (why) => {
      output.write("stderr", why, cells.current(), false);
      output.flush();
    },
  );
  giveEmptyStandardInput();
  installQuestions(input, (error) => runner.fail(error));
  await Promise.all([interrupts.listen(() => runner.interrupt()), server.init()]);
  await warmUp(converters, ownObjects, cells, log);
}

/** Time for what front ends ask meanwhile: what the kernel is, before the first program. */
const FOR_QUESTIONS_MS = 30;
/** How long declarations are read at a time, before messages are looked at. */
const READING_MS = 5;
/** How long is waited before it is seen whether a cell that runs has ended. */
const CELL_RUNS_MS = 50;

/**
 * Loads the compiler while the front end finds its way: it asks what the kernel is as soon as it is connected, 0.1 s after
 * the sockets are bound, and is answered in between, as is a first cell, which needs no types of Node. While no cell runs,
 * what later ones are likely to need is read ahead.
 */
async function warmUp(
  converters: ConverterSet,
  ownObjects: OwnObjects,
  cells: Cells,
  log: (text: string) => void,
): Promise<void> {
  const [wait, yieldTo, now] = [setTimeout, setImmediate, performance.now.bind(performance)];
  const after = (ms: number): Promise<void> => new Promise((resolve) => wait(resolve, ms));
  typescript();
  ownObjects.capture();
  await after(FOR_QUESTIONS_MS);
  ownObjects.protect(() => converters.node);
  const readOn = (): boolean => {
    const end = now() + READING_MS;
    try {
      while (now() < end) if (!converters.node.readAhead()) return false;
      return true;
    } catch (error) {
      log(`tslab-kernel: ${error instanceof Error ? error.stack : error}`); // a cell that needs the file is told of it
      return false;
    }
  };
  do {
    await new Promise((resolve) => yieldTo(resolve));
    while (cells.running !== null) await after(CELL_RUNS_MS);
  } while (ownObjects.protect(readOn));
  ownObjects.protect(() => converters.node.warmUp());
}

/** What the kernel lends to the code of cells: lines to the page, and more turns. */
function frontEndOf(cells: Cells, comms: Comms, runner: CellRunner): FrontEnd {
  return {
    isInteractive: () => cells.current()?.options.allowsInput === true,
    openComm: (...asked) => comms.openComm(...asked),
    runLater: (work) => {
      const cell = cells.current();
      if (cell !== null) runner.runLater(cell, work);
    },
  };
}

/** The converters, behind whose work the code of a cell begins. */
function untilCellRuns(converters: ConverterSet, ownObjects: OwnObjects): ConverterSet {
  let node: Converter | null = null;
  const convert: Converter["convert"] = (declarations, source) => {
    const converted = converters.node.convert(declarations, source);
    ownObjects.enterCell();
    return converted;
  };
  return {
    get node() {
      node ??= { ...converters.node, convert: convert };
      return node;
    },
    get browser() {
      return converters.browser;
    },
    close: () => converters.close(),
  };
}

/** Jupyter leaves a pipe there that never says anything and never ends: who reads it directly would wait for ever. */
function giveEmptyStandardInput(): void {
  closeSync(0);
  openSync(devNull, "r"); // takes the lowest free number, which is 0
}

/** Whether Jupyter, which writes its process into JPY_PARENT_PID, has died before this program ran. */
function parentHasDied(): boolean {
  const jupyter = Number(process.env.JPY_PARENT_PID);
  if (!(jupyter > 1) || process.ppid === jupyter) return false;
  try {
    return !process.kill(jupyter, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
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
  if (parentHasDied()) process.exit(1);
  const { values } = parseArgs({ options: { "config-path": { type: "string" } } });
  const configPath = values["config-path"];
  if (configPath === undefined) {
    console.error("--config-path is missing: Jupyter starts this program with the path of its connection file.");
    process.exit(2);
  }
  startKernel(configPath).catch((error) => {
    // at once, and past what cells print by: the process ends here
    writeSync(2, `tslab-kernel: ${error instanceof Error ? error.message : error}\n`);
    endKernel(1);
  });
}
