import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import type { LabServer } from "./lab-server";

const SHORT_MS = 60_000;

/** Where pictures are kept for people to look at; nowhere by default. */
const PICTURES = process.env.LAI_SCREENSHOTS;

/** What the kernel's indicator says. */
type KernelState = "idle" | "busy";

/** A tab of the browser with JupyterLab in it. */
export class LabPage {
  /** exceptions of the page itself, which no user sees but which break what comes after */
  readonly errors: string[] = [];

  private constructor(readonly page: Page) {
    page.setDefaultTimeout(SHORT_MS);
    page.on("pageerror", (error) => this.errors.push(error.message));
  }

  /** Opens JupyterLab with a notebook, in a named workspace. */
  static async open(browser: Browser, server: LabServer, notebook: string, workspace: string): Promise<LabPage> {
    const page = await browser.newPage({ viewport: { width: 1400, height: 1000 } });
    const lab = new LabPage(page);
    await page.goto(server.address(notebook, workspace));
    return lab;
  }

  /** A notebook that is open in one of the lab's tabs, once its kernel answers and is in a state. */
  async notebook(name: string, state: KernelState = "idle"): Promise<NotebookView> {
    const tab = this.page.locator(".lm-DockPanel .lm-TabBar-tab").filter({ hasText: name });
    const notebook = new NotebookView(this, this.page.locator(`#${await tab.getAttribute("data-id")}`));
    await notebook.ready(state);
    return notebook;
  }

  /** Opens a notebook from the list of files and drags its tab to the right half, beside another. */
  async openBeside(name: string, other: string): Promise<NotebookView> {
    await this.page.locator(".jp-DirListing-item").filter({ hasText: name }).dblclick();
    const notebook = await this.notebook(name);
    const tab = await this.page.locator(".lm-DockPanel .lm-TabBar-tab").filter({ hasText: name }).boundingBox();
    const panel = await notebook.panel.boundingBox();
    await this.page.mouse.move(tab!.x + tab!.width / 2, tab!.y + tab!.height / 2);
    await this.page.mouse.down();
    await this.page.mouse.move(panel!.x + panel!.width - 20, panel!.y + panel!.height / 2, { steps: 10 });
    await this.page.mouse.up();
    await (await this.notebook(other)).panel.waitFor();
    return notebook;
  }

  /** Chooses an entry of the menu bar. */
  async menu(menu: string, entry: string): Promise<void> {
    await this.page.getByRole("menuitem", { name: menu, exact: true }).click();
    const items = this.page.locator(".lm-Menu-item:visible");
    await items.filter({ has: this.page.getByText(entry, { exact: true }) }).click();
  }

  /** Answers a dialog with yes. */
  async accept(): Promise<void> {
    const dialog = this.page.locator(".jp-Dialog");
    await dialog.locator(".jp-mod-accept").click();
    await dialog.waitFor({ state: "hidden" });
  }

  /** Keeps a picture of the page under a name, where pictures are wanted. */
  async picture(name: string): Promise<void> {
    if (PICTURES === undefined) return;
    mkdirSync(PICTURES, { recursive: true });
    await this.page.screenshot({ path: join(PICTURES, `${name}.png`) });
  }
}

/** What runs in the page uses this much of its DOM. */
interface CellElement {
  dataset: Record<string, string>;
  querySelector(selector: string): { textContent: string };
}
declare class MutationObserver {
  constructor(callback: () => void);
  observe(target: object, options: object): void;
  disconnect(): void;
}

/** In the page: marks a cell when the text in its brackets changes. "[*]" may stand there for a few milliseconds only. */
function watchBrackets(cell: CellElement): void {
  const brackets = (): string => cell.querySelector(".jp-InputPrompt").textContent;
  const before = brackets();
  delete cell.dataset.started;
  const observer = new MutationObserver(() => {
    if (brackets() === before) return;
    observer.disconnect();
    cell.dataset.started = "yes";
  });
  observer.observe(cell, { childList: true, characterData: true, subtree: true });
}

/** One notebook in JupyterLab, as its user sees it. */
export class NotebookView {
  readonly codeCells: Locator;

  constructor(
    readonly lab: LabPage,
    readonly panel: Locator,
  ) {
    this.codeCells = panel.locator(".jp-CodeCell");
  }

  /** A code cell, counted from 0. */
  cell(index: number): CellView {
    return new CellView(this, this.codeCells.nth(index));
  }

  /** Waits until the kernel has answered and has nothing to do, or is at work. */
  async ready(state: KernelState = "idle"): Promise<void> {
    await this.codeCells.first().waitFor();
    // before there is a kernel at all, the indicator says "idle" too
    const named = this.panel.locator(".jp-Toolbar").filter({ hasText: "TypeScript (tslab)" });
    const shown = this.lab.page.locator(`.jp-Notebook-ExecutionIndicator[data-status="${state}"]`);
    await named.filter({ has: shown }).waitFor({ timeout: 120_000 });
  }

  /** Clicks a button of the notebook's tool bar. */
  async button(name: "save" | "run" | "interrupt" | "restart" | "restart-and-run"): Promise<void> {
    await this.panel.locator(`[data-jp-item-name="${name}"] jp-button`).click();
  }

  /** Saves, and waits until the file has been written. */
  async save(): Promise<void> {
    const { page } = this.lab;
    const written = page.waitForResponse((r) => r.request().method() === "PUT" && r.url().includes("/api/contents/"));
    await this.button("save");
    await written;
  }

  /** Restarts the kernel by the button and its dialog. */
  async restart(): Promise<void> {
    await this.button("restart");
    await this.lab.accept();
    await this.ready();
  }

  /** Starts all cells by the menu. */
  async startAll(): Promise<void> {
    const last = this.cell((await this.codeCells.count()) - 1);
    await last.starting(() => this.lab.menu("Run", "Run All Cells"));
  }

  /** Waits until no cell runs or waits. */
  async settled(timeout: number): Promise<void> {
    const waiting = this.panel.locator(".jp-InputPrompt").filter({ hasText: "[*]" });
    await waiting.first().waitFor({ state: "detached", timeout });
  }

  /** The numbers in the brackets of all code cells. */
  async prompts(): Promise<string[]> {
    const texts = await this.codeCells.locator(".jp-InputPrompt").allTextContents();
    return texts.map((text) => text.replace(/[[\]:\s]/g, ""));
  }

  /** Error outputs of all cells. */
  errors(): Promise<string[]> {
    return this.panel.locator(ERROR).allTextContents();
  }
}

/** Error messages, and what was written to stderr: JupyterLab shows both alike. */
const ERROR = '.jp-OutputArea-output[data-mime-type="application/vnd.jupyter.stderr"]';

/** One code cell. */
export class CellView {
  private readonly error: Locator;
  readonly outputs: Locator;
  private readonly editor: Locator;
  private readonly number: Locator;

  constructor(
    private readonly notebook: NotebookView,
    readonly element: Locator,
  ) {
    this.outputs = element.locator(".jp-OutputArea-output");
    this.error = element.locator(ERROR);
    this.editor = element.locator(".cm-content");
    this.number = element.locator(".jp-InputPrompt");
  }

  private get page(): Page {
    return this.notebook.lab.page;
  }

  /** The number in the brackets, "*" while the cell runs or waits, "" where it has not run. */
  async prompt(): Promise<string> {
    return /\[(.*)\]/.exec((await this.number.textContent()) ?? "")![1].trim();
  }

  /** Types a new source over the old one, key by key like a person. */
  async write(source: string): Promise<void> {
    await this.editor.click();
    await this.page.keyboard.press("Control+A");
    await this.page.keyboard.insertText(source);
  }

  /** Presses a key in the editor, at the end of the text. */
  async press(key: string): Promise<void> {
    await this.editor.click();
    await this.page.keyboard.press("Control+End");
    await this.page.keyboard.press(key);
  }

  source(): Promise<string> {
    return this.editor.innerText();
  }

  /** Does what starts the cell, and waits until it runs or waits to be run. */
  async starting(action: () => Promise<void>): Promise<void> {
    await this.element.evaluate(watchBrackets);
    await action();
    await this.element.and(this.page.locator("[data-started]")).waitFor({ state: "attached" });
  }

  /** Starts the cell by Ctrl-Enter, without waiting for its end. */
  start(): Promise<void> {
    return this.starting(() => this.press("Control+Enter"));
  }

  /** Waits until the cell has ended. */
  async ended(timeout: number = SHORT_MS): Promise<void> {
    await this.number.filter({ hasText: /\[\d+\]/ }).waitFor({ timeout });
  }

  /** Runs the cell to its end. */
  async run(timeout: number = SHORT_MS): Promise<void> {
    await this.start();
    await this.ended(timeout);
  }

  /** The text of all outputs of the cell. */
  async text(): Promise<string> {
    return (await this.outputs.allTextContents()).join("\n");
  }

  /** Waits until an output of the cell has such a text. */
  async shows(text: string | RegExp, timeout: number = SHORT_MS): Promise<void> {
    await this.outputs.filter({ hasText: text }).first().waitFor({ timeout });
  }

  /** The error that the cell shows; "" where it shows none. */
  async errorText(): Promise<string> {
    return (await this.error.allTextContents()).join("\n");
  }
}
