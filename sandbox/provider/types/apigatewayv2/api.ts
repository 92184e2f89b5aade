import {
  CreateApiCommand,
  DeleteApiCommand,
  GetApiCommand,
  UpdateApiCommand,
  type ProtocolType,
} from "@aws-sdk/client-apigatewayv2";
import type { ApiArgs } from "@pulumi/aws/apigatewayv2";

import type { Context } from "../../context";
import type { Properties } from "../../properties";
import { resource, ignoreNotFound } from "../../resource-type";

export const api = resource<ApiArgs>({
  autoname: "name",
  replaceOn: ["protocolType"],
  async create(inputs, context) {
    const { ApiId = "" } = await context.clients.apis.send(
      new CreateApiCommand({
        Name: inputs.name,
        ProtocolType: inputs.protocolType as ProtocolType,
        Description: inputs.description,
        DisableExecuteApiEndpoint: inputs.disableExecuteApiEndpoint,
        Tags: inputs.tags,
      }),
    );
    return { id: ApiId, outs: outsOf(ApiId, context) };
  },
  async read({ id }, context) {
    const found = await ignoreNotFound(context.clients.apis.send(new GetApiCommand({ ApiId: id })));
    return found && outsOf(id, context);
  },
  async update({ id }, inputs, context) {
    await context.clients.apis.send(
      new UpdateApiCommand({
        ApiId: id,
        Name: inputs.name,
        Description: inputs.description ?? "",
        DisableExecuteApiEndpoint: inputs.disableExecuteApiEndpoint ?? false,
      }),
    );
    return outsOf(id, context);
  },
  async delete({ id }, { clients }) {
    await ignoreNotFound(clients.apis.send(new DeleteApiCommand({ ApiId: id })));
  },
});

/** An HTTP API is reached by a path of the front door: its own host name would not resolve on this machine. */
function outsOf(id: string, { endpoint, region, accountId }: Context): Properties {
  return {
    arn: `arn:aws:apigateway:${region}::/apis/${id}`,
    apiEndpoint: `${new URL(endpoint).origin}/_aws/execute-api/${id}`,
    executionArn: `arn:aws:execute-api:${region}:${accountId}:${id}`,
  };
}
