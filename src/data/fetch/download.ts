import { MAX_BYTES } from "../../base/read-file";
import { DownloadError } from "./download-error";

export interface DownloadOptions {
  headers?: Readonly<Record<string, string>>;
  /** called as bytes arrive; total is undefined where the server does not say */
  onProgress?: (received: number, total: number | undefined) => void;
  /** gives up when nothing arrives for this long; defaults to 60 */
  timeoutSeconds?: number;
  /** the most bytes that are taken, packed or unpacked; defaults to 1 GB */
  maxBytes?: number;
}

/** What a server answered instead of the file. */
export class HttpStatusError extends Error {
  constructor(
    readonly status: number,
    readonly body: string,
  ) {
    super(`HTTP ${status}`);
  }
}

/**
 * Downloads a file into memory, whole or not at all: the sets of the catalogue have a few megabytes.
 * @throws HttpStatusError, DownloadError (network, interrupted, too-large)
 */
export async function download(url: string, options: DownloadOptions = {}): Promise<Buffer> {
  const { headers = {}, onProgress, timeoutSeconds = 60, maxBytes = MAX_BYTES } = options;
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), timeoutSeconds * 1000);
  const chunks: Uint8Array[] = [];
  let received = 0;
  try {
    const response = await fetch(url, { headers, signal: stop.signal });
    if (!response.ok) throw new HttpStatusError(response.status, (await response.text()).slice(0, 300));
    if (response.body === null) throw new DownloadError("interrupted", "The server sent no content: try again.");
    const length = response.headers.get("content-length");
    // a body that the server packed is counted unpacked here, and its announced length does not fit
    const isPacked = response.headers.get("content-encoding") !== null;
    const total = length === null || isPacked ? undefined : Number(length);
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      timer.refresh();
      received += chunk.length;
      if (received > maxBytes) {
        const message = `${url} sends more than the limit of ${maxBytes} bytes: a larger maxBytes (--max-bytes) allows it.`;
        throw new DownloadError("too-large", message);
      }
      chunks.push(chunk);
      onProgress?.(received, total);
    }
    if (total !== undefined && received !== total) throw new Error(`${received} of ${total} bytes arrived`);
    return Buffer.concat(chunks);
  } catch (error) {
    if (error instanceof HttpStatusError || error instanceof DownloadError) throw error;
    const cause = (error as Error).cause;
    const detail = cause instanceof Error ? cause.message : (error as Error).message;
    if (received > 0) {
      const message = `The connection broke after ${received} bytes (${detail}): run it again.`;
      throw new DownloadError("interrupted", message, { cause: error });
    }
    const host = new URL(url).host;
    const message = stop.signal.aborted
      ? `${host} did not answer in ${timeoutSeconds} s: try again later.`
      : `${host} cannot be reached (${detail}): check the network and its proxy.`;
    throw new DownloadError("network", message, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}
