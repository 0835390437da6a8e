import type { TRACE_TYPES, Trace } from "../../src/figure/trace-types";

type TraceType = keyof typeof TRACE_TYPES;

const [v, w] = [
  [1, 2, 3],
  [3, 1, 2],
];
const z = [v, [2, 3, 1], w];
const ohlc = { x: ["2020-01-01", "2020-01-02"], open: [1, 2], high: [3, 4], low: [0, 1], close: [2, 3] };
const tree = { labels: ["a", "b", "c"], parents: ["", "a", "a"], values: [3, 1, 2] };
const corners = { x: [0, 0, 0, 0, 1, 1, 1, 1], y: [0, 0, 1, 1, 0, 0, 1, 1], z: [0, 1, 0, 1, 0, 1, 0, 1] };
const arrows = { x: v, y: v, z: v, u: v, v, w: v };
const places = { lat: v, lon: v };
const carpet = { a: [4, 4, 4, 4.5, 4.5, 4.5, 5, 5, 5, 6, 6, 6], b: [1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3] };
const turns = { r: v, theta: [0, 90, 180] };
const under = { type: "carpet", carpet: "c", ...carpet, y: [2, 3.5, 4, 3, 4.5, 5, 5.5, 6.5, 7.5, 8, 8.5, 10] } as const;

/** A small trace of each type of plotly. */
export const TRACE_EXAMPLES: Record<TraceType, object> = {
  bar: { x: v, y: w },
  barpolar: turns,
  box: { y: v },
  candlestick: ohlc,
  carpet: under,
  choropleth: { locations: ["USA"], z: [1] },
  choroplethmap: { locations: ["a"], z: [1], geojson: {} },
  choroplethmapbox: { locations: ["a"], z: [1] },
  cone: arrows,
  contour: { z },
  contourcarpet: { carpet: "c", z: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], ...carpet },
  densitymap: { ...places, z: v },
  densitymapbox: { ...places, z: v },
  funnel: { x: w, y: ["a", "b", "c"] },
  funnelarea: { values: v, labels: ["a", "b", "c"] },
  heatmap: { z },
  histogram: { x: v },
  histogram2d: { x: v, y: w },
  histogram2dcontour: { x: [1, 2, 3, 1, 2, 3, 2], y: [1, 2, 3, 2, 1, 3, 2] },
  icicle: tree,
  image: {
    z: [
      [
        [255, 0, 0],
        [0, 255, 0],
      ],
      [
        [0, 0, 255],
        [0, 0, 0],
      ],
    ],
  },
  indicator: { mode: "number+gauge", value: 3 },
  isosurface: { ...corners, value: [1, 2, 3, 4, 5, 6, 7, 8] },
  mesh3d: { x: [0, 1, 0, 0], y: [0, 0, 1, 0], z: [0, 0, 0, 1] },
  ohlc,
  parcats: { dimensions: [{ values: ["a", "b"] }, { values: ["c", "d"] }] },
  parcoords: { dimensions: [{ values: v }, { values: w }] },
  pie: { values: v, labels: ["a", "b", "c"] },
  sankey: { node: { label: ["a", "b"] }, link: { source: [0], target: [1], value: [1] } },
  scatter: { x: v, y: w },
  scatter3d: { x: v, y: w, z: v },
  scattercarpet: { carpet: "c", a: [4, 4.5, 5, 6], b: [2.5, 2.5, 2.5, 2.5] },
  scattergeo: places,
  scattergl: { x: v, y: w },
  scattermap: places,
  scattermapbox: places,
  scatterpolar: turns,
  scatterpolargl: turns,
  scattersmith: { real: v, imag: w },
  scatterternary: { a: v, b: w, c: [1, 1, 1] },
  splom: { dimensions: [{ values: v }, { values: w }] },
  streamtube: arrows,
  sunburst: tree,
  surface: { z },
  table: { header: { values: ["a"] }, cells: { values: [[1, 2]] } },
  treemap: tree,
  violin: { y: v },
  volume: { ...corners, value: [1, 2, 3, 4, 5, 6, 7, 8] },
  waterfall: { x: v, y: w },
};

/** A figure of one trace of the type; those on a carpet lie on one. */
export function exampleOf(type: string, more: object = {}): { data: (Trace & { type: string })[] } {
  const trace = { ...TRACE_EXAMPLES[type as TraceType], ...more, type };
  return { data: /^(contour|scatter)carpet$/.test(type) ? [under, trace] : [trace] };
}
