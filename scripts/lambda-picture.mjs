/**
 * Draws the moving picture of README: node scripts/lambda-picture.mjs [FILE], by default notebooks/images/lambda.svg.
 *
 * The same network is trained on the same noisy samples with Lai loss, once for each lambda, and once plainly; the picture goes
 * through the fits. All numbers in it are those of the trainings. Wants `npm run build`.
 */
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { denseModel, laiLoss, predict, Random, ready, train } = createRequire(import.meta.url)(join(root, "dist"));

const LAMBDAS = [3, 1, 0.3, 0.1, 0.03];
const SECONDS = 2; // for each
const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, FLOOR] = [760, 400, 40, 720, 96, 370];
// standard deviations to both sides: of the feature as far as there are samples
const [ACROSS, UP] = [1.72, 2.7];
const [PLATE, INK, SOFT, LAI, PLAIN] = ["#FFFFFF", "#24292F", "#57606A", "#0072B2", "#7A7A7A"];
const px = (x) => LEFT + ((x + ACROSS) / (2 * ACROSS)) * (RIGHT - LEFT);
const py = (y) => FLOOR - ((y + UP) / (2 * UP)) * (FLOOR - TOP);
const grid = Float32Array.from({ length: 89 }, (_, i) => -ACROSS + (2 * ACROSS * i) / 88);

function samples() {
  const random = new Random(7, "moving picture");
  const rows = 200;
  const draw = Float32Array.from({ length: rows }, () => 4 * random.uniform() - 2);
  const values = draw.map((x) => Math.sin(1.5 * x) + 0.7 * random.normal());
  const standard = (all) => {
    const mean = all.reduce((sum, v) => sum + v, 0) / all.length;
    const sd = Math.sqrt(all.reduce((sum, v) => sum + (v - mean) ** 2, 0) / all.length);
    return all.map((v) => (v - mean) / sd);
  };
  return { x: standard(draw), y: standard(values), rows, features: 1 };
}

async function fit(data, loss) {
  const model = denseModel({ inputs: 1, hidden: [32, 16], activation: "tanh", seed: 1 });
  const options = { epochs: 400, warmUpEpochs: 40, batchSize: 50, learningRate: 0.005, seed: 1, loss };
  const { history } = await train(model, data, options);
  const curve = predict(model, grid);
  const path = [...curve].map((y, i) => `${i === 0 ? "M" : "L"}${px(grid[i]).toFixed(1)} ${py(y).toFixed(1)}`);
  return { path: path.join(""), slope: history.epochs.at(-1).meanSlope };
}

/** Holds each value for most of its time, and moves to the next in the rest. */
function timing(count) {
  const times = Array.from({ length: count }, (_, i) => [i / count, (i + 0.6) / count]).flat();
  return [...times, 1].map((time) => time.toFixed(4)).join(";");
}

/** Each value twice, and the first at the end. */
const held = (values) => [...values.flatMap((value) => [value, value]), values[0]].join(";");

async function picture() {
  await ready();
  const data = samples();
  const plain = await fit(data);
  const fits = [];
  for (const lambda of LAMBDAS) fits.push({ lambda, ...(await fit(data, laiLoss({ lambda }))) });
  const duration = `dur="${SECONDS * fits.length}s" repeatCount="indefinite"`;
  const dots = [...data.x].map((x, i) => `<circle cx="${px(x).toFixed(1)}" cy="${py(data.y[i]).toFixed(1)}" r="2.6"/>`);
  const says = fits.map(({ lambda, slope }, own) => {
    const asked = Math.sqrt(lambda).toFixed(2);
    const shown = fits.map((_, i) => (i === own ? 1 : 0));
    return `<text x="${LEFT}" y="64" font-size="17" fill="${LAI}" opacity="${shown[0]}">lambda ${lambda} asks for the slope ${asked}; reached: ${slope.toFixed(2)}<animate attributeName="opacity" calcMode="discrete" values="${shown.join(";")}" ${duration}/></text>`;
  });
  const title = `One network, one set of noisy samples, ${LAMBDAS.length} values of lambda`;
  const description = fits.map(({ lambda, slope }) => `lambda ${lambda}: mean slope ${slope.toFixed(2)}`).join("; ");
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" font-family="Arial, Helvetica, Liberation Sans, sans-serif" role="img" aria-label="${title}. ${description}; plain training: ${plain.slope.toFixed(2)}.">
<rect width="${WIDTH}" height="${HEIGHT}" fill="${PLATE}"/>
<text x="${LEFT}" y="34" font-size="19" font-weight="bold" fill="${INK}">${title}</text>
${says.join("\n")}
<text x="${RIGHT}" y="64" font-size="15" fill="${SOFT}" text-anchor="end">plain training (dashed): ${plain.slope.toFixed(2)}</text>
<g fill="${SOFT}" opacity="0.45">${dots.join("")}</g>
<path d="${plain.path}" fill="none" stroke="${PLAIN}" stroke-width="2" stroke-dasharray="7 5"/>
<path d="${fits[0].path}" fill="none" stroke="${LAI}" stroke-width="4" stroke-linejoin="round"><animate attributeName="d" values="${held(fits.map(({ path }) => path))}" keyTimes="${timing(fits.length)}" ${duration}/></path>
</svg>
`;
}

const file = process.argv[2] ?? join(root, "notebooks", "images", "lambda.svg");
writeFileSync(file, await picture());
console.log(file);
