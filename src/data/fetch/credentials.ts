import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { ArgumentError } from "../../base/check";
import { readFileWithin } from "../../base/read-file";

/** How Kaggle is told who asks: an HTTP Authorization header, and where it comes from for messages. */
export interface Credentials {
  authorization: string;
  from: string;
}

/**
 * Kaggle's token in one of the forms that it accepts: KAGGLE_API_TOKEN; KAGGLE_USERNAME with KAGGLE_KEY; the file
 * access_token or kaggle.json in KAGGLE_CONFIG_DIR, ~/.config/kaggle or ~/.kaggle. Undefined where there is none: public data sets need none.
 */
export function kaggleCredentials(
  environment: NodeJS.ProcessEnv = process.env,
  home: string = homedir(),
): Credentials | undefined {
  const { KAGGLE_API_TOKEN: token, KAGGLE_USERNAME: user, KAGGLE_KEY: key } = environment;
  if (token) return bearer(token, "KAGGLE_API_TOKEN");
  if (user && key) return basic(user, key, "KAGGLE_USERNAME and KAGGLE_KEY");
  if (user || key) {
    const absent = user ? "KAGGLE_KEY" : "KAGGLE_USERNAME";
    const remedy = `set it beside ${user ? "KAGGLE_USERNAME" : "KAGGLE_KEY"}, or unset both.`;
    throw new ArgumentError(absent, undefined, remedy);
  }
  const folders = [environment.KAGGLE_CONFIG_DIR, join(home, ".config", "kaggle"), join(home, ".kaggle")];
  for (const folder of folders) {
    if (!folder) continue;
    const tokenFile = join(folder, "access_token");
    if (existsSync(tokenFile)) return bearer(textOf(tokenFile), tokenFile);
    const path = join(folder, "kaggle.json");
    if (!existsSync(path)) continue;
    const text = textOf(path);
    let content: { username?: unknown; key?: unknown };
    try {
      content = JSON.parse(text) ?? {};
    } catch {
      content = {}; // what is there is a secret: not shown
    }
    if (typeof content.username !== "string" || typeof content.key !== "string") {
      const remedy = "download it again from Kaggle's settings page.";
      throw new ArgumentError(path, "a file without username and key", remedy);
    }
    return basic(content.username, content.key, path);
  }
  return undefined;
}

/** Of a file of a few lines. */
function textOf(path: string): string {
  return readFileWithin(path, 100_000)
    .toString("utf8")
    .replace(/^\uFEFF/, "");
}

function bearer(token: string, from: string): Credentials {
  const text = token.trim();
  if (/^[!-~]+$/.test(text)) return { authorization: `Bearer ${text}`, from };
  throw new ArgumentError(from, text === "" ? "empty" : "a text with spaces", "put the token in it, and nothing else.");
}

function basic(user: string, key: string, from: string): Credentials {
  return { authorization: `Basic ${Buffer.from(`${user}:${key}`).toString("base64")}`, from };
}
