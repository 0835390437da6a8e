import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { packageRoot } from "../../src/base/files";
import { assertClose } from "../assert-close";
import {
  bundleForPage,
  DESCRIPTIONS,
  guideProgram,
  inNode,
  onlyVariant,
  PROGRAM,
  VARIANTS,
  type Variant,
} from "../package/bundle";
import { openBrowser, withoutBrowser } from "./chromium";

/** The package as an engineer has it, with TensorFlow.js beside it, in a folder that is not the package's own. */
function consumerFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "lai-page-"));
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(packageRoot(), join(folder, "node_modules", "lai-loss"));
  symlinkSync(join(packageRoot(), "node_modules", "@tensorflow"), join(folder, "node_modules", "@tensorflow"));
  return folder;
}

describe("the core in Chromium, from one page without isolation headers", { skip: withoutBrowser }, () => {
  let browser: Browser;
  let server: Server;
  let folder: string;
  const scripts = new Map<string, Uint8Array>();

  before(async () => {
    folder = consumerFolder();
    cpSync(join(packageRoot(), "tests", "package", "tf-page-program.ts"), join(folder, "tf.ts"));
    const programs = {
      core: { entryPoints: [PROGRAM] },
      tf: { entryPoints: [join(folder, "tf.ts")] },
      readme: {
        stdin: { contents: guideProgram(), resolveDir: folder },
        format: "esm" as const,
      },
    };
    for (const [name, options] of Object.entries(programs)) {
      const { warnings, outputFiles } = await bundleForPage(options);
      assert.deepEqual(warnings, []);
      scripts.set(`/${name}.js`, outputFiles[0].contents);
    }
    server = createServer(({ url = "/" }, response) => {
      const script = scripts.get(url);
      const [, name] = /^\/(\w+)\.html$/.exec(url) ?? [];
      response.setHeader("content-type", script ? "text/javascript" : "text/html");
      const module = name === "readme" ? ' type="module"' : "";
      response.end(script ?? `<!doctype html><body><script${module} src="${name}.js"></script></body>`);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    browser = await openBrowser();
  });

  after(async () => {
    await browser?.close();
    server?.close();
    if (folder) rmSync(folder, { recursive: true });
  });

  /** A page of one script; what it throws by itself is a fault. */
  async function open(name: string, variant: Variant): Promise<{ page: Page; errors: string[] }> {
    const page = await browser.newPage();
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(error.message));
    await page.addInitScript({ content: onlyVariant(variant) });
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/${name}.html`);
    return { page, errors };
  }

  const call = async <T>(page: Page, text: string): Promise<T> =>
    JSON.parse(await page.evaluate(`page.${text}.then(JSON.stringify)`));

  for (const variant of VARIANTS) {
    test(`a dense network trains to the bits of Node.js with the ${variant} kernel`, async () => {
      const { page, errors } = await open("core", variant);
      assert.equal(await page.evaluate("crossOriginIsolated || typeof SharedArrayBuffer"), "undefined");
      const found = await call<Record<string, unknown>>(page, "training()");
      assert.equal(found.description, DESCRIPTIONS[variant]);
      assert.deepEqual(found, inNode(variant, "page-program", "training()"));
      assert.deepEqual(errors, []);
      await page.close();
    });
  }

  test("what a page cannot do is refused there by name", async () => {
    const { page } = await open("core", "simd");
    const messages = await call<string[]>(page, "refusals()");
    assert.equal(messages.length, 6);
    for (const message of messages) assert.match(message, /^(ArgumentError: \S+ is .+: |Error: In a browser ).+\.$/);
    await page.close();
  });

  test("tf models train with the TensorFlow.js of the program, dense ones to the bits of Node.js", async () => {
    const { page, errors } = await open("tf", "simd");
    const found = await call<Record<string, unknown>>(page, "tfModels()");
    const expected = inNode("simd", "tf-page-program", "tfModels()");
    for (const name of ["predictions", "slopes"])
      assertClose(
        Float32Array.from(found[name] as number[]),
        Float32Array.from(expected[name] as number[]),
        1e-4,
        name,
      );
    for (const name of ["backend", "tfjs", "dense", "tape"]) assert.deepEqual(found[name], expected[name], name);
    assert.equal((found.tape as string[])[0], "tape");
    assert.deepEqual(errors, []);
    await page.close();
  });

  test("ready takes a backend that the program has imported, and says why not the others", async () => {
    const { page } = await open("tf", "simd");
    assert.deepEqual(await call(page, "chosenBackend()"), [
      { backend: "tensorflow", ok: false, reason: "tfjs-node runs in Node.js only" },
      { backend: "wasm", ok: false, reason: "the program has not imported @tensorflow/tfjs-backend-wasm" },
      { backend: "cpu", ok: true, reason: "imported by the program" },
    ]);
    await page.close();
  });

  test("the guide's page says the slope that it asked for", async () => {
    const { page, errors } = await open("readme", "simd");
    await page.waitForFunction("document.body.textContent.includes('mean slope')");
    const slope = Number(/mean slope ([\d.]+)/.exec((await page.textContent("body")) ?? "")?.[1]);
    assert.ok(Math.abs(slope - Math.sqrt(0.1)) < 0.05, `asked for 0.316, came out ${slope}`);
    assert.deepEqual(errors, []);
    await page.close();
  });
});
