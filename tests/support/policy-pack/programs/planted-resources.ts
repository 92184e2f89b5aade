import * as pulumi from "@pulumi/pulumi";
import { RoutingRule } from "@pulumi/aws/apigatewayv2";
import { LogGroup } from "@pulumi/aws/cloudwatch";
import { Table } from "@pulumi/aws/dynamodb";
import { Role, RolePolicy, RolePolicyAttachment } from "@pulumi/aws/iam";
import { Key } from "@pulumi/aws/kms";
import { Provider } from "@pulumi/aws/provider";

/** What a preview refuses by each resource's own inputs. */
new Key("planted-key");
new RoutingRule("planted-rule", { domainName: "x", priority: 1, actions: [], conditions: [] });

const role = new Role("planted-role", {
  assumeRolePolicy: {
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Principal: { Service: "scheduler.amazonaws.com" }, Action: "sts:AssumeRole" },
    ],
  },
});
new RolePolicy("planted-policy", {
  role: role.name,
  policy: {
    Version: "2012-10-17",
    Statement: [
      { Sid: "All", Effect: "Allow", Action: "dynamodb:*", Resource: pulumi.interpolate`${role.arn}/*` },
    ],
  },
});
new RolePolicyAttachment("planted-attachment", {
  role: role.name,
  policyArn: "arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess",
});
new Table("planted-table", {
  attributes: [{ name: "PK", type: "S" }],
  hashKey: "PK",
  billingMode: role.arn.apply(() => "PAY_PER_REQUEST"),
  deletionProtectionEnabled: true,
});

class Opaque extends pulumi.dynamic.Resource {}
new Opaque({ create: async () => ({ id: "opaque" }) }, "planted-code", {});

/** The same again where it is harder to see: in a component, under an old name, by another provider, as a secret. */
class Hidden extends pulumi.ComponentResource {
  constructor(name: string) {
    super("planted:index:Hidden", name);
    const provider = new Provider(`${name}-provider`, { region: "us-east-1" }, { parent: this });
    const aliases = [{ type: "aws:iam/role:Role", name: "harmless" }];
    new Key(`${name}-key`, {}, { parent: this, provider, aliases, version: "7.0.0", protect: true });
    new LogGroup(`${name}-logs`, { retentionInDays: pulumi.secret(0) }, { parent: this });
  }
}
new Hidden("planted-hidden");
