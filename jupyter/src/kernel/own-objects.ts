import { createRequire } from "node:module";

interface Property {
  holder: object;
  /** what a cell calls the holder */
  name: string;
  key: PropertyKey;
  /** undefined: there is none */
  descriptor: PropertyDescriptor | undefined;
}

/** The language itself: what the kernel, the compiler and every later cell stand on. */
const LANGUAGE = (
  "Object Function Array String Number Boolean Symbol RegExp Error TypeError RangeError Promise Map Set WeakMap WeakSet " +
  "Proxy Reflect JSON Uint8Array Int32Array ArrayBuffer SharedArrayBuffer Atomics Buffer TextDecoder AbortController " +
  "parseInt parseFloat isNaN globalThis queueMicrotask __tslab__"
).split(" ");
/** What programs may well replace to hear or to mock; fetch, Math, Date and others are the cells' alone. */
const SURROUNDINGS =
  "console process setTimeout clearTimeout setInterval clearInterval setImmediate clearImmediate".split(" ");
const MODULES = ["fs", "path", "vm", "crypto", "util", "timers", "events", "module"];

/** Where a new enumerable property would turn up in every object. */
const INHERITED_BY_ALL = [Object.prototype, Array.prototype];
/** What JavaScript itself looks for in any object, whether or not loops meet it. */
const LOOKED_FOR: readonly PropertyKey[] = ["toJSON", "then", "get", "set"];

// A cell may replace any of these too.
const { defineProperty, deleteProperty, getOwnPropertyDescriptor, ownKeys } = Reflect;
const { is } = Object;

/**
 * The kernel lives in one JavaScript with the cells, which may replace what it works with. What a cell replaces is in force
 * while it runs; the kernel's own work is done with the objects as they were when it started. At the end of the cell
 * - the language itself (Promise, JSON.stringify, Array.prototype.push, ...) is put back, and the cell is told: nothing that
 *   awaits or prints would work any more. What a cell adds stays, methods of arrays too, but for what would turn up in
 *   every object;
 * - what surrounds it (console.log, process.stdout.write, setTimeout, fs.readFileSync, ...) is put back until the next cell.
 */
export class OwnObjects {
  private readonly originals: Property[] = [];
  private known: Set<PropertyKey>[] = [];
  private theirs: Property[] = [];
  private inCell = false;

  /** Takes them as they are now. */
  capture(): void {
    const globals = [...LANGUAGE, ...SURROUNDINGS].filter((global) => global in globalThis);
    for (const global of globals) asValue(global);
    for (const [holder, name] of holders()) {
      for (const key of name === "globalThis" ? globals : ownKeys(holder))
        this.originals.push({ holder, name, key, descriptor: getOwnPropertyDescriptor(holder, key) });
    }
    this.known = INHERITED_BY_ALL.map((holder) => new Set(ownKeys(holder)));
  }

  /** From here on the code of a cell runs: what cells have replaced is in force. */
  enterCell(): void {
    if (this.inCell) return;
    this.inCell = true;
    for (let i = 0; i < this.theirs.length; i++) put(this.theirs[i]);
  }

  /** The cell has ended. Tells what it has lost, in words; null where that is nothing. */
  endCell(): string | null {
    this.leaveCell();
    const lost: Property[] = [];
    this.theirs = this.theirs.filter((property) => !isLanguage(property) || lost.push(property) === 0);
    if (lost.length === 0) return null;
    const names = lost.map(({ name, key }) => (name === "globalThis" ? String(key) : `${name}.${String(key)}`));
    const told = names.length > 3 ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more` : names.join(", ");
    return `${told}: replaced by this cell, and put back behind it, as the kernel and later cells need them.\n`;
  }

  /** From here on the kernel works. */
  leaveCell(): void {
    if (!this.inCell) return;
    this.inCell = false;
    const theirs: Property[] = [];
    for (let i = 0; i < this.originals.length; i++) {
      const original = this.originals[i];
      const descriptor = getOwnPropertyDescriptor(original.holder, original.key);
      if (isSame(descriptor, original.descriptor)) continue;
      theirs[theirs.length] = { holder: original.holder, name: original.name, key: original.key, descriptor };
      put(original);
    }
    for (let i = 0; i < INHERITED_BY_ALL.length; i++) {
      const holder = INHERITED_BY_ALL[i];
      const keys = ownKeys(holder);
      if (keys.length === this.known[i].size) continue;
      for (let j = 0; j < keys.length; j++) {
        const descriptor = getOwnPropertyDescriptor(holder, keys[j]);
        if (this.known[i].has(keys[j]) || descriptor === undefined) continue;
        if (!descriptor.enumerable && !LOOKED_FOR.includes(keys[j])) continue;
        if (isMethodOfArrays(holder, keys[j], descriptor)) {
          defineProperty(holder, keys[j], { enumerable: false });
          continue;
        }
        const name = i === 0 ? "Object.prototype" : "Array.prototype";
        theirs[theirs.length] = { holder, name, key: keys[j], descriptor };
        deleteProperty(holder, keys[j]);
      }
    }
    this.theirs = theirs;
  }

  /** Work of the kernel's in the middle of a cell. */
  protect<T>(work: () => T): T {
    if (!this.inCell) return work();
    this.leaveCell();
    try {
      return work();
    } finally {
      this.enterCell();
    }
  }
}

/** Node has `process` and `Buffer` behind a getter and a setter, which keep what is assigned to themselves. */
function asValue(global: string): void {
  const { get, enumerable } = getOwnPropertyDescriptor(globalThis, global) ?? {};
  if (get === undefined) return;
  const value: unknown = (globalThis as Record<string, unknown>)[global];
  defineProperty(globalThis, global, { value, writable: true, configurable: true, enumerable });
}

function put({ holder, key, descriptor }: Property): void {
  if (descriptor === undefined) deleteProperty(holder, key);
  else defineProperty(holder, key, descriptor); // false where a cell has frozen it: it stays as it is
}

/** `Array.prototype.last = function ...`: it stays, as a method that loops over keys do not meet. */
function isMethodOfArrays(holder: object, key: PropertyKey, { value }: PropertyDescriptor): boolean {
  return holder === Array.prototype && typeof value === "function" && !LOOKED_FOR.includes(key);
}

function isSame(a: PropertyDescriptor | undefined, b: PropertyDescriptor | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  // what was frozen cannot be put back, and need not
  return is(a.value, b.value) && a.get === b.get && a.set === b.set && (a.writable === b.writable || !a.configurable);
}

function isLanguage({ name, key }: Property): boolean {
  return LANGUAGE.includes(name === "globalThis" ? String(key) : name.split(".")[0]);
}

/** The objects whose properties are kept, with their names. */
function holders(): Map<object, string> {
  const load = createRequire(__filename);
  const found = new Map<object, string>([[globalThis, "globalThis"]]);
  const add = (value: unknown, name: string): void => {
    if ((typeof value !== "object" && typeof value !== "function") || value === null || found.has(value)) return;
    found.set(value, name);
    if (typeof value === "function") add((value as { prototype?: unknown }).prototype, `${name}.prototype`);
  };
  for (const name of [...LANGUAGE, ...SURROUNDINGS]) add((globalThis as Record<string, unknown>)[name], name);
  for (const name of MODULES) add(load(`node:${name}`), name);
  for (const name of ["stdout", "stderr"] as const) add(process[name], `process.${name}`);
  add(Object.getPrototypeOf(Uint8Array), "Object.typedArrays");
  for (const made of [
    [].values(),
    new Map().values(),
    new Set().values(),
    ""[Symbol.iterator](),
    /./[Symbol.matchAll](""),
  ])
    add(Object.getPrototypeOf(made), "Object.iterators");
  return found;
}
