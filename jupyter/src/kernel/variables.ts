import { inspect } from "node:util";
import { guarded } from "./guarded";

/** A variable as the Debug Adapter Protocol tells it, for JupyterLab's panel. */
export interface Variable {
  name: string;
  value: string;
  type: string;
  /** what `children` is asked with; 0 where there are none */
  variablesReference: number;
  evaluateName: string;
}

const MOST_CHILDREN = 200;
const MOST_CHARACTERS = 200;
const MOST_MS = 500;

/** The variables of the cells, and what is in them, without running a getter. */
export class Variables {
  private readonly shown: unknown[] = [];

  /** @param cells the variables by name, as tslab's executor keeps them */
  constructor(private readonly cells: Record<string, unknown>) {}

  all(): Variable[] {
    this.shown.length = 0;
    return Object.keys(this.cells)
      .filter((name) => !name.startsWith("tsLastExpr"))
      .map((name) => this.describe(name, this.cells[name], name));
  }

  has(name: string): boolean {
    return Object.hasOwn(this.cells, name);
  }

  get(name: string): unknown {
    return this.cells[name];
  }

  /** The parts of a variable that was told of since the last `all`. */
  children(reference: number): Variable[] {
    const whole = this.shown[reference - 1];
    return entriesOf(whole).map(([name, value]) => this.describe(name, value, ""));
  }

  private describe(name: string, value: unknown, evaluateName: string): Variable {
    const hasParts = typeof value === "object" && value !== null;
    const variablesReference = hasParts ? this.shown.push(value) : 0;
    return { name, value: shortTextOf(value), type: typeOf(value), variablesReference, evaluateName };
  }
}

function entriesOf(whole: unknown): [string, unknown][] {
  if (whole instanceof Map) return [...whole].slice(0, MOST_CHILDREN).map(([key, value]) => [shortTextOf(key), value]);
  if (whole instanceof Set) return [...whole].slice(0, MOST_CHILDREN).map((value, i) => [String(i), value]);
  if (typeof whole !== "object" || whole === null) return [];
  if (Array.isArray(whole) || ArrayBuffer.isView(whole))
    return Array.from(Array.prototype.slice.call(whole, 0, MOST_CHILDREN), (value, i) => [String(i), value]);
  return guarded(
    () =>
      Reflect.ownKeys(whole)
        .slice(0, MOST_CHILDREN)
        .map((key): [string, unknown] => {
          const property = Reflect.getOwnPropertyDescriptor(whole, key);
          return [String(key), property?.get === undefined ? property?.value : NotLookedAt];
        }),
    MOST_MS,
  );
}

const NotLookedAt = { [inspect.custom]: () => "(a getter)" };

function shortTextOf(value: unknown): string {
  try {
    const options = { depth: 1, breakLength: Number.POSITIVE_INFINITY, maxArrayLength: 5, maxStringLength: 100 };
    const text = guarded(() => inspect(value, options), MOST_MS);
    return text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS)} …`;
  } catch {
    return "(cannot be shown)";
  }
}

function typeOf(value: unknown): string {
  if (typeof value !== "object" || value === null) return value === null ? "null" : typeof value;
  try {
    const name = guarded(() => value.constructor?.name, MOST_MS);
    return typeof name === "string" && name !== "" ? name : "Object";
  } catch {
    return "Object";
  }
}
