import { METHODS, type MethodName, TITLES } from "./choices";
import type { Cells } from "./messages";

/** A table with a row a method, whose cells are written over while the networks train. */
export class ValuesTable {
  private readonly cells: Record<MethodName, HTMLTableCellElement[]>;

  constructor(table: HTMLTableElement, columns: readonly string[]) {
    const head = table.createTHead().insertRow();
    for (const name of ["", ...columns]) {
      const cell = document.createElement(name === "" ? "td" : "th");
      if (name !== "") (cell as HTMLTableCellElement).scope = "col";
      cell.textContent = name;
      head.append(cell);
    }
    const body = table.createTBody();
    this.cells = Object.fromEntries(
      METHODS.map((method) => {
        const row = body.insertRow();
        const title = document.createElement("th");
        title.scope = "row";
        title.className = `title ${method}`;
        title.textContent = TITLES[method];
        row.append(title);
        return [method, columns.map(() => row.insertCell())];
      }),
    ) as Record<MethodName, HTMLTableCellElement[]>;
  }

  /** Writes the rows of methods over, and only what has changed. */
  set(cells: Cells): void {
    for (const method of METHODS) {
      for (const [i, value] of (cells[method] ?? []).entries()) {
        const cell = this.cells[method][i];
        if (!cell.firstChild) cell.textContent = value;
        else if (cell.firstChild.nodeValue !== value) cell.firstChild.nodeValue = value;
      }
    }
  }
}
