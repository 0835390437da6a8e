import { existsSync, readFileSync, statSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { after, before } from "node:test";
import type { Browser, Page } from "playwright-core";
import { packageRoot } from "../../src/base/files";
import { openBrowser } from "../browser/chromium";

/** The site as `npm run docs` built it. */
export const SITE: string = join(packageRoot(), "docs", "dist");

/** Why tests of the site are skipped; false where it is built. */
export const withoutSite: string | false = existsSync(join(SITE, "index.html"))
  ? false
  : "the site is not built: npm run docs";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};

/** Serves the site as a plain file server does, without any headers of its own. */
export async function serveSite(): Promise<{ server: Server; address: string }> {
  const server = createServer(({ url = "/" }, response) => {
    const path = join(SITE, new URL(url, "http://site").pathname);
    const file = existsSync(path) && statSync(path).isDirectory() ? join(path, "index.html") : path;
    if (!existsSync(file)) {
      response.statusCode = 404;
      response.end();
      return;
    }
    response.setHeader("content-type", TYPES[extname(file)] ?? "application/octet-stream");
    response.end(readFileSync(file));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
}

/** The site on a server and a browser beside it, from the first test of a `describe` to its last. */
export interface OpenSite {
  browser: Browser;
  address: string;
}

/** To be called inside of a `describe`; its parts are there once the tests run. */
export function openSite(): OpenSite {
  const site = {} as OpenSite;
  let server: Server | undefined;
  before(async () => {
    const served = await serveSite();
    server = served.server;
    site.address = served.address;
    site.browser = await openBrowser();
  });
  after(async () => {
    await site.browser?.close();
    server?.close();
  });
  return site;
}

/** The playground in a tab, as a visitor uses it. */
export class PlaygroundPage {
  /** exceptions of the page itself */
  readonly errors: string[] = [];
  /** what the page asked a server for */
  readonly requests: string[] = [];

  constructor(readonly page: Page) {
    page.on("pageerror", (error) => this.errors.push(error.message));
    page.on("request", (request) => this.requests.push(request.url()));
  }

  /** Waits until what is announced to screen readers begins with these words, and gives all of it. */
  async announced(words: string): Promise<string> {
    const begins = `document.querySelector("#status").textContent.startsWith(${JSON.stringify(words)})`;
    await this.page.waitForFunction(begins, null, { timeout: 60_000 });
    return (await this.page.textContent("#status"))!;
  }

  /** Waits until what is said of the sample is as it should be: the worker answers a moment after a key or the pointer. */
  async saidOfSample(isRight: (text: string) => boolean): Promise<void> {
    const limit = Date.now() + 10_000;
    for (;;) {
      const text = (await this.page.textContent("#sample-said"))!;
      if (isRight(text)) return;
      if (Date.now() > limit) throw new Error(`of the sample is said: ${text}`);
      await this.page.waitForTimeout(20);
    }
  }

  /** Waits until all networks are trained. */
  async trained(): Promise<string> {
    return this.announced("All networks are trained.");
  }

  /** Sets a slider as a hand does. */
  async slide(id: string, value: number): Promise<void> {
    await this.page.locator(id).fill(String(value));
  }

  /** The numbers of a table's row; text where a cell holds no number. */
  async row(table: string, method: string): Promise<(number | string)[]> {
    await this.page.waitForTimeout(400); // numbers are written over a few times a second
    const cells = await this.page.locator(`${table} tr:has(th:text-is("${method}")) td`).allTextContents();
    return cells.map((cell) => (Number.isNaN(Number(cell)) ? cell : Number(cell)));
  }

  /** Gives the page a file of this text. */
  async giveFile(text: string | Buffer, name = "own.csv"): Promise<void> {
    const buffer = Buffer.from(text as string);
    await this.page.setInputFiles("#file", { name, mimeType: "text/csv", buffer });
  }

  /** What the page says against the file. */
  async refusal(): Promise<string> {
    await this.page.locator("#refused:not(:empty)").waitFor();
    return (await this.page.textContent("#refused"))!;
  }
}
