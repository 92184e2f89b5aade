import {
  AddPermissionCommand,
  GetPolicyCommand,
  RemovePermissionCommand,
  type FunctionUrlAuthType,
} from "@aws-sdk/client-lambda";
import type { PermissionArgs } from "@pulumi/aws/lambda";

import { idOf } from "../../properties";
import { resource, ignoreNotFound } from "../../resource-type";

const PERMISSION_INPUTS = [
  ...(["action", "function", "principal", "sourceArn", "sourceAccount", "statementId"] as const),
  ...(["qualifier", "eventSourceToken", "functionUrlAuthType", "principalOrgId"] as const),
];

export const permission = resource<PermissionArgs>({
  autoname: "statementId",
  replaceOn: PERMISSION_INPUTS,
  async create(inputs, { clients }) {
    await clients.lambda.send(
      new AddPermissionCommand({
        FunctionName: idOf(inputs.function),
        StatementId: inputs.statementId,
        Action: inputs.action,
        Principal: inputs.principal,
        SourceArn: inputs.sourceArn,
        SourceAccount: inputs.sourceAccount,
        Qualifier: inputs.qualifier,
        EventSourceToken: inputs.eventSourceToken,
        PrincipalOrgID: inputs.principalOrgId,
        FunctionUrlAuthType: inputs.functionUrlAuthType as FunctionUrlAuthType | undefined,
      }),
    );
    return { id: inputs.statementId ?? "", outs: {} };
  },
  async read({ id, inputs, outs }, { clients }) {
    const asked = new GetPolicyCommand({
      FunctionName: idOf(inputs.function),
      Qualifier: inputs.qualifier,
    });
    const found = await ignoreNotFound(clients.lambda.send(asked));
    return found?.Policy?.includes(JSON.stringify(id)) ? outs : undefined;
  },
  async delete({ id, inputs }, { clients }) {
    const gone = { FunctionName: idOf(inputs.function), StatementId: id, Qualifier: inputs.qualifier };
    await ignoreNotFound(clients.lambda.send(new RemovePermissionCommand(gone)));
  },
});
