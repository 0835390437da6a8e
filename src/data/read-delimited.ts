import { ArgumentError } from "../base/check";
import { counted } from "../base/format";
import { byName, type Columns, filterRows, rowCount } from "./columns";
import { countFields, type Fields, lineOfRow, recordAt } from "./count-fields";
import { checkHeader, checkRowNames, headerNames, PLAIN_NUMBER } from "./header";
import { type LargeIntegers, largeIntegerNote } from "./large-integers";
import { type ColumnRules, codesAsNull, numberCodes, parseColumn } from "./parse-column";
import { pointsThatMayGroup } from "./parse-numbers";
import { polars, type Series, typeName } from "./polars";
import { checkNamed, columnRules, kindOf, type ReaderOptions } from "./read-options";
import { guessSeparator, SPACES, tabsForSpaces } from "./separator";
import { plainText } from "./text-file";

/** A table as it was read, with remarks for the user. */
export interface ReadTable {
  /** numbers are Float64, dates Date or Datetime("ms"), all else String; missing values are null */
  table: Columns;
  /** columns that were read as text, because they hold whole numbers that are not exact as numbers */
  large: LargeIntegers;
  /** words that were taken for missing values, as that was asked for */
  codes: MissingCode[];
  notes: string[];
}

/** A word that marks missing values of a column, and where it stands first. */
export interface MissingCode {
  column: string;
  code: string;
  where: string;
}

/** Columns that are read as text at a time: memory for the texts of four columns, not of all. */
const TOGETHER = 4;
/** Rows by which it is guessed which columns polars can read as numbers at once. */
const SAMPLE = 50;

/**
 * Reads a delimited text strictly: one pass over the bytes counts the cells of each row, polars reads them, and every cell
 * that does not parse is an error with its line.
 * @param bytes the text
 * @param source the file's name for messages
 */
export function readDelimited(bytes: Buffer, source: string, options: ReaderOptions = {}): ReadTable {
  const plain = plainText(bytes, source, options.encoding);
  const separator = options.separator ?? guessSeparator(plain);
  const text = separator === SPACES ? tabsForSpaces(plain) : plain;
  const cut = separator === SPACES ? "\t" : separator;
  const fields = countFields(text, cut, source, options.header ?? true);
  if (fields.rows === fields.blankRows) {
    throw new ArgumentError(source, "0 rows of data", "give a file with a header and at least one row.");
  }
  const file = new DelimitedFile(text, cut, fields, source, options);
  return file.read();
}

class DelimitedFile {
  private readonly notes: string[] = [];
  private readonly names: string[];
  private readonly large: LargeIntegers = new Map();
  private readonly codes: MissingCode[] = [];
  private readonly body: Buffer;
  /** first cells of rows, by column */
  private readonly sample: string[][];

  constructor(
    private readonly text: Buffer,
    private readonly cut: string,
    private readonly fields: Fields,
    private readonly source: string,
    private readonly options: ReaderOptions,
  ) {
    this.body = text.subarray(fields.bodyStart, fields.bodyEnd);
    this.sample = this.firstCells();
    this.note(checkHeader(fields, this.sample, source, options));
    this.names = headerNames(fields, source, options);
  }

  read(): ReadTable {
    const { names, options, source } = this;
    checkNamed(options, names, source);
    const wanted = names.flatMap((name, index) =>
      (options.columns?.includes(name) ?? true) && !this.isEmpty(index) ? [index] : [],
    );
    const first = (): Series => this.readCells([0]).get(0)!;
    this.note(checkRowNames(first, this.fields, source, options));
    const series = this.parseAll(wanted);
    const columns = wanted.map((index) => series.get(index)!);
    for (const [position, index] of wanted.entries()) {
      const padded = isFloat(columns[position]) ? this.sample[index].find((cell) => /^0\d+$/.test(cell)) : undefined;
      if (padded === undefined) continue;
      const remedy = `text: [${JSON.stringify(names[index])}] (--text ${names[index]}) keeps them`;
      this.note(`${names[index]}: read as numbers, without leading zeros such as those of ${padded}; ${remedy}.`);
    }
    return { table: this.withoutBlankRows(byName(columns)), large: this.large, codes: this.codes, notes: this.notes };
  }

  /** The columns by their places: numbers straight from polars where it reads them all, the others from their texts. */
  private parseAll(wanted: readonly number[]): Map<number, Series> {
    const series = new Map<number, Series>();
    const withCommas = new Set<number>();
    const parse = (cells: Series, index: number): void => {
      const name = this.names[index];
      const rules = this.rules(index);
      const { large, codes, notes, ...parsed } = parseColumn(cells, rules, (row) => this.place(row));
      series.set(index, parsed.series);
      if (parsed.hasDecimalCommas) withCommas.add(index);
      this.notes.push(...notes);
      if (large) {
        this.large.set(name, large);
        this.notes.push(largeIntegerNote(name, large));
      }
      for (const { code, row } of codes) this.codes.push({ column: name, code, where: `line ${this.line(row)}` });
    };
    const numeric = this.plainNumbers();
    const read = this.readCells(wanted, numeric);
    const doubtful: number[] = [];
    for (const [index, cells] of read) {
      if (!numeric.has(index)) parse(cells, index);
      else if (isExact(cells, this.fields.blanks[index])) {
        series.set(index, codesAsNull(cells, numberCodes(this.rules(index).codes)));
      } else doubtful.push(index);
    }
    this.readAgain(doubtful, parse);
    const isStated =
      this.options.decimal !== undefined || (withCommas.size === 0 && this.options.thousands !== undefined);
    if ((withCommas.size > 0 || this.cut === ";") && !this.options.lenient && !isStated) {
      const others = wanted.filter((index) => !withCommas.has(index) && isFloat(series.get(index)!));
      this.readAgain(others, (cells, index) => {
        const fault = pointsThatMayGroup(cells);
        if (fault === undefined) return;
        const name = this.names[index];
        if (withCommas.size > 0)
          throw new ArgumentError(`${this.place(fault.row)}, column ${name}`, fault.value, fault.remedy);
        this.notes.push(
          `${name}: all its decimals are three, as in ${fault.value}: if this point groups digits, state thousands: "." (--thousands .), else decimal: "." (--decimal .).`,
        );
      });
    }
    return series;
  }

  private note(text: string | undefined): void {
    if (text !== undefined) this.notes.push(text);
  }

  private place(row: number): string {
    return `${this.source}, line ${this.line(row)}`;
  }

  private line(row: number): number {
    return lineOfRow(this.text, this.fields, row);
  }

  private rules(index: number): ColumnRules {
    const { options, names, cut } = this;
    return columnRules(names[index], options, { mayBeNumbers: true, commasMayGroup: cut !== ";" });
  }

  /** Reads some columns as texts and does something with each. */
  private readAgain(columns: readonly number[], use: (cells: Series, index: number) => void): void {
    for (let from = 0; from < columns.length; from += TOGETHER) {
      const read = this.readCells(columns.slice(from, from + TOGETHER));
      for (const [index, cells] of read) use(cells, index);
    }
  }

  /** Columns by their places, by their names already: as numbers or as texts. */
  private readCells(columns: readonly number[], numeric: ReadonlySet<number> = new Set()): Map<number, Series> {
    const pl = polars();
    const all = Array.from({ length: this.fields.width }, (_, index) => index);
    const read = pl.readCSV(this.body, {
      schema: Object.fromEntries(all.map((index) => [`c${index}`, numeric.has(index) ? pl.Float64 : pl.Utf8])),
      hasHeader: false,
      ignoreErrors: true, // as null, and nulls are counted
      sep: this.cut,
      columns: columns.map((index) => `c${index}`),
    });
    if (read.height !== this.fields.rows) {
      throw new Error(
        `${this.source}: ${read.height} of ${this.fields.rows} rows were read. Report this file to lai-loss.`,
      );
    }
    return new Map(columns.map((index) => [index, read.getColumn(`c${index}`).alias(this.names[index]) as Series]));
  }

  /** The columns whose first cells are plain numbers, which polars reads as such without their texts. */
  private plainNumbers(): Set<number> {
    const { decimal, thousands } = this.options;
    if (decimal === "," || thousands === ".") return new Set();
    const found = this.names.flatMap((name, index) => {
      const cells = this.sample[index];
      const isPlain = cells.length > 0 && cells.every((cell) => PLAIN_NUMBER.test(cell));
      return isPlain && kindOf(this.options, name) !== "text" && typeof this.rules(index).dates !== "string"
        ? [index]
        : [];
    });
    return new Set(found);
  }

  /** The cells of the first rows that are not blank, by column. */
  private firstCells(): string[][] {
    const sample: string[][] = Array.from({ length: this.fields.width }, () => []);
    for (let row = 0, at = 0; row < SAMPLE && row < this.fields.rows; row++) {
      const { cells, next } = recordAt(this.body, at, this.body.length, this.cut.charCodeAt(0));
      for (const [index, cell] of cells.entries()) if (cell !== "") sample[index].push(cell);
      at = next;
    }
    return sample;
  }

  /** A column of a file with a header that has neither a name nor a value. */
  private isEmpty(index: number): boolean {
    const isNamed = this.fields.header === undefined || this.names[index] !== `column_${index + 1}`;
    return !isNamed && this.options.columns === undefined && this.fields.blanks[index] === this.fields.rows;
  }

  /** Rows without any text are left out, with a note. */
  private withoutBlankRows(table: Columns): Columns {
    const { rows, blankRows } = this.fields;
    if (blankRows === 0) return table;
    const keep = new Uint8Array(rows);
    for (const cells of table.values()) {
      const nulls = cells.isNull().toArray() as boolean[];
      for (let row = 0; row < rows; row++) if (!nulls[row]) keep[row] = 1;
    }
    const kept = filterRows(table, keep);
    this.notes.push(
      `${counted(rows - rowCount(kept), "row without any value was", "rows without any value were")} left out.`,
    );
    return kept;
  }
}

const isFloat = (series: Series): boolean => typeName(series) === "Float64";

/** Whether polars read every cell that is not blank as a finite number that is exact. */
function isExact(cells: Series, blanks: number): boolean {
  const sum = cells.sum() ?? 0; // NaN or infinite if a cell is
  const largest = Math.max(cells.max() ?? 0, -(cells.min() ?? 0));
  return cells.nullCount() === blanks && Number.isFinite(sum) && largest <= Number.MAX_SAFE_INTEGER;
}
