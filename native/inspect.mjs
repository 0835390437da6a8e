/** What a file of the native kernel is, read from the file itself: its format, processor, and the names that it gives and wants. */
import { readFileSync } from "node:fs";

const ELF_PROCESSORS = { 62: "x64", 183: "arm64" };
const MACH_PROCESSORS = { 16777223: "x64", 16777228: "arm64" };

/** Node.js calls it when it loads the file. */
const ENTRY = "napi_register_module_v1";
/** What it may want from outside besides Node-API: all systems have these. */
const WANTED =
  /^(napi_\w+|mem(cpy|move|set)|(__)?bzero|calloc|free|__stack_chk_(fail|guard)|__gmon_start__|__cxa_finalize|_ITM_\w+|dyld_stub_binder)$/;

/**
 * @returns platform, arch, and the names of dynamic symbols: `gives` to who loads the file, `wants` from there
 * @throws Error where it is neither a 64-bit ELF nor a 64-bit Mach-O file
 */
export function inspectNative(file) {
  const bytes = readFileSync(file);
  if (bytes.length > 64 && bytes.readUInt32BE(0) === 0x7f454c46 && bytes[4] === 2) return readElf(bytes);
  if (bytes.length > 32 && bytes.readUInt32LE(0) === 0xfeedfacf) return readMach(bytes);
  throw new Error(`${file} is neither an ELF nor a Mach-O file of 64 bits`);
}

/**
 * Checks that a file is one for a platform, such as "linux-x64".
 * @throws Error with what is wrong
 */
export function checkNative(file, target) {
  const { platform, arch, gives, wants, isSigned } = inspectNative(file);
  if (`${platform}-${arch}` !== target) throw new Error(`${file} is for ${platform}-${arch}, not for ${target}`);
  if (!gives.includes(ENTRY)) throw new Error(`${file} has no ${ENTRY}`);
  if (target === "darwin-arm64" && !isSigned) throw new Error(`${file} is not signed, and macOS would not load it`);
  const foreign = wants.filter((name) => !WANTED.test(name));
  if (foreign.length > 0) throw new Error(`${file} wants ${foreign.join(", ")}, which Node.js does not have`);
}

function readElf(bytes) {
  const number = (at) => Number(bytes.readBigUInt64LE(at));
  const sections = number(0x28);
  const sectionAt = (index) => sections + index * bytes.readUInt16LE(0x3a);
  const result = { platform: "linux", arch: ELF_PROCESSORS[bytes.readUInt16LE(18)], gives: [], wants: [] };
  for (let i = 0; i < bytes.readUInt16LE(0x3c); i++) {
    const section = sectionAt(i);
    if (bytes.readUInt32LE(section + 4) !== 11) continue; // SHT_DYNSYM
    const names = number(sectionAt(bytes.readUInt32LE(section + 0x28)) + 0x18);
    const [start, size] = [number(section + 0x18), number(section + 0x20)];
    for (let symbol = start + 24; symbol < start + size; symbol += 24) {
      const name = textAt(bytes, names + bytes.readUInt32LE(symbol));
      (bytes.readUInt16LE(symbol + 6) === 0 ? result.wants : result.gives).push(name);
    }
  }
  return result;
}

function readMach(bytes) {
  const result = {
    platform: "darwin",
    arch: MACH_PROCESSORS[bytes.readUInt32LE(4)],
    gives: [],
    wants: [],
    isSigned: false,
  };
  let command = 32;
  for (let i = 0; i < bytes.readUInt32LE(16); i++, command += bytes.readUInt32LE(command + 4)) {
    if (bytes.readUInt32LE(command) === 0x1d) result.isSigned = true; // LC_CODE_SIGNATURE
    if (bytes.readUInt32LE(command) !== 2) continue; // LC_SYMTAB
    const [symbols, count, names] = [8, 12, 16].map((at) => bytes.readUInt32LE(command + at));
    for (let symbol = symbols; symbol < symbols + count * 16; symbol += 16) {
      const kind = bytes[symbol + 4];
      if ((kind & 1) === 0) continue; // not external
      const name = textAt(bytes, names + bytes.readUInt32LE(symbol)).replace(/^_/, "");
      ((kind & 0x0e) === 0 ? result.wants : result.gives).push(name);
    }
  }
  return result;
}

function textAt(bytes, start) {
  return bytes.toString("latin1", start, bytes.indexOf(0, start));
}
