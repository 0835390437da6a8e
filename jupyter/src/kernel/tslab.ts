import { existsSync, readFileSync } from "node:fs";
import Module from "node:module";
import { dirname, join } from "node:path";
import { prepareCompiler } from "./compiler";
import type { Socket } from "./wire";

/** The tslab that this launcher was written and tested against; its internals are not a public interface. */
export const TSLAB_VERSION = "1.0.22";

/** A socket of zeromq.js, as it is bound. */
export interface BoundSocket {
  bindSync(address: string): void;
  sendHighWaterMark?: number;
  sendTimeout?: number;
}

/** tslab's sockets: it opens them and hands on what arrives. */
export interface ZmqServer {
  connInfo: { key: string; transport: string; ip: string; stdin_port: number };
  iopub: Socket;
  stdin: { close(): void };
  bindSocket(socket: BoundSocket, port: number): Promise<void>;
  handleShellMessage(socket: Socket, ...frames: Buffer[]): Promise<void>;
  init(): Promise<void>;
  close(): void;
}

/** Answers what is asked about code: kernel info, completion, inspection. */
export interface JupyterHandler {
  handleKernel(): Record<string, unknown>;
  handleIsComplete(request: { code: string }): Record<string, unknown>;
  handleInspect(request: { code: string; cursor_pos: number }): Record<string, unknown>;
  handleComplete(request: { code: string; cursor_pos: number }): Record<string, unknown>;
  handleShutdown(request: { restart?: boolean }): Record<string, unknown>;
  close(): void;
}

/** A place in a cell's source; all count from 0. */
export interface DiagnosticPlace {
  offset: number;
  line: number;
  character: number;
}

/** A compile error of a cell, or, with a file's name, of a module that it imports. */
export interface Diagnostic {
  start: DiagnosticPlace;
  end: DiagnosticPlace;
  messageText: string;
  fileName?: string;
}

/** A cell's code as JavaScript. */
export interface Converted {
  output?: string;
  declOutput?: string;
  diagnostics: Diagnostic[];
  hasToplevelAwait?: boolean;
  lastExpressionVar?: string;
  sideOutputs?: SideOutput[];
}

/** The JavaScript of a module of the notebook's folder. */
export interface SideOutput {
  path: string;
  data: string;
  /** the file that it was made of, and what stood there */
  file: string;
  source: string;
}

export interface Converter {
  convert(previousDeclarations: string, source: string): Converted;
  inspect(previousDeclarations: string, source: string, position: number): unknown;
  complete(previousDeclarations: string, source: string, position: number): unknown;
  addModule(name: string, source: string, meta: unknown): unknown[];
  /** reads a file that later cells are likely to need; false where none is left */
  readAhead(): boolean;
  /** takes into the program what the first cells may do without */
  warmUp(): void;
  close(): void;
}

export interface Executor {
  execute(source: string): Promise<boolean>;
  inspect(source: string, position: number): unknown;
  interrupt(): void;
  close(): void;
}

export interface ConverterSet {
  readonly node: Converter;
  readonly browser: Converter;
  close(): void;
}

export type DisplayWriter = (data: Record<string, unknown>, update?: boolean) => void;

/** The parts of tslab that the launcher builds a kernel from. */
export interface Tslab {
  /** tslab's dist folder */
  folder: string;
  /** tslab's module with the server; `lastWriteDisplayData` is where its `display` sends to */
  jupyter: { lastWriteDisplayData: DisplayWriter | null };
  ZmqServer: new (handler: JupyterHandler, configPath: string) => ZmqServer;
  JupyterHandlerImpl: new (executor: Executor, isJavaScript: boolean) => JupyterHandler;
  createExecutor(
    folder: string,
    converters: ConverterSet,
    console: { log(...values: unknown[]): void; error(...values: unknown[]): void },
  ): Executor;
}

/** What must be there: module, the class or function in it, and the methods that the launcher calls or replaces. */
const EXPECTED: readonly [module: string, name: string, methods: readonly string[]][] = [
  ["jupyter", "ZmqServer", ["bindSocket", "handleShellMessage", "init", "close"]],
  [
    "jupyter",
    "JupyterHandlerImpl",
    ["handleKernel", "handleIsComplete", "handleInspect", "handleComplete", "handleShutdown", "close"],
  ],
  ["executor", "createExecutor", []],
];

/** Throws where a module of tslab lacks what the launcher builds on, naming everything that is missing. */
export function checkTslab(version: string, modules: Record<string, Record<string, unknown>>): void {
  const missing: string[] = [];
  if (version !== TSLAB_VERSION) missing.push(`version ${TSLAB_VERSION} (found ${version})`);
  if (!("lastWriteDisplayData" in (modules.jupyter ?? {}))) missing.push("jupyter.lastWriteDisplayData");
  for (const [module, name, methods] of EXPECTED) {
    const found = modules[module]?.[name];
    if (typeof found !== "function") missing.push(`${module}.${name}`);
    for (const method of methods) {
      if (typeof found !== "function" || typeof found.prototype?.[method] !== "function")
        missing.push(`${module}.${name}.prototype.${method}`);
    }
  }
  if (missing.length > 0) {
    throw new Error(
      `tslab is not as the kernel launcher expects; missing: ${missing.join(", ")}. ` +
        `Install the tested one: npm install --save-dev --save-exact tslab@${TSLAB_VERSION}.`,
    );
  }
}

/** The dist folder of the tslab that is found from `folder`. */
export function findTslab(folder: string = __dirname): string {
  try {
    return join(dirname(require.resolve("tslab/package.json", { paths: [folder] })), "dist");
  } catch {
    throw new Error(
      `tslab: not installed beside tslab-kernel (looked from ${folder}). Install it: npm install --save-dev --save-exact tslab@${TSLAB_VERSION}.`,
    );
  }
}

/** Loads tslab's internals and checks them. */
export function loadTslab(): Tslab {
  const folder = findTslab();
  const version: string = JSON.parse(readFileSync(join(folder, "..", "package.json"), "utf8")).version;
  prepareCompiler(folder);
  prepareConverter(folder);
  const modules: Record<string, Record<string, unknown>> = {};
  for (const name of ["jupyter", "executor"]) {
    const file = join(folder, `${name}.js`);
    modules[name] = existsSync(file) ? require(file) : {};
  }
  checkTslab(version, modules);
  return {
    folder,
    jupyter: modules.jupyter,
    ZmqServer: modules.jupyter.ZmqServer,
    JupyterHandlerImpl: modules.jupyter.JupyterHandlerImpl,
    createExecutor: modules.executor.createExecutor,
  } as Tslab;
}

/** tslab's own converter, of which only `isCompleteCode` is used, is loaded when that is first called. */
function prepareConverter(folder: string): void {
  const file = join(folder, "converter.js");
  const isCompleteCode = (code: string): unknown => {
    delete require.cache[file];
    return require(file).isCompleteCode(code);
  };
  const module = new Module(file);
  Object.assign(module, { filename: file, loaded: true, exports: { isCompleteCode } });
  require.cache[file] = module;
}
