import { types } from "node:util";
import { guarded, LOOKS_MS } from "../guarded";
import { figureForm, PLOTLY_MIME, withPicture } from "./figure";
import { frameForm } from "./frames";
import { elementForm, imageForm } from "./pictures";
import { modelForm, tensorForm } from "./tensors";
import { cut, textForm } from "./text";

/** One value in the forms that front ends can show, by MIME type; text/plain is always there. */
export interface Bundle {
  data: Record<string, unknown>;
  metadata: Record<string, unknown>;
}

/** The method by which objects say themselves how they look; it may be async. */
const DISPLAY = Symbol.for("Jupyter.display");

/** What is known by its shape, without loading any of the libraries. */
const FORMS = [frameForm, tensorForm, modelForm, figureForm, imageForm, elementForm];

const { setTimeout, clearTimeout } = globalThis;

/** The looks of a value; at once, unless it takes its time about them itself. Throws only where Stop ends it. */
export function bundleOf(value: unknown): Bundle | Promise<Bundle> {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return finished(value, null);
  const own = attempt(() => ownLooks(value));
  if (types.isPromise(own)) return inTime(own).then((data) => finished(value, data));
  const bundle = finished(value, own);
  return own === null && PLOTLY_MIME in bundle.data ? pictured(bundle) : bundle;
}

/** A figure with its picture; without it where drawing does not end in time. */
function pictured(bundle: Bundle): Bundle | Promise<Bundle> {
  const data = attempt(() => withPicture(bundle.data));
  const joined = (forms: unknown): Bundle => ({
    ...bundle,
    data: { ...bundle.data, ...(forms as Bundle["data"] | null) },
  });
  return types.isPromise(data) ? inTime(data).then(joined) : joined(data);
}

/** A bundle that is given as such. Its text, where it has none, is the first of its forms. */
export function bundleOfForms(forms: unknown): Bundle {
  const data = attempt(() => sendable(forms));
  if (data === null) throw new TypeError('display: give forms by MIME type, such as { "text/html": "<b>bold</b>" }.');
  const first = Object.values(data).find((form) => typeof form === "string");
  return { data: { "text/plain": cut(first ?? JSON.stringify(data)), ...data }, metadata: {} };
}

/** What the object says itself; a promise of it where it is async. */
function ownLooks(value: object): unknown {
  const display = (value as { [DISPLAY]?: unknown })[DISPLAY];
  if (typeof display !== "function") return null;
  const looks = Reflect.apply(display, value, []);
  return typeof looks?.then === "function" ? Promise.resolve(looks) : looks;
}

/** What comes of an async method, or null after a while. */
async function inTime(looks: Promise<unknown>): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((resolve) => {
    timer = setTimeout(() => resolve(null), LOOKS_MS);
  });
  try {
    return await Promise.race([looks, late]);
  } catch {
    return null; // shown as if it had no way of its own
  } finally {
    clearTimeout(timer);
  }
}

/** @param own what the value says itself; anything else than a record of MIME types counts as nothing */
function finished(value: unknown, own: unknown): Bundle {
  const said = attempt(() => sendable(own));
  const known = typeof value === "object" && value !== null ? attempt(() => knownForm(value)) : null;
  // a polars frame's own table tells neither its types nor how many rows there are
  const data = said === null ? known : known !== null && "text/html" in known ? { ...said, ...known } : said;
  if (typeof data?.["text/plain"] === "string")
    return { data: { ...data, "text/plain": cut(data["text/plain"]) }, metadata: {} };
  return { data: { ...data, "text/plain": plainText(value) }, metadata: {} };
}

function knownForm(value: object): Record<string, unknown> | null {
  for (const form of FORMS) {
    try {
      const data = sendable(form(value));
      if (data !== null) return data;
    } catch {
      // it only looked like one of these
    }
  }
  return null;
}

/** A record of MIME types as JSON has it: bytes are written in base64. Null for what is none. */
function sendable(data: unknown): Record<string, unknown> | null {
  if (typeof data !== "object" || data === null) return null;
  const entries = Object.entries(data).filter(([type]) => type.includes("/"));
  if (entries.length === 0) return null;
  const plain = entries.map(([type, form]): [string, unknown] => {
    if (typeof form === "string") return [type, form];
    return [type, form instanceof Uint8Array ? Buffer.from(form).toString("base64") : JSON.parse(JSON.stringify(form))];
  });
  return Object.fromEntries(plain);
}

function plainText(value: unknown): string {
  try {
    return guarded(() => textForm(value));
  } catch (error) {
    if ((error as NodeJS.ErrnoException)?.code === "ERR_SCRIPT_EXECUTION_INTERRUPTED") throw error;
    return `(a value of type ${typeof value}, which cannot be shown: looking at it fails)`;
  }
}

/** Null where the value's own code fails or does not end. */
function attempt<T>(look: () => T): T | null {
  try {
    return guarded(look);
  } catch (error) {
    if ((error as NodeJS.ErrnoException)?.code === "ERR_SCRIPT_EXECUTION_INTERRUPTED") throw error;
    return null;
  }
}
