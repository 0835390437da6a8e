import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { labArguments } from "../src/lab";

const folders = (args: readonly string[]): string[] => args.filter((a) => /root_dir|notebook-dir/.test(a));

describe("the arguments of JupyterLab", () => {
  it("open the notebooks' folder, and pass the user's flags on", () => {
    const args = labArguments(["--no-browser", "--port", "9999"], false, "/notebooks");
    assert.deepEqual(folders(args), [`--ServerApp.root_dir=/notebooks`]);
    assert.deepEqual(args.slice(-3), ["--no-browser", "--port", "9999"]);
    assert.ok(!args.includes("--allow-root"));
    assert.ok(labArguments([], true, "/notebooks").includes("--allow-root"));
  });

  it("hold each setting once: the user's where there is one, by either name and in either form", () => {
    for (const own of [["--ServerApp.root_dir=/data"], ["--ServerApp.root_dir", "/data"], ["--notebook-dir=/data"]])
      assert.deepEqual(folders(labArguments(own, false, "/notebooks")), [own[0]]);
    const rate = labArguments(["--ZMQChannelsWebsocketConnection.limit_rate=True"], false, "/notebooks");
    assert.equal(rate.filter((a) => a.includes("limit_rate")).length, 1);
    assert.equal(labArguments(["--allow-root"], true, "/notebooks").filter((a) => a === "--allow-root").length, 1);
  });
});
