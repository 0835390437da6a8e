import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { Redis } from "ioredis";
import { newFolder } from "./small-study";

/** Why tests that need a Redis are skipped; false where there is one. */
export const NO_REDIS: string | false = isInstalled("redis-server")
  ? false
  : "redis-server is not installed here (Debian: apt-get install redis-server)";

export function isInstalled(program: string): boolean {
  try {
    execFileSync(program, ["--version"], { stdio: "ignore" });
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ENOENT";
  }
}

export interface RedisOptions {
  password?: string;
  /** files of a certificate: the port then speaks TLS alone */
  tls?: { certificate: string; key: string };
}

/** A real redis-server on a free port of this machine, which writes everything to an append-only file. */
export class RedisServer {
  private child: ChildProcess | null = null;
  private readonly folder = newFolder();

  private constructor(
    private readonly port: number,
    private readonly options: RedisOptions,
  ) {}

  static async start(options: RedisOptions = {}): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), options);
    await server.begin();
    return server;
  }

  get address(): string {
    const { password, tls } = this.options;
    return `${tls ? "rediss" : "redis"}://${password ? `:${password}@` : ""}localhost:${this.port}`;
  }

  /** Killed, and begun again, with its data or without any. */
  async restart({ keepData }: { keepData: boolean }): Promise<void> {
    await this.stop();
    if (!keepData) rmSync(join(this.folder, "appendonlydir"), { recursive: true });
    await this.begin();
  }

  async stop(): Promise<void> {
    if (this.child === null || this.child.exitCode !== null) return;
    this.child.kill("SIGKILL");
    await once(this.child, "exit");
  }

  private async begin(): Promise<void> {
    const { password, tls } = this.options;
    const port = tls
      ? ["--port", "0", "--tls-port", String(this.port), "--tls-auth-clients", "no"].concat(
          ["--tls-cert-file", tls.certificate, "--tls-key-file", tls.key],
          ["--tls-ca-cert-file", tls.certificate],
        )
      : ["--port", String(this.port)];
    const flags = [...port, "--bind", "127.0.0.1", "--dir", this.folder, "--appendonly", "yes", "--save", ""];
    if (password) flags.push("--requirepass", password);
    this.child = spawn("redis-server", flags, { stdio: "ignore" });
    const client = new Redis(this.address, {
      maxRetriesPerRequest: null,
      retryStrategy: () => 20,
      tls: tls ? { rejectUnauthorized: false } : undefined,
    });
    client.on("error", () => {}); // until it is up
    await client.ping();
    client.disconnect();
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}
