import type { Mapper } from "../permission";

/**
 * The control plane's actions are HTTP methods, and its ARNs are the paths, without an account:
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonapigatewaymanagementv2.html.
 */
export const apiGateway: Mapper = ({ method, path }, { region }) => {
  if (!path.startsWith("/v2/")) return undefined;
  const resource = `arn:aws:apigateway:${region}::${path.slice("/v2".length).replace(/\/$/, "")}`;
  return [{ action: `apigateway:${method}`, resource }];
};
