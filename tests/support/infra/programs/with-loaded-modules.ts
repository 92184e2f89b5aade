import { ComponentResource } from "@pulumi/pulumi";

/** The program, and a component whose name lists the packages of Pulumi that it has loaded. */
const program = require("../../../../infra/index") as Promise<object>;

export = program.then(outputs => {
  const loaded = Object.keys(require.cache).flatMap(
    file => /node_modules\/(@pulumi\/[\w-]+)\//.exec(file)?.[1] ?? [],
  );
  new ComponentResource("test:loaded", [...new Set(loaded)].sort().join(" "));
  return outputs;
});
