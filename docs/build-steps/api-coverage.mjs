export function addExamples() {}
export function checkCoverage() {}
