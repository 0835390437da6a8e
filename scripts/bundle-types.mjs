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
  plugins: [
    dts({ tsconfig: "tsconfig.json" }),
    { name: "export-types", renderChunk: (code) => exportTypes(withoutBareImports(code)) },
  ],
  external: (id) => !id.startsWith(".") && !id.startsWith("/"),
  onwarn: refuse,
});
await bundle.write({ dir: folder, entryFileNames: "[name].d.ts", chunkFileNames: "[name].ts" });

function nameOf(entry) {
  return basename(entry.types, ".d.ts");
}

/** Without packages that the package's files import, and no declaration here names: reading their types takes time. */
function withoutBareImports(code) {
  return code.replace(/^import '[^'.][^']*';\n/gm, "");
}

/**
 * Exports every type that a file declares: a cell of a notebook is compiled with its declarations, and so can hold a value
 * only if its type has a name there, such as one point of a noise curve.
 */
function exportTypes(code) {
  const declared = [...code.matchAll(/^(?:declare )?(?:interface|type|(?:abstract )?class) ([\w$]+)/gm)].map(
    ([, name]) => name,
  );
  const exported = new Set(
    [...code.matchAll(/^export (?:type )?\{([^}]*)\}/gm)].flatMap(([, names]) =>
      names.split(",").map(
        (name) =>
          name
            .trim()
            .replace(/^type /, "")
            .split(" as ")[0],
      ),
    ),
  );
  const inner = [...new Set(declared)].filter((name) => !exported.has(name));
  return inner.length === 0 ? code : `${code}\nexport type { ${inner.join(", ")} };\n`;
}

/** A warning ends the build, such as that of a type which a public signature names and no entry exports. */
function refuse({ message }) {
  if (!message.includes('Entry "internal.d.ts"')) throw new Error(message); // internal.ts is not published
}
