/**
 * The file of a package that pictures are drawn with and that this one does not bring: beside this package, or in the project
 * that is worked in.
 *
 * @throws Error that says what to install
 */
export function locate(name: "plotly.js-dist-min" | "linkedom" | "sharp"): string {
  try {
    return require.resolve(name, { paths: [__dirname, process.cwd()] });
  } catch {
    const packages = name === "sharp" ? "sharp" : "plotly.js-dist-min linkedom";
    throw new Error(`${name} is not installed here: npm install ${packages}`);
  }
}
