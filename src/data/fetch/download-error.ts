export type DownloadFailure =
  | "network"
  | "token"
  | "forbidden"
  | "not-found"
  | "busy"
  | "interrupted"
  | "damaged"
  | "wrong-content"
  | "disk-full";

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

/** The same error with a remedy if the disk is full or may not be written, else the error as it was. */
export function explainDiskError(error: unknown, folder: string): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  const remedy = "set LAI_CACHE_DIR to a folder that has room and may be written";
  if (code === "ENOSPC" || code === "EDQUOT") {
    return new DownloadError("disk-full", `The disk of ${folder} is full: make room, or ${remedy}.`, { cause: error });
  }
  if (code === "EACCES" || code === "EROFS" || code === "EPERM") {
    return new DownloadError("disk-full", `${folder} may not be written: ${remedy}.`, { cause: error });
  }
  return error;
}
