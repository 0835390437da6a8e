/**
 * Every type of trace that plotly 3.1 has, and what the still picture shows of it: "drawn" as plotly draws it, drawn as
 * another type that looks the same without WebGL, or nothing ("live": WebGL, or maps that plotly loads over the network).
 */
export const TRACE_TYPES = {
  bar: "drawn",
  barpolar: "drawn",
  box: "drawn",
  candlestick: "drawn",
  carpet: "drawn",
  choropleth: "live",
  choroplethmap: "live",
  choroplethmapbox: "live",
  cone: "live",
  contour: "drawn",
  contourcarpet: "drawn",
  densitymap: "live",
  densitymapbox: "live",
  funnel: "drawn",
  funnelarea: "drawn",
  heatmap: "drawn",
  histogram: "drawn",
  histogram2d: "drawn",
  histogram2dcontour: "drawn",
  icicle: "drawn",
  image: "drawn",
  indicator: "drawn",
  isosurface: "live",
  mesh3d: "live",
  ohlc: "drawn",
  parcats: "drawn",
  parcoords: "live",
  pie: "drawn",
  sankey: "drawn",
  scatter: "drawn",
  scatter3d: "live",
  scattercarpet: "drawn",
  scattergeo: "live",
  scattergl: "scatter",
  scattermap: "live",
  scattermapbox: "live",
  scatterpolar: "drawn",
  scatterpolargl: "scatterpolar",
  scattersmith: "drawn",
  scatterternary: "drawn",
  splom: "live",
  streamtube: "live",
  sunburst: "drawn",
  surface: "live",
  table: "drawn",
  treemap: "drawn",
  violin: "drawn",
  volume: "live",
  waterfall: "drawn",
} as const;

/** A trace of plotly's, in its own words (https://plotly.com/javascript/reference/). */
export interface Trace {
  type?: string;
  [attribute: string]: unknown;
}
