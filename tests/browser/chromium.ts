import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser } from "playwright-core";
import { findEnvironment } from "tslab-kernel";

/** Debian's, or the one named by LAI_CHROMIUM; playwright-core brings none and none is downloaded. */
const PROGRAM = process.env.LAI_CHROMIUM ?? "/usr/bin/chromium";

/** Quiet, alone and without a graphics card, as on a server. */
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

function missing(): string | false {
  if (process.env.CI) return "not run in CI";
  if (!existsSync(PROGRAM)) return `there is no browser at ${PROGRAM}: apt install chromium, or set LAI_CHROMIUM`;
  try {
    createRequire(__filename).resolve("playwright-core");
  } catch {
    return "playwright-core is not installed: run npm ci";
  }
  return false;
}

/** Why tests in a browser are skipped; false where they run. */
export const withoutBrowser: string | false = missing();
/** Why tests of JupyterLab in it are skipped, which also need the set-up of notebooks. */
export const withoutLab: string | false =
  withoutBrowser || (findEnvironment() === null && "there is no .venv here: run bash kernel-setup.sh");
if (withoutLab)
  console.error(`Tests ${withoutBrowser ? "in the browser" : "of JupyterLab"} are SKIPPED: ${withoutLab}.`);

/** Starts a browser without a window, with a new profile of its own. */
export async function openBrowser(): Promise<Browser> {
  const { chromium } = await import("playwright-core");
  return chromium.launch({ executablePath: PROGRAM, headless: true, args: FLAGS });
}
