import { locate } from "./locate";

/** What is used of sharp (https://sharp.pixelplumbing.com), which is optional: its own types may be missing. */
interface Picture {
  png(): Picture;
  toBuffer(): Promise<Buffer>;
  stats(): Promise<{ channels: { max: number }[] }>;
}
type Sharp = (svg: Buffer, options: { density: number }) => Picture;

/** SVG's pixels are 1/72 inch to sharp. */
const DENSITY = 72;

async function loadSharp(): Promise<Sharp> {
  let sharp: Sharp;
  try {
    sharp = require(locate("sharp"));
  } catch (error) {
    const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
    throw new Error(`PNG needs the package sharp: npm install sharp, or save the SVG. (${reason})`);
  }
  await checkFonts(sharp);
  return sharp;
}

/** Where no font is installed, as in bare containers, text would be missing without a word. */
async function checkFonts(sharp: Sharp): Promise<void> {
  const probe = `<svg xmlns="http://www.w3.org/2000/svg" width="60" height="40"><text x="5" y="30" font-size="24" font-family="sans-serif" fill="#fff">lai</text></svg>`;
  const { channels } = await sharp(Buffer.from(probe), { density: DENSITY }).stats();
  if (channels.every(({ max }) => max === 0))
    throw new Error("PNG needs a font of the system, and there is none: install one, such as fonts-liberation.");
}

let sharp: Promise<Sharp> | undefined;

/**
 * An SVG as PNG, drawn by sharp without a browser.
 *
 * @param scale pixels of the PNG for each pixel of the SVG
 * @throws Error where sharp is not installed, or the system has no font
 * @example
 * import { writeFileSync } from "node:fs";
 * import { figureSvg, svgToPng } from "tslab-kernel/figure";
 * const svg = await figureSvg({ data: [{ y: [1, 3, 2] }], layout: {} });
 * writeFileSync("curve.png", await svgToPng(svg, 2));
 */
export async function svgToPng(svg: string, scale = 1): Promise<Buffer> {
  sharp ??= loadSharp();
  const load = sharp;
  load.catch(() => {
    sharp = undefined; // what is missing may be installed by the next call
  });
  return (await load)(Buffer.from(svg), { density: DENSITY * scale })
    .png()
    .toBuffer();
}
