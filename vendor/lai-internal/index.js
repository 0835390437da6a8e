module.exports = require("../../dist/internal.js");
