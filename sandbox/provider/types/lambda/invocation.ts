import { createHash } from "node:crypto";
import { InvokeCommand } from "@aws-sdk/client-lambda";
import type { InvocationArgs } from "@pulumi/aws/lambda";

import type { Context } from "../../context";
import type { Plain } from "../../properties";
import { resource, ignoreNotFound } from "../../resource-type";

/** Invokes a function on creation and if its input or triggers change; with `CRUD` also on update and delete. */
export const invocation = resource<InvocationArgs>({
  replaceOn: ["functionName", "qualifier", "triggers"],
  replaceAlsoOn: ({ lifecycleScope }) => (lifecycleScope === "CRUD" ? [] : ["input"]),
  async create(inputs, context) {
    const result = await invoke(inputs, "create", null, context);
    const digest = createHash("md5").update(inputs.input).digest("hex");
    return { id: `${inputs.functionName}_${inputs.qualifier ?? "$LATEST"}_${digest}`, outs: { result } };
  },
  async read({ outs }) {
    return outs;
  },
  async update({ inputs: old }, inputs, context) {
    return { result: await invoke(inputs, "update", old.input, context) };
  },
  async delete({ inputs }, context) {
    if (inputs.lifecycleScope === "CRUD")
      await ignoreNotFound(invoke(inputs, "delete", inputs.input, context));
  },
});

async function invoke(
  inputs: Plain<InvocationArgs>,
  action: "create" | "update" | "delete",
  previous: string | null,
  { clients }: Context,
): Promise<string> {
  const { functionName: FunctionName, qualifier: Qualifier, terraformKey = "tf" } = inputs;
  const lifecycle = { action, prev_input: previous === null ? null : (JSON.parse(previous) as unknown) };
  const payload =
    inputs.lifecycleScope === "CRUD"
      ? JSON.stringify({ ...(JSON.parse(inputs.input) as object), [terraformKey]: lifecycle })
      : inputs.input;
  const answer = await clients.lambda.send(
    new InvokeCommand({ FunctionName, Qualifier, Payload: Buffer.from(payload) }),
  );
  const result = Buffer.from(answer.Payload ?? []).toString();
  if (answer.FunctionError === undefined) return result;
  throw new Error(`Lambda function (${FunctionName}) returned error: (${result})`);
}
