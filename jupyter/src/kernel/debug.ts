import type { Bundle } from "./display/bundle";
import type { Variables } from "./variables";

interface DebugReply {
  type: "response";
  request_seq: unknown;
  command: string;
  success: boolean;
  message?: string;
  body: Record<string, unknown>;
}

const NO_BREAKPOINTS =
  "This kernel shows variables; it has no breakpoints and does not step. Print what you want to see, or throw where it goes wrong.";

/** What JupyterLab asks of every kernel with a variable panel before it asks for variables. */
const FIXED: Record<string, Record<string, unknown>> = {
  initialize: { supportsConfigurationDoneRequest: true, exceptionBreakpointFilters: [] },
  attach: {},
  configurationDone: {},
  disconnect: {},
  setExceptionBreakpoints: { breakpoints: [] },
  threads: { threads: [] },
  stackTrace: { stackFrames: [] },
  scopes: { scopes: [] },
  modules: { modules: [], totalModules: 0 },
};

/** Answers debug_request: variables as JupyterLab's panel asks for them, and a refusal of all that needs a debugger. */
export class Debug {
  private isStarted = false;

  constructor(
    private readonly variables: Variables,
    private readonly show: (value: unknown) => Promise<Bundle>,
  ) {}

  async answer(request: Record<string, unknown>): Promise<DebugReply> {
    const command = String(request.command);
    const reply = { type: "response" as const, request_seq: request.seq, command };
    try {
      const body = await this.body(command, (request.arguments ?? {}) as Record<string, unknown>);
      if (body !== null) return { ...reply, success: true, body };
      return { ...reply, success: false, message: NO_BREAKPOINTS, body: { breakpoints: [] } };
    } catch (error) {
      return { ...reply, success: false, message: (error as Error).message, body: {} };
    }
  }

  private async body(command: string, given: Record<string, unknown>): Promise<Record<string, unknown> | null> {
    if (command === "initialize") this.isStarted = true;
    if (command === "disconnect") this.isStarted = false;
    if (command in FIXED) return FIXED[command];
    switch (command) {
      case "debugInfo":
        return {
          isStarted: this.isStarted,
          hashMethod: "Murmur2",
          hashSeed: 0xc70f6907,
          tmpFilePrefix: "/tmp/tslab-kernel/",
          tmpFileSuffix: ".ts",
          breakpoints: [],
          stoppedThreads: [],
          richRendering: true,
          exceptionPaths: [],
          copyToGlobals: false,
        };
      case "inspectVariables":
        return { variables: this.variables.all() };
      case "variables":
        return { variables: this.variables.children(Number(given.variablesReference)) };
      case "richInspectVariables": {
        const name = String(given.variableName);
        if (!this.variables.has(name)) throw new Error(`${name}: no cell has declared a variable of this name.`);
        return { ...(await this.show(this.variables.get(name))) };
      }
      default:
        return null; // setBreakpoints, continue, next, evaluate, source, copyToGlobals, ...
    }
  }
}
