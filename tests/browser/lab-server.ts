import { type ChildProcess, spawn } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { notebooksFolder } from "tslab-kernel";
import { packageRoot } from "../../src/base/files";

const TOKEN = "lai-browser-test";
const START_MS = 60_000;

/** A cell as a notebook file holds it. */
export interface SavedCell {
  cell_type: "code" | "markdown";
  source: string | string[];
  execution_count?: number | null;
  outputs?: { output_type: string; data?: Record<string, unknown>; text?: string | string[] }[];
}

/** The project's own JupyterLab (what `npm start` runs), on copies of the notebooks: JupyterLab saves by itself. */
export class LabServer {
  private log = "";

  private constructor(
    /** the copies */
    readonly folder: string,
    private readonly home: string,
    private readonly port: number,
    private readonly process: ChildProcess,
  ) {
    for (const stream of [process.stdout!, process.stderr!]) {
      stream.on("data", (chunk) => {
        this.log += chunk;
      });
    }
  }

  static async start(): Promise<LabServer> {
    const home = mkdtempSync(join(tmpdir(), "lai-browser-"));
    const folder = join(home, "notebooks");
    mkdirSync(folder);
    for (const name of readdirSync(notebooksFolder()).filter((file) => file.endsWith(".ipynb")))
      copyFileSync(join(notebooksFolder(), name), join(folder, name));
    const port = await freePort();
    const flags = ["--no-browser", "--port", String(port), `--IdentityProvider.token=${TOKEN}`];
    const command = [join(packageRoot(), "dist", "cli.js"), "notebook", "lab", ...flags];
    // a home of its own: neither this user's settings nor the places of the tabs of an earlier run count
    const own = ["CONFIG_DIR", "DATA_DIR", "RUNTIME_DIR"].map((name) => [`JUPYTER_${name}`, join(home, name)]);
    const labs = ["SETTINGS_DIR", "WORKSPACES_DIR"].map((name) => [`JUPYTERLAB_${name}`, join(home, name)]);
    const child = spawn(process.execPath, [...command, "--ServerApp.root_dir", folder], {
      env: { ...process.env, ...Object.fromEntries([...own, ...labs]) },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const server = new LabServer(folder, home, port, child);
    await server.answers();
    return server;
  }

  /** Where a notebook is to be opened; a workspace's name keeps its tabs, a new name starts without any. */
  address(notebook: string, workspace: string): string {
    return `http://127.0.0.1:${this.port}/lab/workspaces/${workspace}/tree/${notebook}?token=${TOKEN}`;
  }

  /** Writes a notebook of these code cells for the tslab kernel. */
  write(notebook: string, cells: readonly string[]): void {
    const kernelspec = { name: "tslab", display_name: "TypeScript (tslab)", language: "typescript" };
    const content = {
      nbformat: 4,
      nbformat_minor: 5,
      metadata: { kernelspec },
      cells: cells.map((source, i) => ({
        cell_type: "code",
        id: `cell-${i}`,
        metadata: {},
        source,
        execution_count: null,
        outputs: [],
      })),
    };
    writeFileSync(join(this.folder, notebook), JSON.stringify(content));
  }

  /** The cells of a notebook as they are saved now. */
  read(notebook: string): SavedCell[] {
    return JSON.parse(readFileSync(join(this.folder, notebook), "utf8")).cells;
  }

  /** Ends JupyterLab with its kernels, and removes the copies. */
  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.process.once("close", resolve));
    if (this.process.exitCode === null) {
      this.process.kill("SIGTERM");
      await ended;
    }
    rmSync(this.home, { recursive: true, force: true });
  }

  private async answers(): Promise<void> {
    for (const deadline = Date.now() + START_MS; Date.now() < deadline; ) {
      if (this.process.exitCode !== null) break;
      const address = `http://127.0.0.1:${this.port}/api?token=${TOKEN}`;
      const response = await fetch(address).catch(() => undefined);
      if (response?.ok) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await this.stop();
    throw new Error(`JupyterLab did not start:\n${this.log}`);
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
