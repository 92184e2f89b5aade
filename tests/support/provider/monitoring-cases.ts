import type { TypeCase } from "./type-case";
import { secret } from "./wire";

const body = (markdown: string) => JSON.stringify({ widgets: [{ type: "text", properties: { markdown } }] });

export const DASHBOARD_CASE: TypeCase = {
  type: "aws:cloudwatch/dashboard:Dashboard",
  inputs: () => ({ dashboardName: "grpc-dashboard", dashboardBody: secret(body("before")) }),
  secret: "dashboardBody",
  computed: ["dashboardArn"],
  change: { dashboardBody: secret(body("after")) },
  replacing: { dashboardName: "grpc-other" },
};

export const SAVED_QUERY_CASE: TypeCase = {
  type: "aws:cloudwatch/queryDefinition:QueryDefinition",
  inputs: () => ({
    name: "grpc/query",
    queryString: secret("fields @message"),
    logGroupNames: ["/grpc/group"],
  }),
  secret: "queryString",
  computed: ["queryDefinitionId"],
  change: { queryString: secret("fields @timestamp"), name: "grpc/renamed" },
  replacing: { region: "eu-west-1" },
};
