/** Plots: Vega-Lite descriptions from numbers, and SVG from descriptions. Vega itself is loaded when something is drawn. */
export { type Bar, type BarOptions, bars } from './bars.ts';
export { type CurveOptions, type CurvePoint, curves } from './curves.ts';
export { type HeatMap, type HeatMapOptions, heatMaps } from './heat-maps.ts';
export { darkRules, darkStyle } from './palette.ts';
export type { Origin } from './panels.ts';
export { type ScatterOptions, type ScatterPoint, scatter } from './scatter.ts';
export type { Axis, PlotSpec, Titles } from './spec.ts';
export { svgOf } from './svg.ts';
export { vegaOf } from './vega.ts';
