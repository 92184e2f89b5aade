#!/usr/bin/env node
// The command is TypeScript: tsx compiles it as it is loaded.
require("tsx/cjs");
const { main } = require("./main.ts");

void main(process.argv.slice(2), process).then(code => {
  process.exitCode = code;
});
