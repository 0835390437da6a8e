import { createRequire } from "node:module";
import { write } from "./project-pages.mjs";

const require = createRequire(import.meta.url);

/** The pictures of the guide, drawn by the package itself. */
export async function pictures() {
  const { laiMultiplier } = require("lai-loss");
  const { figures, figureSvg } = require("lai-loss/show");
  const curve = (name, options, target) => ({ name, target, values: (slope) => laiMultiplier(slope, options) });
  const drawn = {
    projections: figures.projections({ slopes: [0.3, 1, 3] }),
    multipliers: figures.multiplierCurves({
      curves: [0.1, 1, 4].map((lambda) => curve(`lambda ${lambda}`, { lambda }, Math.sqrt(lambda))),
    }),
    "one-sided": figures.multiplierCurves({
      curves: [
        curve("Lai, lambda 0.3", { lambda: 0.3 }, Math.sqrt(0.3)),
        curve("one-sided, lambda 0.3", { lambda: 0.3, oneSided: true }),
      ],
    }),
  };
  for (const [name, figure] of Object.entries(drawn)) write(`images/${name}.svg`, await figureSvg(figure));
}
