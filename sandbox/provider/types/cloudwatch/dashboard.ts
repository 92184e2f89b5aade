import {
  DeleteDashboardsCommand,
  GetDashboardCommand,
  PutDashboardCommand,
} from "@aws-sdk/client-cloudwatch";
import type { DashboardArgs } from "@pulumi/aws/cloudwatch";

import type { Context } from "../../context";
import type { Plain, Properties } from "../../properties";
import { ignoreNotFound, resource } from "../../resource-type";

/** As in the AWS provider, its id is its name. A dashboard is the account's, and its ARN has no region. */
export const dashboard = resource<DashboardArgs>({
  replaceOn: ["dashboardName"],
  async create(inputs, context) {
    await put(inputs, context);
    return { id: inputs.dashboardName, outs: outsOf(inputs.dashboardName, context) };
  },
  async read({ id, outs }, { clients }) {
    const found = await ignoreNotFound(
      clients.cloudwatch.send(new GetDashboardCommand({ DashboardName: id })),
    );
    return found && outs;
  },
  async update({ outs }, inputs, context) {
    await put(inputs, context);
    return outs;
  },
  async delete({ id }, { clients }) {
    await ignoreNotFound(clients.cloudwatch.send(new DeleteDashboardsCommand({ DashboardNames: [id] })));
  },
});

/** @throws Error also about what CloudWatch stores and ignores: nobody would see that otherwise */
async function put(inputs: Plain<DashboardArgs>, { clients }: Context): Promise<void> {
  const { DashboardValidationMessages: warnings = [] } = await clients.cloudwatch.send(
    new PutDashboardCommand({
      DashboardName: inputs.dashboardName,
      DashboardBody: inputs.dashboardBody,
    }),
  );
  if (warnings.length === 0) return;
  const list = warnings.map(({ DataPath, Message }) => `${DataPath ?? ""}: ${Message ?? ""}`).join("; ");
  throw new Error(`CloudWatch would ignore parts of dashboard ${inputs.dashboardName}: ${list}`);
}

function outsOf(name: string, { accountId }: Context): Properties {
  return { dashboardArn: `arn:aws:cloudwatch::${accountId}:dashboard/${name}` };
}
