import * as pulumi from "@pulumi/pulumi";

/**
 * The program in a stack that was deployed as "former" and then renamed. As the engine does: what a resource ignores the
 * changes of stays as the state has it.
 */
pulumi.runtime.registerStackTransformation(({ type, props, opts }) => {
  const ignored = (opts as pulumi.CustomResourceOptions).ignoreChanges ?? [];
  if (type !== "aws:iam/policy:Policy" || !ignored.includes("path")) return undefined;
  return { props: { ...(props as object), path: "/ses-smtp/former/" }, opts };
});

export = require("../../../../infra/index") as unknown;
