// danfojs-node calls these from readExcel and toExcel only, readFile inside a callback.
function refuse(name) {
  return () => {
    throw new Error(
      `xlsx.${name}: Excel files are not supported here (the registry's xlsx has known advisories). Save the sheet as CSV and read that.`,
    );
  };
}

module.exports = {
  readFile: refuse("readFile"),
  read: refuse("read"),
  writeFile: refuse("writeFile"),
  write: refuse("write"),
  utils: {
    sheet_to_json: refuse("utils.sheet_to_json"),
    aoa_to_sheet: refuse("utils.aoa_to_sheet"),
    json_to_sheet: refuse("utils.json_to_sheet"),
    book_new: refuse("utils.book_new"),
    book_append_sheet: refuse("utils.book_append_sheet"),
  },
};
