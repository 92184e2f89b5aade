import {
  CreateApiMappingCommand,
  DeleteApiMappingCommand,
  GetApiMappingCommand,
  UpdateApiMappingCommand,
} from "@aws-sdk/client-apigatewayv2";
import type { ApiMappingArgs } from "@pulumi/aws/apigatewayv2";

import { idOf } from "../../properties";
import { resource, ignoreNotFound } from "../../resource-type";

export const apiMapping = resource<ApiMappingArgs>({
  replaceOn: ["domainName"],
  async create(inputs, { clients }) {
    const { ApiMappingId = "" } = await clients.apis.send(
      new CreateApiMappingCommand({
        ApiId: idOf(inputs.apiId),
        DomainName: idOf(inputs.domainName),
        Stage: idOf(inputs.stage),
        ApiMappingKey: inputs.apiMappingKey,
      }),
    );
    return { id: ApiMappingId, outs: {} };
  },
  async read({ id, inputs }, { clients }) {
    const asked = new GetApiMappingCommand({ ApiMappingId: id, DomainName: idOf(inputs.domainName) });
    return (await ignoreNotFound(clients.apis.send(asked))) && {};
  },
  async update({ id, inputs: { domainName } }, inputs, { clients }) {
    await clients.apis.send(
      new UpdateApiMappingCommand({
        ApiMappingId: id,
        DomainName: idOf(domainName),
        ApiId: idOf(inputs.apiId),
        Stage: idOf(inputs.stage),
        ApiMappingKey: inputs.apiMappingKey,
      }),
    );
    return {};
  },
  async delete({ id, inputs }, { clients }) {
    const gone = new DeleteApiMappingCommand({ ApiMappingId: id, DomainName: idOf(inputs.domainName) });
    await ignoreNotFound(clients.apis.send(gone));
  },
});
