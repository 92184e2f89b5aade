#!/usr/bin/env node
// Suppresses the SDK's seven-line notice about future Node versions: package.json's engines allow this one.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
// The command is TypeScript: tsx compiles it when it is loaded.
require("tsx/cjs");
const { main } = require("./main.ts");

void main(process.argv.slice(2), process).then(code => {
  process.exitCode = code;
});
