import { fileFault } from "../../base/files";

export type DownloadFailure =
  | "network"
  | "token"
  | "forbidden"
  | "not-found"
  | "busy"
  | "interrupted"
  | "damaged"
  | "wrong-content"
  | "too-large"
  | "disk-full"
  | "not-writable"
  | "file-system";

/** Thrown where a data set could not be fetched; the message says what to do. Nothing was written under the set's name. */
export class DownloadError extends Error {
  override readonly name: string = "DownloadError";
  constructor(
    readonly failure: DownloadFailure,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The same error with a remedy if it is the file system's, else the error as it was. */
export function explainDiskError(error: unknown, folder: string): unknown {
  const fault = fileFault(error);
  if (fault === undefined) return error;
  const remedy = "set LAI_CACHE_DIR to a folder that has room and may be written";
  switch ((error as NodeJS.ErrnoException).code) {
    case "ENOSPC":
    case "EDQUOT":
      return new DownloadError("disk-full", `The disk of ${folder} is full: make room, or ${remedy}.`, {
        cause: error,
      });
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return new DownloadError("not-writable", `${folder} may not be written: ${remedy}.`, { cause: error });
    default:
      return new DownloadError("file-system", `${folder}: ${fault}.`, { cause: error });
  }
}
