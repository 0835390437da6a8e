import { after, before } from "node:test";
import type { Browser } from "playwright-core";
import { openBrowser } from "./chromium";
import { LabServer } from "./lab-server";
import { LabPage, type NotebookView } from "./notebook-page";

/** JupyterLab with a notebook open in a browser; not to be looked at before the first test. */
export interface OpenLab {
  server: LabServer;
  browser: Browser;
  lab: LabPage;
  notebook: NotebookView;
}

/** Opens a notebook before the tests of a suite, in a workspace of this name, and closes everything after them. */
export function openLab(notebook: string, workspace: string, prepare?: (server: LabServer) => void): OpenLab {
  const open: Partial<OpenLab> = {};
  before(async () => {
    open.server = await LabServer.start();
    prepare?.(open.server);
    open.browser = await openBrowser();
    open.lab = await LabPage.open(open.browser, open.server, notebook, workspace);
    open.notebook = await open.lab.notebook(notebook);
  });
  after(async () => {
    await open.lab?.picture(`${workspace}-end`);
    await open.browser?.close();
    await open.server?.stop();
  });
  return open as OpenLab;
}
