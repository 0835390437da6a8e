import { compileFunction, runInNewContext } from "node:vm";

/** The window of a page without a browser, which a browser's script takes for its global object. */
export type PageWindow = Record<string, unknown>;

/** What a script in a page gets of Node: what browsers have too, what keeps nothing, and of which no Node warns. */
const OF_NODE = ["Blob", "URL", "clearTimeout", "console", "performance", "setTimeout"] as const;

/** The names of JavaScript itself: those of a global object that Node has added nothing to. */
const OF_JAVASCRIPT: readonly string[] = runInNewContext("Object.getOwnPropertyNames(globalThis)");

/** Cells may name globals otherwise, which no script reaches by name; V8 ends the process for such a parameter. */
const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

/**
 * A window that holds JavaScript's own names, a few of Node's and what is given, and behind which there is nothing: newer
 * Nodes have globals that browsers have too (navigator, localStorage, ...), and some warn when they are only looked at.
 */
export function pageWindow(target: object, more: Record<string, unknown>): PageWindow {
  const window = target as PageWindow;
  const globals = globalThis as unknown as PageWindow;
  for (const name of [...OF_JAVASCRIPT, ...OF_NODE]) window[name] = globals[name];
  Object.assign(window, more);
  for (const name of ["window", "self", "globalThis"]) window[name] = window;
  return window;
}

/** Runs a CommonJS script in a page: the names that it does not declare are the window's, and Node's are undefined to it. */
export function runInPage<Exports>(source: string, path: string, window: PageWindow): Exports {
  const module = { exports: {} as Exports };
  const scope: Record<string, unknown> = { ...window, module, exports: module.exports };
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    if (!(name in scope) && IDENTIFIER.test(name)) scope[name] = undefined;
  }
  compileFunction(source, Object.keys(scope), { filename: path })(...Object.values(scope));
  return module.exports;
}
