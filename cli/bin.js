#!/usr/bin/env node
// The SDK's warning that it will want a newer Node one day, seven lines long: package.json's engines allow this one.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
// The command is TypeScript: tsx compiles it as it is loaded.
require("tsx/cjs");
const { main } = require("./main.ts");

void main(process.argv.slice(2), process).then(code => {
  process.exitCode = code;
});
