import {
  CreateStageCommand,
  DeleteStageCommand,
  GetStageCommand,
  UpdateStageCommand,
  type RouteSettings,
} from "@aws-sdk/client-apigatewayv2";
import type { StageArgs } from "@pulumi/aws/apigatewayv2";

import type { Context } from "../../context";
import { capitalized, idOf, without, type Plain, type Properties } from "../../properties";
import { resource, ignoreNotFound } from "../../resource-type";

export const stage = resource<StageArgs>({
  autoname: "name",
  replaceOn: ["apiId", "name"],
  async create(inputs, context) {
    const { apis } = context.clients;
    const [ApiId, StageName] = [idOf(inputs.apiId), inputs.name ?? ""];
    await apis.send(new CreateStageCommand({ ApiId, StageName, Tags: inputs.tags, ...settingsOf(inputs) }));
    return { id: StageName, outs: outsOf(ApiId, StageName, context) };
  },
  async read({ id, inputs }, context) {
    const ApiId = idOf(inputs.apiId);
    const asked = new GetStageCommand({ ApiId, StageName: id });
    return (await ignoreNotFound(context.clients.apis.send(asked))) && outsOf(ApiId, id, context);
  },
  async update({ id, inputs: { apiId }, outs }, inputs, { clients }) {
    await clients.apis.send(
      new UpdateStageCommand({ ApiId: idOf(apiId), StageName: id, ...settingsOf(inputs) }),
    );
    return outs;
  },
  async delete({ id, inputs }, { clients }) {
    const gone = { ApiId: idOf(inputs.apiId), StageName: id };
    await ignoreNotFound(clients.apis.send(new DeleteStageCommand(gone)));
  },
});

/** Pulumi has a list of the routes' settings, the API a map by route key. */
function settingsOf(inputs: Plain<StageArgs>) {
  const routes = (inputs.routeSettings ?? []).map(
    settings => [settings.routeKey, capitalized<RouteSettings>(without(settings, "routeKey"))] as const,
  );
  return {
    AutoDeploy: inputs.autoDeploy,
    Description: inputs.description,
    DefaultRouteSettings:
      inputs.defaultRouteSettings && capitalized<RouteSettings>(inputs.defaultRouteSettings),
    RouteSettings: Object.fromEntries(routes),
    AccessLogSettings:
      inputs.accessLogSettings &&
      capitalized<{ DestinationArn: string; Format: string }>(inputs.accessLogSettings),
    StageVariables: inputs.stageVariables,
  };
}

function outsOf(apiId: string, name: string, { region, accountId }: Context): Properties {
  return {
    arn: `arn:aws:apigateway:${region}::/apis/${apiId}/stages/${name}`,
    executionArn: `arn:aws:execute-api:${region}:${accountId}:${apiId}/${name}`,
  };
}
