import { readFileSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { packageRoot } from "../base/files";
import { prepareForTfjsNode } from "../base/patches";

/** Where `kernel-setup.sh --tfjs-node` builds tfjs-node: outside node_modules, which npm clears. */
export const BUILT_HERE = join(packageRoot(), ".tfjs-node/node_modules/@tensorflow/tfjs-node");

/** How packages are found and loaded; tests put their own in its place. */
export interface PackageLoader {
  resolve(request: string, fromFolder?: string): string;
  load(name: string): unknown;
}

const nodeLoader: PackageLoader = {
  resolve: (request, fromFolder) => require.resolve(request, fromFolder ? { paths: [fromFolder] } : undefined),
  load: (name) => require(name),
};

/**
 * Loads tfjs-node, which registers the backend "tensorflow".
 *
 * @returns what was loaded
 * @throws Error with the reason where it is not installed, does not load, or brings a second copy of tfjs-core: kernels,
 * gradients and tensors of the two copies would not know each other
 */
export function loadTfjsNode(loader: PackageLoader = nodeLoader): string {
  const reasons: string[] = [];
  for (const place of [BUILT_HERE, "@tensorflow/tfjs-node"]) {
    const name = place === BUILT_HERE ? "tfjs-node in .tfjs-node" : place;
    const manifestPath = resolved(loader, `${place}/package.json`);
    if (!manifestPath) continue;
    const manifest = JSON.parse(readFileSync(manifestPath, "utf8"));
    if (manifest.laiLossShim) continue;
    const theirs = resolved(loader, "@tensorflow/tfjs-core/package.json", dirname(manifestPath));
    const ours = resolved(loader, "@tensorflow/tfjs-core/package.json", tfjsFolder(loader));
    if (!ours || !theirs || realpathSync(ours) !== realpathSync(theirs)) {
      reasons.push(
        `${name} ${manifest.version} brings a second copy of tfjs-core (${versionOf(theirs)}, this package has ` +
          `${versionOf(ours)}): install the version of tfjs-node that equals @tensorflow/tfjs, or run npm dedupe`,
      );
      continue;
    }
    prepareForTfjsNode();
    try {
      loader.load(place);
      return `${name} ${manifest.version}`;
    } catch (error) {
      reasons.push(`${name} ${manifest.version} does not load: ${(error as Error).message.split("\n")[0]}`);
    }
  }
  throw new Error(reasons.length > 0 ? reasons.join("; ") : "@tensorflow/tfjs-node is not installed");
}

function resolved(loader: PackageLoader, request: string, fromFolder?: string): string | null {
  try {
    return loader.resolve(request, fromFolder);
  } catch {
    return null;
  }
}

function tfjsFolder(loader: PackageLoader): string | undefined {
  const manifest = resolved(loader, "@tensorflow/tfjs/package.json");
  return manifest ? dirname(manifest) : undefined;
}

function versionOf(manifestPath: string | null): string {
  return manifestPath ? JSON.parse(readFileSync(manifestPath, "utf8")).version : "none";
}
