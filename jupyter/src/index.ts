export { type NotebookCheck, notebookChecks } from "./checks";
export { type Displayable, type DisplayOptions, display, html, type MimeBundle, md, svg, type Tag } from "./display";
export { installKernel } from "./install";
export { environmentPython, findEnvironment, notebooksFolder, projectOf } from "./project";
export { LARGEST_NOTEBOOK } from "./run/clean";
export { executeNotebook, type RunEvent } from "./run/execute";
export {
  findNotebooks,
  joined,
  type Notebook,
  type NotebookCell,
  type NotebookOutput,
  notebookNames,
  readNotebook,
} from "./run/notebook-file";
export { type ParameterRecord, type ParameterValue, setParameters } from "./run/parameters";
export { type RunOptions, runNotebooks } from "./run/run";
export { button, type Control, choice, type SliderOptions, slider } from "./widgets/controls";
export { interact, type Values } from "./widgets/interact";
export { Widget, type WidgetOptions, type WidgetState, widget } from "./widgets/widget";
