import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type Behaviour = (request: IncomingMessage, response: ServerResponse, attempt: number) => void;

/** A local server that answers every request as `behave` says, and remembers the requests. */
export class MisbehavingServer {
  readonly requests: { url: string; headers: IncomingMessage["headers"] }[] = [];
  behave: Behaviour = (_request, response) => response.writeHead(500).end();
  private readonly server: Server = createServer((request, response) => {
    this.requests.push({ url: request.url ?? "", headers: request.headers });
    this.behave(request, response, this.requests.length);
  });

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
