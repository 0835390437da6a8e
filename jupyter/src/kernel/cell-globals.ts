/** What cells have beside Node's globals; see questions.ts. As overloads they get on with the browser's, where a package has those. */
export const CELL_GLOBALS = `
/** Asks the person in front of the notebook, and gives the answer; an empty one is \`otherwise\`. */
declare function prompt(message?: string, otherwise?: string): string;
/** Asks the person in front of the notebook for a yes or no. */
declare function confirm(message?: string): boolean;
`;
