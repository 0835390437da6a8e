import { METHODS, type MethodName, TITLES } from "./choices";

/** A table with a row a method, whose cells are written over while the networks train. */
export class ValuesTable {
  private readonly cells: Record<MethodName, HTMLElement[]>;

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
        return [method, columns.map(() => valueIn(row.insertCell()))];
      }),
    ) as Record<MethodName, HTMLElement[]>;
  }

  /** Writes the row of a method over, and only what has changed. */
  set(method: MethodName, values: readonly string[]): void {
    for (const [i, value] of values.entries()) {
      const cell = this.cells[method][i];
      if (!cell.firstChild) cell.textContent = value;
      else if (cell.firstChild.nodeValue !== value) cell.firstChild.nodeValue = value;
    }
  }
}

/** A box of fixed size for a value, so that another value changes the layout of nothing else. */
function valueIn(cell: HTMLTableCellElement): HTMLElement {
  const value = document.createElement("span");
  value.className = "value";
  cell.append(value);
  return value;
}
