import { randomUUID } from "node:crypto";
import { display } from "../display";
import type { Control } from "./controls";
import { frontEnd } from "./front-end";

type Controls = Record<string, Control<unknown>>;
/** What each control stands at. */
export type Values<C extends Controls> = { [Name in keyof C]: C[Name]["value"] };

/**
 * Shows controls and what `draw` makes of their values, drawn again in the same place whenever one is moved: one drawing at
 * a time, and the next is of the newest values. What `draw` returns is shown as a cell shows its last value. Stop ends a
 * drawing that runs; the next move draws again. Where nobody can move a control (a headless run, GitHub, plain tslab), the
 * controls are not shown and the first drawing stands there.
 *
 * @example
 * await interact({ power: slider({ label: "power", min: 1, max: 4, value: 2 }) }, ({ power }) => {
 *   const x = [0, 1, 2, 3];
 *   return { data: [{ x: x, y: x.map((value) => value ** power) }], layout: { title: `x to the ${power}` } };
 * });
 */
export async function interact<C extends Controls>(controls: C, draw: (values: Values<C>) => unknown): Promise<void> {
  const values = (): Values<C> =>
    Object.fromEntries(Object.entries(controls).map(([name, control]) => [name, control.value])) as Values<C>;
  const page = frontEnd();
  const isLive = page?.isInteractive() === true;
  if (isLive) for (const control of Object.values(controls)) await display(control.widget);
  const place = randomUUID();
  await display(await draw(values()), { display_id: place });
  if (!isLive) return;

  let isWaiting = false;
  const drawAgain = (): void => {
    if (isWaiting) return; // the drawing that waits will see the newest values
    isWaiting = true;
    page.runLater(async () => {
      isWaiting = false;
      await display(await draw(values()), { display_id: place, update: true });
    });
  };
  for (const control of Object.values(controls)) control.onChange(drawAgain);
}
