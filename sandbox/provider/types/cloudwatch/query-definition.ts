import {
  DeleteQueryDefinitionCommand,
  DescribeQueryDefinitionsCommand,
  PutQueryDefinitionCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import type { QueryDefinitionArgs } from "@pulumi/aws/cloudwatch";

import type { Context } from "../../context";
import type { Plain } from "../../properties";
import { ignoreNotFound, resource } from "../../resource-type";

/** A saved query of Logs Insights; its id is CloudWatch's. */
export const queryDefinition = resource<QueryDefinitionArgs>({
  autoname: "name",
  replaceOn: ["region"],
  async create(inputs, context) {
    const id = await put(inputs, context);
    return { id, outs: { queryDefinitionId: id } };
  },
  async read({ id, inputs, outs }, { clients }) {
    const { queryDefinitions = [] } = await clients.logs.send(
      new DescribeQueryDefinitionsCommand({ queryDefinitionNamePrefix: inputs.name }),
    );
    return queryDefinitions.some(({ queryDefinitionId }) => queryDefinitionId === id) ? outs : undefined;
  },
  async update({ id, outs }, inputs, context) {
    await put(inputs, context, id);
    return outs;
  },
  async delete({ id }, { clients }) {
    await ignoreNotFound(clients.logs.send(new DeleteQueryDefinitionCommand({ queryDefinitionId: id })));
  },
});

async function put(
  { name, queryString, logGroupNames }: Plain<QueryDefinitionArgs>,
  { clients }: Context,
  queryDefinitionId?: string,
): Promise<string> {
  const saved = await clients.logs.send(
    new PutQueryDefinitionCommand({ name, queryString, logGroupNames, queryDefinitionId }),
  );
  return saved.queryDefinitionId ?? "";
}
