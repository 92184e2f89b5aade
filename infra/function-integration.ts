import * as pulumi from "@pulumi/pulumi";
import { type Api, Integration } from "@pulumi/aws/apigatewayv2";
import type { Permission } from "@pulumi/aws/lambda";

/**
 * Passes requests of an HTTP API to a function, in payload format 2.0.
 *
 * @param permission which lets API Gateway invoke the function; it exists first
 * @returns the target of the routes that lead there: `integrations/ID`
 */
export function functionIntegration(
  name: string,
  api: Api,
  functionArn: pulumi.Output<string>,
  permission: Permission,
): pulumi.Output<string> {
  const { id } = new Integration(
    name,
    {
      apiId: api.id,
      integrationType: "AWS_PROXY",
      integrationUri: functionArn,
      payloadFormatVersion: "2.0",
    },
    { dependsOn: [permission] },
  );
  return pulumi.interpolate`integrations/${id}`;
}
