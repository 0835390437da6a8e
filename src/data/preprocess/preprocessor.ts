import {
  ArgumentError,
  checkChoice,
  checkNumber,
  checkNumbers,
  choice,
  list,
  nullable,
  object,
  text,
  where,
} from "../../base/check";
import { parseJson } from "../../base/json-file";
import { type FittedTarget, inverseTarget, type PreparedColumn, type Samples } from "../../base/samples";
import { checkRows } from "../columns";
import { READING, type ReadOptions } from "../read-options";
import { asTable, type TableInput } from "../table-input";
import { encodeFeature, oddValueNotes } from "./encode-feature";
import { FITTED_FEATURE, type FittedFeature, preparedColumns, SCALE } from "./fitted-feature";
import { encodeTarget } from "./fitted-target";

const FORMAT = "lai-loss preprocessor 1";

/** A preprocessor as plain JSON. */
export type PreprocessorJson = {
  format: typeof FORMAT;
  features: FittedFeature[];
  target: FittedTarget;
  notes: string[];
  reading?: ReadOptions;
};

const PREPROCESSOR = object({
  format: where<typeof FORMAT>((format) => format === FORMAT, "it is not a preprocessor: give what toJSON gave."),
  features: list(FITTED_FEATURE, { least: 1 }),
  target: object({
    name: text,
    unit: text,
    transform: choice(["none", "log1p", "binary"]),
    positive: nullable(text),
    negative: nullable(text),
    ...SCALE,
  }),
  notes: list(text),
  reading: READING,
});

/** Samples without their targets. */
export type PreparedInputs = Omit<Samples, "y" | "target" | "rowNumbers" | "notes"> & {
  rowNumbers: Uint32Array;
  notes: string[];
};

/**
 * Turns rows of a table into samples, with what the training rows taught and nothing else.
 * Made by `fitPreprocessor`, or from JSON.
 */
export class Preprocessor {
  /** the columns of x, in their order */
  readonly columns: readonly PreparedColumn[];
  readonly featureNames: readonly string[];

  private constructor(
    readonly features: readonly FittedFeature[],
    readonly target: FittedTarget,
    /** what was decided while fitting, such as features that were left out */
    readonly notes: readonly string[],
    /** how the training rows' file was read, where that is known: `lai predict` and `lai measure` read others the same way */
    readonly reading?: ReadOptions,
  ) {
    this.columns = features.flatMap(preparedColumns);
    this.featureNames = this.columns.map((column) => column.name);
  }

  /** Joins fitted parts; `fitPreprocessor` fits them. */
  static of(
    features: readonly FittedFeature[],
    target: FittedTarget,
    notes: readonly string[] = [],
    reading?: ReadOptions,
  ): Preprocessor {
    return Preprocessor.fromJSON({ format: FORMAT, features, target, notes, reading });
  }

  /**
   * Prepares rows of a table, any later ones too.
   * A feature's column must be there; missing values are filled with what the training rows taught; a category that they
   * did not have gives zeros in all of its columns, and a note. A table without the target's column gives NaN targets.
   * @param input the table, with the names that the fit saw
   * @param rows row numbers; defaults to all rows
   * @returns x of shape [rows, features], y of shape [rows]
   */
  transform(input: TableInput, rows?: ArrayLike<number>): Samples {
    const table = asTable(input);
    const inputs = this.inputs(table, rows);
    const { target } = this;
    if (table.has(target.name)) return { ...inputs, y: encodeTarget(table, inputs.rowNumbers, target), target };
    const notes = [...inputs.notes, `the table has no column ${target.name}: y is NaN.`];
    return { ...inputs, y: new Float32Array(inputs.rows).fill(Number.NaN), target, notes };
  }

  /** The same without the target, whose column is not looked at: what a model needs to predict. */
  inputs(input: TableInput, rows?: ArrayLike<number>): PreparedInputs {
    const table = asTable(input);
    const rowNumbers = checkRows(table, rows);
    for (const { name } of this.features) {
      if (!table.has(name)) {
        const remedy = `the table lacks this column that the model was trained with; it has ${[...table.keys()].join(", ")}.`;
        throw new ArgumentError("feature", name, remedy);
      }
    }
    const { featureNames, columns } = this;
    const x = new Float32Array(rowNumbers.length * columns.length);
    let offset = 0;
    const notes = this.features.flatMap((feature) => {
      const odd = encodeFeature(table, rowNumbers, feature, x, columns.length, offset);
      offset += preparedColumns(feature).length;
      return oddValueNotes(feature, odd);
    });
    return { x, rows: rowNumbers.length, features: columns.length, featureNames, columns, rowNumbers, notes };
  }

  /** Targets or predictions in the target's own unit (of a binary target: as they are). */
  inverse(y: ArrayLike<number>): Float64Array {
    return inverseTarget(checkNumbers("y", y, { least: 0, anyNumber: true }), this.target);
  }

  /** A value of one column of x in the feature's own unit: for the axes of figures. */
  rawFeature(column: string, x: number): number {
    checkChoice("column", column, this.featureNames);
    const found = this.columns[this.featureNames.indexOf(column)];
    checkNumber("x", x);
    const raw = x * found.sd + found.mean;
    const feature = this.features.find((f) => f.name === found.feature);
    return found.kind === "numeric" && feature?.kind === "numeric" && feature.log1p ? Math.expm1(raw) : raw;
  }

  /** Which columns of x come from a feature; none for one that was left out. */
  columnsOf(feature: string): number[] {
    text("feature", feature);
    return this.columns.flatMap((column, index) => (column.feature === feature ? [index] : []));
  }

  /** The columns of x that hold measured numbers, where a standard deviation has a meaning: no categories, indicators or features of two values. */
  numericColumns(): number[] {
    return this.columns.flatMap((column, index) => (column.twoValues === null ? [index] : []));
  }

  toJSON(): PreprocessorJson {
    const { features, target, notes, reading } = this;
    return { format: FORMAT, features: [...features], target, notes: [...notes], ...(reading && { reading }) };
  }

  /** A preprocessor from what `toJSON` gave (an object, or its text). */
  static fromJSON(json: unknown): Preprocessor {
    const parsed = typeof json === "string" ? parseJson(json, "json", "give what toJSON gave") : json;
    const { features, target, notes, reading } = PREPROCESSOR("json", parsed);
    return new Preprocessor(features, target, notes, reading);
  }
}
