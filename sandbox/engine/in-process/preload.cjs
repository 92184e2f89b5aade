/**
 * Loads TypeScript with tsx, and packages without it: tsx looks through every file of a package, which takes as long as
 * loading it, and this is half the time that a program's process needs to start.
 */
const Module = require("node:module");

const node = Module._extensions[".js"];
require("tsx/cjs");
const tsx = Module._extensions[".js"];
Module._extensions[".js"] = (module, file) => (file.includes("node_modules") ? node : tsx)(module, file);
