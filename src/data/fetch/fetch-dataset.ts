import { mkdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { ArgumentError } from "../../base/check";
import { cacheFolder, fileFault, writeFileAtomic } from "../../base/files";
import { checkKaggleReference, checkName } from "../../base/name";
import { MAX_BYTES } from "../../base/read-file";
import { type CatalogueEntry, kagglePage } from "../catalogue";
import { bytesOfCopy, unpackedCopy } from "../copy";
import { datasetOf, readCatalogued } from "../read-catalogued";
import { type Credentials, kaggleCredentials } from "./credentials";

export interface FetchOptions {
  /** defaults to https://www.kaggle.com */
  baseUrl?: string;
  /** called as bytes arrive; total is undefined where the server does not say */
  onProgress?: (received: number, total: number | undefined) => void;
  /** gives up when nothing arrives for this long; defaults to 60 */
  timeoutSeconds?: number;
  /** the most bytes that are taken, packed or unpacked; defaults to 1 GB */
  maxBytes?: number;
}

/** Thrown where a data set could not be fetched; the message says what to do. Nothing was written under the set's name. */
export class DownloadError extends Error {
  override readonly name: string = "DownloadError";
}

/**
 * Fetches a set from Kaggle into the cache, checks its values and returns the path of its file.
 * Public sets need no account; a competition needs a token and its rules accepted.
 * The file appears under its name, whole, only when its values were found right; so several processes may fetch one set at once.
 * @throws DownloadError whose message says what to do
 */
export async function fetchDataset(entry: CatalogueEntry, options: FetchOptions = {}): Promise<string> {
  const { slug, file } = entry.kaggle;
  if (isCompetition(entry)) checkName("kaggle", slug);
  else checkKaggleReference("kaggle", slug);
  checkName("kaggle.file", file);
  const credentials = kaggleCredentials();
  if (isCompetition(entry) && credentials === undefined) {
    throw new DownloadError(`${entry.id} is a competition's set: ${tokenAdvice(entry)}`);
  }
  const path = cachedFile(entry);
  try {
    mkdirSync(dirname(path), { recursive: true });
    const received = await download(entry, credentials, options);
    const bytes = unpackedCopy(entry, received, file, options.maxBytes);
    datasetOf(entry, bytes, file);
    writeFileAtomic(path, bytes);
    return path;
  } catch (error) {
    if (error instanceof ArgumentError) {
      const message = `What Kaggle sent for ${entry.id} was not kept: ${error.message}`;
      throw new DownloadError(message, { cause: error });
    }
    throw explainDiskError(error, dirname(path));
  }
}

/**
 * Takes a file that the user has got by hand (also gzipped, in a zip, or the first of its parts) into the cache, once its
 * values were found right.
 * @param maxBytes the most bytes that it may have, as it is and unpacked; defaults to 1 GB
 * @returns the path in the cache
 */
export function keepFile(entry: CatalogueEntry, file: string, maxBytes?: number): string {
  readCatalogued({ ...entry, fileSha256: [] }, file, maxBytes);
  const path = cachedFile(entry);
  try {
    writeFileAtomic(path, bytesOfCopy(entry, file, maxBytes));
  } catch (error) {
    throw explainDiskError(error, dirname(path));
  }
  return path;
}

function cachedFile({ id, files }: CatalogueEntry): string {
  return join(cacheFolder(), id, basename(files[0]));
}

/** The same error with a remedy if it is the file system's, else the error as it was. */
function explainDiskError(error: unknown, folder: string): unknown {
  const fault = fileFault(error);
  if (fault === undefined) return error;
  const message = `${folder} cannot be written: ${fault}, or set LAI_CACHE_DIR to another folder.`;
  return new DownloadError(message, { cause: error });
}

/** What Kaggle sends, into memory, whole or not at all: the sets of the catalogue have a few megabytes. */
async function download(
  entry: CatalogueEntry,
  credentials: Credentials | undefined,
  { baseUrl = "https://www.kaggle.com", onProgress, timeoutSeconds = 60, maxBytes = MAX_BYTES }: FetchOptions,
): Promise<Buffer> {
  const { slug, file } = entry.kaggle;
  const url = isCompetition(entry)
    ? `${baseUrl}/api/v1/competitions/data/download/${slug}/${file}`
    : `${baseUrl}/api/v1/datasets/download/${slug}`;
  const headers = credentials && { authorization: credentials.authorization };
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), timeoutSeconds * 1000);
  const chunks: Uint8Array[] = [];
  let received = 0;
  try {
    const response = await fetch(url, { headers, signal: stop.signal });
    if (!response.ok) throw explainStatus(response.status, await response.text(), entry, credentials?.from);
    if (response.body === null) throw new DownloadError("The server sent no content: try again.");
    const length = response.headers.get("content-length");
    // a body that the server packed is counted unpacked here, and its announced length does not fit
    const isPacked = response.headers.get("content-encoding") !== null;
    const total = length === null || isPacked ? undefined : Number(length);
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      timer.refresh();
      received += chunk.length;
      if (received > maxBytes) {
        const message = `${url} sends more than the limit of ${maxBytes} bytes: a larger maxBytes (--max-bytes) allows it.`;
        throw new DownloadError(message);
      }
      chunks.push(chunk);
      onProgress?.(received, total);
    }
    if (total !== undefined && received !== total) throw new Error(`${received} of ${total} bytes arrived`);
    return Buffer.concat(chunks);
  } catch (error) {
    if (error instanceof DownloadError) throw error;
    const cause = (error as Error).cause;
    const detail = cause instanceof Error ? cause.message : (error as Error).message;
    if (received > 0) {
      const message = `The connection broke after ${received} bytes (${detail}): run it again.`;
      throw new DownloadError(message, { cause: error });
    }
    const host = new URL(url).host;
    const fault = stop.signal.aborted
      ? `${host} did not answer in ${timeoutSeconds} s: try again later.`
      : `${host} cannot be reached (${detail}): check the network and its proxy.`;
    throw new DownloadError(`${fault} ${byHand(entry)}`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

/** @param body what the server says beside the status */
function explainStatus(status: number, body: string, entry: CatalogueEntry, from: string | undefined): DownloadError {
  const page = kagglePage(entry);
  if (status === 401) {
    const message = from
      ? `Kaggle does not accept the token of ${from}: make a new one.`
      : "Kaggle asks for an account.";
    return new DownloadError(`${message} ${tokenAdvice(entry)}`);
  }
  if (status === 403) {
    const rules = isCompetition(entry) ? `accept the rules on ${page}/rules` : `open ${page} and see what it asks for`;
    return new DownloadError(`Kaggle refuses ${entry.id}: ${rules}, then run it again. ${byHand(entry)}`);
  }
  if (status === 404) {
    const elsewhere = isCompetition(entry)
      ? ""
      : ` If you find a copy there: lai data fetch ${entry.id} --kaggle OWNER/NAME.`;
    return new DownloadError(`Kaggle has no ${entry.kaggle.slug} (any more).${elsewhere} ${byHand(entry)}`);
  }
  const answer = body.trim() === "" || body.includes("<") ? "" : ` (${body.trim().slice(0, 120)})`;
  return new DownloadError(`Kaggle answered with HTTP ${status}${answer}: try again later. ${byHand(entry)}`);
}

const isCompetition = (entry: CatalogueEntry): boolean => entry.kaggle.type === "competition";

function tokenAdvice(entry: CatalogueEntry): string {
  const rules = isCompetition(entry) ? ` Then accept the rules on ${kagglePage(entry)}/rules.` : "";
  return (
    "make a token on https://www.kaggle.com/settings and set KAGGLE_API_TOKEN, or KAGGLE_USERNAME and KAGGLE_KEY, " +
    `or put access_token or kaggle.json into ~/.kaggle.${rules}`
  );
}

function byHand(entry: CatalogueEntry): string {
  const { file, fileIsGuess } = entry.kaggle;
  const what = fileIsGuess ? `the file (perhaps ${file})` : file;
  return `By hand: get ${what} from ${kagglePage(entry)}, then lai data fetch ${entry.id} --file THAT_FILE, zipped or not.`;
}
