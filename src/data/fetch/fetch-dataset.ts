import { mkdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { ArgumentError } from "../../base/check";
import { cacheFolder, writeFileAtomic } from "../../base/files";
import { checkKaggleReference, checkName } from "../../base/name";
import { type CatalogueEntry, kagglePage } from "../catalogue";
import { bytesOfCopy, unpackedCopy } from "../copy";
import { datasetOf, readCatalogued } from "../read-catalogued";
import { kaggleCredentials } from "./credentials";
import { type DownloadOptions, download, HttpStatusError } from "./download";
import { DownloadError, explainDiskError } from "./download-error";

export interface FetchOptions extends Pick<DownloadOptions, "onProgress" | "timeoutSeconds" | "maxBytes"> {
  /** defaults to https://www.kaggle.com */
  baseUrl?: string;
}

/**
 * Fetches a set from Kaggle into the cache, checks its values and returns the path of its file.
 * Public sets need no account; a competition needs a token and its rules accepted.
 * The file appears under its name, whole, only when its values were found right; so several processes may fetch one set at once.
 * @throws DownloadError whose message says what to do
 */
export async function fetchDataset(entry: CatalogueEntry, options: FetchOptions = {}): Promise<string> {
  const { baseUrl = "https://www.kaggle.com", ...downloadOptions } = options;
  const { slug, file } = entry.kaggle;
  if (isCompetition(entry)) checkName("kaggle", slug);
  else checkKaggleReference("kaggle", slug);
  checkName("kaggle.file", file);
  const credentials = kaggleCredentials();
  if (isCompetition(entry) && credentials === undefined) {
    throw new DownloadError("token", `${entry.id} is a competition's set: ${tokenAdvice(entry)}`);
  }
  const path = cachedFile(entry);
  const address = isCompetition(entry)
    ? `${baseUrl}/api/v1/competitions/data/download/${slug}/${file}`
    : `${baseUrl}/api/v1/datasets/download/${slug}`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    const headers = credentials ? { authorization: credentials.authorization } : undefined;
    const received = await download(address, { ...downloadOptions, headers });
    const bytes = unpackedCopy(entry, received, file, options.maxBytes);
    datasetOf(entry, bytes, file);
    writeFileAtomic(path, bytes);
    return path;
  } catch (error) {
    if (error instanceof HttpStatusError) throw explainStatus(error, entry, credentials?.from);
    if (error instanceof ArgumentError) {
      const message = `What Kaggle sent for ${entry.id} was not kept: ${error.message}`;
      throw new DownloadError("wrong-content", message, { cause: error });
    }
    if (error instanceof DownloadError && error.failure === "network") {
      throw new DownloadError("network", `${error.message} ${byHand(entry)}`, { cause: error });
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

function explainStatus(
  { status, body }: HttpStatusError,
  entry: CatalogueEntry,
  from: string | undefined,
): DownloadError {
  const page = kagglePage(entry);
  if (status === 401) {
    const message = from
      ? `Kaggle does not accept the token of ${from}: make a new one.`
      : "Kaggle asks for an account.";
    return new DownloadError("token", `${message} ${tokenAdvice(entry)}`);
  }
  if (status === 403) {
    const rules = isCompetition(entry) ? `accept the rules on ${page}/rules` : `open ${page} and see what it asks for`;
    return new DownloadError("forbidden", `Kaggle refuses ${entry.id}: ${rules}, then run it again. ${byHand(entry)}`);
  }
  if (status === 404) {
    const elsewhere = isCompetition(entry)
      ? ""
      : ` If you find a copy there: lai data fetch ${entry.id} --kaggle OWNER/NAME.`;
    const message = `Kaggle has no ${entry.kaggle.slug} (any more).${elsewhere} ${byHand(entry)}`;
    return new DownloadError("not-found", message);
  }
  const answer = body.trim() === "" || body.includes("<") ? "" : ` (${body.trim().slice(0, 120)})`;
  return new DownloadError("busy", `Kaggle answered with HTTP ${status}${answer}: try again later. ${byHand(entry)}`);
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
