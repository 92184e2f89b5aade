import {
  CreateIntegrationCommand,
  DeleteIntegrationCommand,
  GetIntegrationCommand,
  UpdateIntegrationCommand,
  type IntegrationType,
} from "@aws-sdk/client-apigatewayv2";
import type { IntegrationArgs } from "@pulumi/aws/apigatewayv2";

import { idOf, type Plain } from "../../properties";
import { resource, ignoreNotFound } from "../../resource-type";

export const integration = resource<IntegrationArgs>({
  replaceOn: ["apiId", "integrationType"],
  async create(inputs, { clients }) {
    const { IntegrationId = "" } = await clients.apis.send(
      new CreateIntegrationCommand({
        ApiId: idOf(inputs.apiId),
        IntegrationType: inputs.integrationType as IntegrationType,
        ...settingsOf(inputs),
      }),
    );
    return { id: IntegrationId, outs: {} };
  },
  async read({ id, inputs, outs }, { clients }) {
    const asked = new GetIntegrationCommand({ ApiId: idOf(inputs.apiId), IntegrationId: id });
    return (await ignoreNotFound(clients.apis.send(asked))) && outs;
  },
  async update({ id, inputs: { apiId }, outs }, inputs, { clients }) {
    await clients.apis.send(
      new UpdateIntegrationCommand({ ApiId: idOf(apiId), IntegrationId: id, ...settingsOf(inputs) }),
    );
    return outs;
  },
  async delete({ id, inputs }, { clients }) {
    const gone = { ApiId: idOf(inputs.apiId), IntegrationId: id };
    await ignoreNotFound(clients.apis.send(new DeleteIntegrationCommand(gone)));
  },
});

function settingsOf(inputs: Plain<IntegrationArgs>) {
  return {
    IntegrationUri: inputs.integrationUri,
    IntegrationMethod: inputs.integrationMethod,
    PayloadFormatVersion: inputs.payloadFormatVersion,
    TimeoutInMillis: inputs.timeoutMilliseconds,
    Description: inputs.description,
    CredentialsArn: inputs.credentialsArn,
  };
}
