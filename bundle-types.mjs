// Rolls up the declaration files of the package in the working folder: each entry of its "exports" becomes one file, at the
// path of its "types"; what entries share stands in files beside them, so that a class is the same type in all of them.
import { existsSync, readFileSync, rmSync } from "node:fs";
import { basename, dirname } from "node:path";
import { rollup } from "rollup";
import { dts } from "rollup-plugin-dts";

const { exports } = JSON.parse(readFileSync("package.json", "utf8"));
const entries = Object.values(exports).filter((entry) => entry.types !== undefined);
const folder = dirname(entries[0].types);
// what vendor/lai-internal gives to this repository, of the same types
const internal = { types: `${folder}/internal.d.ts`, default: "./dist/internal.js" };
if (existsSync(internal.default)) entries.push(internal);
rmSync(folder, { recursive: true, force: true });
const bundle = await rollup({
  input: Object.fromEntries(entries.map((entry) => [nameOf(entry), entry.default.replace(/\.js$/, ".d.ts")])),
  plugins: [dts({ tsconfig: "tsconfig.json" })],
  external: (id) => !id.startsWith(".") && !id.startsWith("/"),
  onwarn: refuse,
});
await bundle.write({ dir: folder, entryFileNames: "[name].d.ts", chunkFileNames: "[name].ts" });

function nameOf(entry) {
  return basename(entry.types, ".d.ts");
}

/** A warning ends the build, such as that of a type which a public signature names and no entry exports. */
function refuse({ message }) {
  if (!message.includes('Entry "internal.d.ts"')) throw new Error(message); // internal.ts is not published
}
