import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import fs from "node:fs/promises";
import { dirname } from "node:path";
import { MAX_BYTES } from "../../base/read-file";
import { DownloadError, explainDiskError } from "./download-error";

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
 * Downloads into a file that holds the part received so far; a broken download goes on where it stopped, if the server
 * still has the same file, and starts anew otherwise.
 * @param part the file for the bytes; beside it a .tag file remembers the server's version
 * @throws HttpStatusError, DownloadError (network, interrupted, too-large, or of the file system)
 */
export async function download(url: string, part: string, options: DownloadOptions = {}): Promise<void> {
  const { headers = {}, onProgress, timeoutSeconds = 60, maxBytes = MAX_BYTES } = options;
  const tagFile = `${part}.tag`;
  const tag = existsSync(tagFile) ? readFileSync(tagFile, "utf8") : "";
  const had = tag !== "" && existsSync(part) ? statSync(part).size : 0;
  const removePart = (): void => {
    for (const path of [part, tagFile]) rmSync(path, { force: true });
  };
  const stop = new AbortController();
  let timer = setTimeout(() => stop.abort(), timeoutSeconds * 1000);
  const alive = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => stop.abort(), timeoutSeconds * 1000);
  };
  let received = 0;
  try {
    const range = had > 0 ? { range: `bytes=${had}-`, "if-range": tag } : undefined;
    const response = await fetch(url, { headers: { ...headers, ...range }, signal: stop.signal });
    if (response.status === 416 && range !== undefined) {
      removePart();
      clearTimeout(timer);
      return await download(url, part, options); // without a part no range is asked for: once more at most
    }
    if (!response.ok) throw new HttpStatusError(response.status, (await response.text()).slice(0, 300));
    if (response.body === null) throw new DownloadError("interrupted", "The server sent no content: try again.");
    const goesOn = response.status === 206;
    received = goesOn ? had : 0;
    const length = response.headers.get("content-length");
    // a body that the server packed is counted unpacked here, and its announced length does not fit
    const isPacked = response.headers.get("content-encoding") !== null;
    const total = length === null || isPacked ? undefined : received + Number(length);
    const version = response.headers.get("etag") ?? response.headers.get("last-modified") ?? "";
    const file = await fs.open(part, goesOn ? "a" : "w");
    try {
      if (version === "" || version.startsWith("W/")) rmSync(tagFile, { force: true });
      else writeFileSync(tagFile, version);
      for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
        alive();
        received += chunk.length;
        if (received > maxBytes) {
          const message = `${url} sends more than the limit of ${maxBytes} bytes: a larger maxBytes (--max-bytes) allows it.`;
          throw new DownloadError("too-large", message);
        }
        await file.writeFile(chunk);
        onProgress?.(received, total);
      }
    } finally {
      await file.close();
    }
    if (total !== undefined && received !== total) throw new Error(`${received} of ${total} bytes arrived`);
    rmSync(tagFile, { force: true });
  } catch (error) {
    if (error instanceof DownloadError && error.failure === "too-large") removePart();
    if (error instanceof HttpStatusError || error instanceof DownloadError) throw error;
    const explained = explainDiskError(error, dirname(part));
    if (explained !== error) {
      removePart();
      throw explained;
    }
    const cause = (error as Error).cause;
    const detail = cause instanceof Error ? cause.message : (error as Error).message;
    if (received > 0) {
      const message = `The connection broke after ${received} bytes (${detail}): run it again, it goes on from there if the server allows.`;
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
