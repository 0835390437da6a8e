import { createHash } from "node:crypto";
import { ArgumentError } from "../argument-error";
import { type Packed, pack, unpack } from "./buffers";
import { type Comm, frontEnd } from "./front-end";

/** The version of anywidget's front end that jupyter/python/requirements.txt installs, and its module's name there. */
const ANYWIDGET = { module: "anywidget", version: "~0.11.*" };
/** The version of the widget messages that are spoken here. */
const PROTOCOL = "2.1.0";
const VIEW = "application/vnd.jupyter.widget-view+json";

export type WidgetState = Record<string, unknown>;
type Listener = (value: unknown) => void;
type Receiver = (content: unknown, buffers: readonly Uint8Array[]) => void;

/** What a widget is made of. */
export interface WidgetOptions {
  /** JavaScript of an anywidget module: `export default { render({ model, el }) { ... } }` */
  esm: string;
  css?: string;
  /** what `model.get(name)` gives in the page: JSON, and typed arrays, which are a DataView there */
  state?: WidgetState;
}

/**
 * A widget in the notebook, shown by anywidget's front end and driven from here: what one side sets, the other sees.
 *
 * @example
 * const counter = widget({
 *   esm: `export default { render({ model, el }) {
 *     const button = document.createElement("button");
 *     button.onclick = () => { model.set("count", model.get("count") + 1); model.save_changes(); };
 *     button.textContent = "more"; el.append(button); } }`,
 *   state: { count: 0 },
 * });
 * counter.on("count", (count) => console.log(count));
 * display(counter);
 *
 * @throws ArgumentError where `esm` is no text or a name of the state begins with "_"
 * @see https://anywidget.dev/en/afm
 */
export function widget(options: WidgetOptions): Widget {
  if (typeof options?.esm !== "string" || options.esm.trim() === "") {
    throw new ArgumentError(
      "esm",
      options?.esm,
      "give the JavaScript of an anywidget module as text, with a default export.",
    );
  }
  const own = Object.keys(options.state ?? {}).find((name) => name.startsWith("_"));
  if (own !== undefined) throw new ArgumentError("state", own, "names that begin with _ are the front end's own.");
  return new Widget(options);
}

export class Widget {
  private readonly state: WidgetState;
  private readonly listeners = new Map<string, Set<Listener>>();
  private readonly receivers = new Set<Receiver>();
  private comm: Comm | null = null;

  constructor(private readonly options: WidgetOptions) {
    this.state = { ...options.state };
  }

  get(name: string): unknown {
    return this.state[name];
  }

  /** Sets a value, here and in the page; listeners hear it. */
  set(name: string, value: unknown): void {
    this.sendState({ [name]: value });
    this.take({ [name]: value });
  }

  /** Calls `listener` with each new value of `name`; returns what takes the listener away. */
  on(name: string, listener: Listener): () => void {
    const heard = this.listeners.get(name) ?? new Set();
    this.listeners.set(name, heard.add(listener));
    return () => heard.delete(listener);
  }

  /** Sends a message that the module hears by `model.on("msg:custom", (content, buffers) => ...)`. */
  send(content: unknown, buffers: readonly Uint8Array[] = []): void {
    this.comm?.send(
      { method: "custom", content },
      buffers.map((bytes) => bytes.slice()),
    );
  }

  /** Hears what the module sends by `model.send(...)`; returns what takes the receiver away. */
  onMessage(receiver: Receiver): () => void {
    this.receivers.add(receiver);
    return () => this.receivers.delete(receiver);
  }

  /** Takes the widget out of the page. */
  close(): void {
    this.comm?.close();
    this.comm = null;
  }

  /** The widget where somebody can use it; elsewhere (a headless run, plain tslab) its state as text. */
  [Symbol.for("Jupyter.display")](): Record<string, unknown> {
    const asText = (_: string, value: unknown): unknown =>
      ArrayBuffer.isView(value) ? `${value.constructor.name} of ${value.byteLength} bytes` : value;
    const text = { "text/plain": `Widget ${JSON.stringify(this.state, asText)}` };
    const page = frontEnd();
    if (page === null || !page.isInteractive()) return text;
    if (this.comm === null) {
      const { buffers, ...data } = pack(this.wholeState());
      const hear = (message: Record<string, unknown>, bytes: readonly Uint8Array[]): void => this.hear(message, bytes);
      this.comm = page.openComm("jupyter.widget", data, { version: PROTOCOL }, hear, buffers);
    }
    return { ...text, [VIEW]: { model_id: this.comm.id, version_major: 2, version_minor: 0 } };
  }

  private sendState(some: WidgetState): void {
    const { buffers, ...data } = pack(some);
    this.comm?.send({ method: "update", ...data }, buffers);
  }

  private hear(message: Record<string, unknown>, buffers: readonly Uint8Array[]): void {
    const { method, state, buffer_paths = [], content } = message;
    if (method === "update") this.take(unpack({ state, buffer_paths, buffers } as Packed, this.state));
    else if (method === "request_state") this.sendState(this.wholeState());
    else if (method === "custom") for (const receiver of this.receivers) receiver(content, buffers);
  }

  private take(state: WidgetState): void {
    Object.assign(this.state, state);
    for (const [name, value] of Object.entries(state))
      for (const listener of this.listeners.get(name) ?? []) listener(value);
  }

  /** The page keeps one style sheet a name. */
  private styleName(): string {
    return createHash("sha256")
      .update(this.options.css ?? "")
      .digest("hex")
      .slice(0, 16);
  }

  private wholeState(): WidgetState {
    return {
      ...this.state,
      _model_module: ANYWIDGET.module,
      _model_module_version: ANYWIDGET.version,
      _model_name: "AnyModel",
      _view_module: ANYWIDGET.module,
      _view_module_version: ANYWIDGET.version,
      _view_name: "AnyView",
      _view_count: null,
      _anywidget_id: this.styleName(),
      _esm: this.options.esm,
      _css: this.options.css ?? "",
    };
  }
}
