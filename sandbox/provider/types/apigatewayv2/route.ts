import {
  CreateRouteCommand,
  DeleteRouteCommand,
  GetRouteCommand,
  UpdateRouteCommand,
  type AuthorizationType,
} from "@aws-sdk/client-apigatewayv2";
import type { RouteArgs } from "@pulumi/aws/apigatewayv2";

import { idOf, type Plain } from "../../properties";
import { resource, ignoreNotFound } from "../../resource-type";

export const route = resource<RouteArgs>({
  replaceOn: ["apiId"],
  async create(inputs, { clients }) {
    const { RouteId = "" } = await clients.apis.send(
      new CreateRouteCommand({ ApiId: idOf(inputs.apiId), ...settingsOf(inputs) }),
    );
    return { id: RouteId, outs: {} };
  },
  async read({ id, inputs, outs }, { clients }) {
    const asked = new GetRouteCommand({ ApiId: idOf(inputs.apiId), RouteId: id });
    return (await ignoreNotFound(clients.apis.send(asked))) && outs;
  },
  async update({ id, inputs: { apiId }, outs }, inputs, { clients }) {
    await clients.apis.send(
      new UpdateRouteCommand({ ApiId: idOf(apiId), RouteId: id, ...settingsOf(inputs) }),
    );
    return outs;
  },
  async delete({ id, inputs }, { clients }) {
    const gone = { ApiId: idOf(inputs.apiId), RouteId: id };
    await ignoreNotFound(clients.apis.send(new DeleteRouteCommand(gone)));
  },
});

function settingsOf(inputs: Plain<RouteArgs>) {
  return {
    RouteKey: inputs.routeKey,
    Target: inputs.target,
    AuthorizationType: (inputs.authorizationType ?? "NONE") as AuthorizationType,
    AuthorizerId: inputs.authorizerId,
    AuthorizationScopes: inputs.authorizationScopes,
    OperationName: inputs.operationName,
  };
}
