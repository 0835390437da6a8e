import assert from "node:assert/strict";
import { test } from "node:test";
import { createServer, type ServerParts } from "../../src/kernel/server";
import { framesOf, type Message, readMessage } from "../../src/kernel/wire";

const KEY = "key";

/** A socket that refuses to send until it is bound, as zeromq's do, and keeps what it sends. */
class LateSocket {
  isBound = false;
  readonly sent: string[] = [];

  send(frames: (Uint8Array | string)[]): void {
    if (!this.isBound) throw new Error("Socket is not bound");
    this.sent.push(
      readMessage(
        frames.map((frame) => Buffer.from(frame as string)),
        KEY,
      ).header.msg_type,
    );
  }
}

/** tslab's server, of which a message comes while its sockets are bound. */
class LateServer {
  readonly connInfo = { key: KEY, transport: "tcp", ip: "127.0.0.1", stdin_port: 0 };
  readonly iopub = new LateSocket();
  readonly shell = new LateSocket();
  arrived: Promise<void> | undefined;

  async handleShellMessage(_socket: LateSocket, ..._frames: Buffer[]): Promise<void> {}

  async init(): Promise<void> {
    const from = { identity: [], header: { session: "s", username: "u" } } as unknown as Message;
    const frames = framesOf(from, "kernel_info_request", {}, {}, KEY).map((frame) => Buffer.from(frame as string));
    this.arrived = this.handleShellMessage(this.shell, ...frames);
    await new Promise((resolve) => setImmediate(resolve)); // the others are being bound
    for (const socket of [this.shell, this.iopub]) socket.isBound = true;
  }
}

/** A server that answers what the kernel is, and what it has logged. */
function serverOf(ZmqServer: unknown, configPath: string): { server: unknown; log: string[] } {
  const log: string[] = [];
  const server = createServer({
    tslab: { ZmqServer },
    handler: { handleKernel: () => ({ status: "ok" }) },
    runner: {},
    debug: {},
    input: { connect() {} },
    comms: { connect() {} },
    ownObjects: { protect: (work: () => unknown) => work() },
    configPath,
    log: (text: string) => log.push(text),
  } as unknown as ServerParts);
  return { server, log };
}

test("a message that comes while the sockets are bound is answered when they are", async () => {
  const made = serverOf(LateServer, "");
  const server = made.server as LateServer;
  await server.init();
  await server.arrived;
  assert.deepEqual(made.log, []);
  assert.deepEqual(server.shell.sent, ["kernel_info_reply"]);
  assert.deepEqual(server.iopub.sent, ["status", "status"]);
});

test("a socket is bound before anything else happens: one that waits for zeromq's other thread loses its second message", () => {
  const { server } = serverOf(LateServer, "");
  const socket = {
    address: "",
    sendHighWaterMark: 1000,
    bindSync(address: string): void {
      this.address = address;
    },
  };
  void (server as { bindSocket(socket: object, port: number): Promise<void> }).bindSocket(socket, 4711);
  assert.deepEqual([socket.address, socket.sendHighWaterMark], ["tcp://127.0.0.1:4711", 0]);
});
