const WORDS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file or folder",
  EEXIST: "a file stands where a folder is needed: give another name",
  ENOTDIR: "a part of its path is a file, not a folder",
  EISDIR: "this is a folder: name the file in it",
  EACCES: "this user may not read or write it: change its permissions, or give another place",
  EPERM: "this user may not read or write it: change its permissions, or give another place",
  EROFS: "its disk can be read only: give a place on another one",
  ENOSPC: "the disk is full: make room",
  EDQUOT: "the disk is full for this user: make room",
  EFBIG: "it is larger than its disk allows: give a place on another one",
  EMFILE: "too many files are open: close some, or raise their number (ulimit -n)",
  ENFILE: "too many files are open on this machine: close some",
  ELOOP: "its links lead to one another: name the file itself",
  ENAMETOOLONG: "its name is too long: give a shorter one",
  EIO: "its disk cannot be read or written: look after the disk",
};

/** What an error of the file system says, in words with a remedy; undefined for any other error. */
export function fileFault(error: unknown): string | undefined {
  return WORDS[(error as NodeJS.ErrnoException | null)?.code ?? ""];
}
