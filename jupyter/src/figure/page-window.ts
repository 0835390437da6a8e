import { runInNewContext, Script } from "node:vm";
import { compileScript, FIRST_GLOBALS } from "../compiled-code";

/** The window of a page without a browser, which a browser's script takes for its global object. */
export type PageWindow = Record<string, unknown>;

/** What a script in a page gets of Node: what browsers have too, what keeps nothing, and of which no Node warns. */
const OF_NODE = ["Blob", "URL", "clearTimeout", "console", "performance", "setTimeout"] as const;

/** The names of JavaScript itself: those of a global object that Node has added nothing to. */
const OF_JAVASCRIPT: readonly string[] = runInNewContext("Object.getOwnPropertyNames(globalThis)");

/** What is hidden from a script: Node's names, and the loader of modules that it may ask for. */
const HIDDEN = [...FIRST_GLOBALS.filter(isParameter), "define"];

/** What is no name, or a word of JavaScript's own, no script reaches as a global. */
function isParameter(name: string): boolean {
  if (!/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name)) return false;
  try {
    new Script(`(function (${name}) {})`);
    return true;
  } catch {
    return false;
  }
}

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

/** Runs the CommonJS script of a file in a page: the names that it does not declare are the window's, and Node's are undefined to it. */
export function runInPage<Exports>(path: string, window: PageWindow): Exports {
  const module = { exports: {} as Exports };
  const scope: Record<string, unknown> = { ...window, module, exports: module.exports };
  for (const name of HIDDEN) if (!(name in scope)) scope[name] = undefined;
  compileScript(path, Object.keys(scope))(...Object.values(scope));
  return module.exports;
}
