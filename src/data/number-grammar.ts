/**
 * A table-driven recogniser of decimal numbers, one byte at a time: optional spaces, sign, digits with a decimal point or
 * comma, exponent, optional spaces. Words such as NaN or inf are no numbers here: they are text, or declared missing codes.
 */

const CLASSES = 7;
const DIGIT = 0;
const SIGN = 1;
const POINT = 2;
const COMMA = 3;
const EXPONENT = 4;
const SPACE = 5;
const OTHER = 6;

export const START = 0;
const SIGNED = 1;
const WHOLE = 2;
const POINT_FIRST = 3;
const FRACTION = 4;
const EXPONENT_SIGN = 5;
const EXPONENT_FIRST = 6;
const EXPONENT_DIGITS = 7;
const AFTER = 8;
const NO_NUMBER = 9;
const STATES = 10;

/** The class of each byte. */
export const byteClass: Uint8Array = new Uint8Array(256).fill(OTHER);
for (let c = 48; c <= 57; c++) byteClass[c] = DIGIT;
byteClass[43] = SIGN;
byteClass[45] = SIGN;
byteClass[46] = POINT;
byteClass[44] = COMMA;
byteClass[69] = EXPONENT;
byteClass[101] = EXPONENT;
byteClass[32] = SPACE;

/** next state = nextState[state * 7 + byteClass[byte]] */
export const nextState: Uint8Array = new Uint8Array(STATES * CLASSES).fill(NO_NUMBER);
const arrow = (from: number, by: number, to: number): void => {
  nextState[from * CLASSES + by] = to;
};
arrow(START, SPACE, START);
arrow(START, SIGN, SIGNED);
for (const from of [START, SIGNED]) {
  arrow(from, DIGIT, WHOLE);
  arrow(from, POINT, POINT_FIRST);
  arrow(from, COMMA, POINT_FIRST);
}
arrow(WHOLE, DIGIT, WHOLE);
arrow(WHOLE, POINT, FRACTION);
arrow(WHOLE, COMMA, FRACTION);
arrow(POINT_FIRST, DIGIT, FRACTION);
arrow(FRACTION, DIGIT, FRACTION);
arrow(WHOLE, EXPONENT, EXPONENT_SIGN);
arrow(FRACTION, EXPONENT, EXPONENT_SIGN);
arrow(EXPONENT_SIGN, SIGN, EXPONENT_FIRST);
arrow(EXPONENT_SIGN, DIGIT, EXPONENT_DIGITS);
arrow(EXPONENT_FIRST, DIGIT, EXPONENT_DIGITS);
arrow(EXPONENT_DIGITS, DIGIT, EXPONENT_DIGITS);
for (const from of [WHOLE, FRACTION, EXPONENT_DIGITS, AFTER]) arrow(from, SPACE, AFTER);

/** Whether a cell that ended in this state is a number. */
export const isNumberState = (state: number): boolean =>
  state === WHOLE || state === FRACTION || state === EXPONENT_DIGITS || state === AFTER;
