import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { environmentPython } from "../../src/project";
import { KernelSession, launcher, repository, sharedKernel, withoutKernel } from "./kernel-session";

const kernel = sharedKernel("const kept = 42;");

for (const [what, code, message] of [
  ["process.exit", "console.log('said'); process.exit(3); console.log('unheard')", /^process\.exit\(3\) was called/],
  ["process.exit in a try", "console.log('said'); try { process.exit() } catch {}", /^process\.exit\(\) was called/],
  [
    "process.exit behind an await",
    "console.log('said'); await new Promise((ok) => setTimeout(ok, 5)); process.exit(0)",
    /^process\.exit\(0\) was called/,
  ],
  [
    "process.exit where nobody awaits",
    "async function main() { throw new Error('said') }\nmain().catch((error) => { console.log(error.message); process.exit(1); });",
    /^process\.exit\(1\) was called/,
  ],
  [
    "process.exit in a timer, while the cell waits",
    "console.log('said'); setTimeout(() => process.exit(1), 5); await new Promise(() => {})",
    /^process\.exit\(1\) was called/,
  ],
  ["process.reallyExit", "console.log('said'); (process as any).reallyExit(1)", /reallyExit\(\) was called/],
  ["process.abort", "console.log('said'); process.abort()", /^process\.abort\(\) was called/],
  ["a signal to itself", "console.log('said'); process.kill(process.pid, 'SIGHUP')", /SIGHUP on the kernel itself/],
  ["a signal by number", "console.log('said'); process.kill(process.pid, 15)", /SIGTERM on the kernel itself/],
] as const) {
  test(`${what} ends the cell, and the kernel lives on`, { skip: withoutKernel }, async () => {
    const { status, stdout, error } = await kernel.execute(code);
    assert.deepEqual([status, stdout, error?.ename], ["error", "said\n", "ProcessExit"]);
    assert.match(error?.evalue ?? "", message);
    assert.doesNotMatch(error?.evalue ?? "", /\n/); // told once
    assert.equal((await kernel.execute("kept")).stdout, "42\n");
  });
}

test("a signal that a cell listens to is sent, and other processes are ended", { skip: withoutKernel }, async () => {
  const { stdout, error } = await kernel.execute(`
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
process.once("SIGUSR2", () => console.log("heard"));
process.kill(process.pid, "SIGUSR2");
const child = spawn("sleep", ["60"]);
process.kill(child.pid!, "SIGTERM");
console.log((await once(child, "exit"))[1]);`);
  assert.equal(error, null);
  assert.deepEqual(stdout.trim().split("\n").sort(), ["SIGTERM", "heard"]);
});

test("a listener of SIGINT hears of Stop and does not take it away", { skip: withoutKernel }, async () => {
  await kernel.execute("process.on('SIGINT', () => { console.log('cleaned up'); process.exit(130); });");
  for (const wait of ["await new Promise(() => {})", "while (true) {}", "await null; while (true) {}"]) {
    const id = await kernel.send(`console.log("waiting");\n${wait}`);
    await kernel.printed(id, "waiting");
    await kernel.interrupt();
    const { error, stdout } = await kernel.finish(id);
    assert.equal(error?.ename, "Stopped", wait);
    assert.equal(stdout, "waiting\ncleaned up\n", wait);
    assert.equal((await kernel.execute("kept")).stdout, "42\n");
  }
  await kernel.execute("process.removeAllListeners('SIGINT');");
});

test("a listener of SIGINT that never returns is left, and Stop stops", { skip: withoutKernel }, async () => {
  await kernel.execute("process.on('SIGINT', () => { for (;;) {} });");
  const id = await kernel.send("console.log('begun'); while (true) {}");
  await kernel.printed(id, "begun");
  await kernel.interrupt();
  const { error, stderr } = await kernel.finish(id);
  assert.equal(error?.ename, "Stopped");
  assert.match(stderr, /timed out after 2000ms/);
  await kernel.execute("process.removeAllListeners('SIGINT');");
  assert.equal((await kernel.execute("kept")).stdout, "42\n");
});

test("a cell that removes all listeners still hears signals", { skip: withoutKernel }, async () => {
  await kernel.execute("process.removeAllListeners();");
  const { stdout } = await kernel.execute(
    "await new Promise<void>((ok) => { process.once('SIGTERM', () => { console.log('heard'); ok(); }); process.kill(process.pid, 'SIGTERM'); });",
  );
  assert.equal(stdout, "heard\n");
});

for (const [how, code, last] of [
  ["by its cell", "process.kill(process.pid, 'SIGKILL')", "The kernel ends here: this cell sent SIGKILL to it."],
  ["by another program", "execFileSync('sh', ['-c', 'sleep 1; kill -9 ' + process.pid])", "two"],
]) {
  test(`what was printed before the kernel is killed ${how} is shown`, { skip: withoutKernel }, async () => {
    const other = await KernelSession.start();
    try {
      const id = await other.send(
        `import { execFileSync } from 'node:child_process';\nconsole.log('one'); console.log('two'); ${code};`,
      );
      await other.printed(id, last);
      await other.printed(id, "two");
    } finally {
      await other.close();
    }
  });
}

/** Starts a kernel as Jupyter does, tells its process, and is killed. */
const JUPYTER = `
import sys, time
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import KernelManager
manager = KernelManager()
argv = [sys.argv[1], sys.argv[2], "--config-path", "{connection_file}"]
manager._kernel_spec = KernelSpec(argv=argv, display_name="k", language="typescript", interrupt_mode="signal")
manager.start_kernel(stdout=-3)
if sys.argv[3] == "ready":
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=90)
    client.execute("while (true) {}")
    time.sleep(0.5)
print(manager.provisioner.pid, flush=True)
time.sleep(100)
`;

for (const [when, mode] of [
  ["while it starts", "at once"],
  ["while a cell computes", "ready"],
]) {
  test(`a kernel whose Jupyter dies ${when} ends`, { skip: withoutKernel }, async () => {
    const jupyter = spawn(environmentPython(repository), ["-c", JUPYTER, process.execPath, launcher, mode]);
    const [line] = await once(createInterface({ input: jupyter.stdout }), "line");
    const kernelProcess = Number(line);
    jupyter.kill("SIGKILL");
    const patience = Date.now() + 20_000;
    const isThere = (): boolean => {
      try {
        return process.kill(kernelProcess, 0);
      } catch {
        return false;
      }
    };
    while (isThere() && Date.now() < patience) await new Promise((resolve) => setTimeout(resolve, 50));
    const livedOn = isThere();
    if (livedOn) process.kill(kernelProcess, "SIGKILL");
    assert.equal(livedOn, false);
  });
}

test("a cell that fills the memory is ended in a sentence, and the kernel lives on", {
  skip: withoutKernel,
}, async () => {
  const before = process.env.NODE_OPTIONS;
  process.env.NODE_OPTIONS = "--max-old-space-size=1500";
  const small = await KernelSession.start();
  process.env.NODE_OPTIONS = before ?? "";
  try {
    await small.execute("const kept = 42; let lists: number[][] | null = [];");
    const { error } = await small.execute("await null; for (;;) lists?.push(new Array(1e5).fill(1.5));");
    assert.equal(error?.ename, "MemoryExhausted");
    assert.match(error?.evalue ?? "", /^the memory is full: [\d.]+ of [\d.]+ GB\. This cell was ended/);
    assert.equal((await small.execute("lists = null; kept")).stdout, "42\n");
    const { stdout } = await small.execute("let n = 0; for (let i = 0; i < 1e7; i++) n += [i].length; n");
    assert.equal(stdout, "10000000\n"); // garbage is not what is meant
  } finally {
    await small.close();
  }
});

test("a kernel that finds a port taken ends at once, and says which", async () => {
  const servers = Array.from({ length: 5 }, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((server) => once(server, "listening")));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  const [taken, ...others] = servers;
  await Promise.all(others.map((server) => once(server.close(), "close")));
  const folder = mkdtempSync(join(tmpdir(), "taken-"));
  const file = join(folder, "connection.json");
  const [iopub_port, shell_port, stdin_port, control_port, hb_port] = ports;
  const connection = { iopub_port, shell_port, stdin_port, control_port, hb_port, ip: "127.0.0.1", transport: "tcp" };
  writeFileSync(file, JSON.stringify({ ...connection, key: "key", signature_scheme: "hmac-sha256" }));
  const { status, stderr } = spawnSync(process.execPath, [launcher, "--config-path", file], { encoding: "utf8" });
  assert.equal(status, 1);
  assert.match(stderr, new RegExp(`^tslab-kernel: port ${iopub_port}: Address already in use\n$`));
  taken.close();
  rmSync(folder, { recursive: true });
});
