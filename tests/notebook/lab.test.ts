import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { notebooksFolder } from "../../src/notebook/environment";
import { labArguments } from "../../src/notebook/lab";

const folders = (args: readonly string[]): string[] => args.filter((a) => /root_dir|notebook-dir/.test(a));

describe("the arguments of JupyterLab", () => {
  it("open the notebooks' folder, and pass the user's flags on", () => {
    const args = labArguments(["--no-browser", "--port", "9999"], false);
    assert.deepEqual(folders(args), [`--ServerApp.root_dir=${notebooksFolder()}`]);
    assert.deepEqual(args.slice(-3), ["--no-browser", "--port", "9999"]);
    assert.ok(!args.includes("--allow-root"));
    assert.ok(labArguments([], true).includes("--allow-root"));
  });

  it("hold each setting once: the user's where there is one, by either name and in either form", () => {
    for (const own of [["--ServerApp.root_dir=/data"], ["--ServerApp.root_dir", "/data"], ["--notebook-dir=/data"]])
      assert.deepEqual(folders(labArguments(own, false)), [own[0]]);
    const rate = labArguments(["--ZMQChannelsWebsocketConnection.limit_rate=True"], false);
    assert.equal(rate.filter((a) => a.includes("limit_rate")).length, 1);
    assert.equal(labArguments(["--allow-root"], true).filter((a) => a === "--allow-root").length, 1);
  });
});
