import { expect } from "chai";
import { analyze } from "../../cost/analyzer";
import { table } from "../support/policy-pack/fixtures";
import { pack } from "../support/policy-pack/pack";
import { proves } from "../support/policy-pack/rule-case";

const XRAY_GROUP = "aws:xray/group:Group";

describe("the rule on unclassified resources", () => {
  proves("unclassified-resource", "a type without a price is refused, and the message says how to add it", {
    passes: [table()],
    fails: [{ type: "aws:apigatewayv2/routingRule:RoutingRule", name: "rule" }],
    because:
      'aws:apigatewayv2/routingRule:RoutingRule "rule": not classified: its idle cost is unknown; add a row to policy-pack/data/catalog.tsv with its price, evidence, and date (docs/cost.md).',
  });
  proves("unclassified-resource", "a type missing from the catalog is refused", {
    passes: [table()],
    fails: [{ type: "aws:brandnew/thing:Thing", name: "thing" }],
    because:
      'aws:brandnew/thing:Thing "thing": not classified: its idle cost is unknown; add a row to policy-pack/data/catalog.tsv with its price, evidence, and date (docs/cost.md).',
  });
  proves(
    "unclassified-resource",
    "a resource of another provider is refused; components, providers, and the stack pass",
    {
      passes: [
        { type: "ses-smtp:infra:Credentials" },
        { type: "pulumi:providers:aws" },
        { type: "pulumi:pulumi:Stack" },
        { type: "awsx:cloudtrail:Trail", provider: false },
        { type: "aws:dynamodb:TableEventSubscription", provider: false },
      ],
      fails: [{ type: "random:index/randomId:RandomId", name: "id" }],
      because:
        'random:index/randomId:RandomId "id": not classified: its idle cost is unknown; add a row to policy-pack/data/catalog.tsv with its price, evidence, and date (docs/cost.md).',
    },
  );
  proves("unclassified-resource", "settings no row covers are refused; settings with a price are not", {
    passes: [
      { type: XRAY_GROUP, name: "group", props: { insightsConfiguration: { insightsEnabled: true } } },
    ],
    fails: [
      { type: XRAY_GROUP, name: "group", props: { insightsConfiguration: { insightsEnabled: false } } },
    ],
    because:
      'aws:xray/group:Group "group": not classified: the catalog has prices for other settings of this type, but not for these; add a row to policy-pack/data/catalog.tsv with its price, evidence, and date (docs/cost.md).',
  });
  proves("unclassified-resource", "a type that is free only from memory is refused", {
    passes: [{ type: "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy", name: "policy" }],
    fails: [{ type: "aws:ec2/vpc:Vpc", name: "net" }],
    because:
      'aws:ec2/vpc:Vpc "net": not classified: presumed free, from memory only (Infracost prices aws_vpc/aws_subnet at 0); add a row to policy-pack/data/catalog.tsv with its price, evidence, and date (docs/cost.md).',
  });
});

describe("what creates resources the pack cannot see", () => {
  const opaque: [string, string, string][] = [
    [
      "a dynamic resource",
      "pulumi-nodejs:dynamic:Resource",
      "whatever its code creates; declare those resources with @pulumi/aws",
    ],
    [
      "a dynamic resource with a type of its own",
      "pulumi-nodejs:dynamic/schema:Schema",
      "whatever its code creates; declare those resources with @pulumi/aws",
    ],
    [
      "a local command",
      "command:local:Command",
      "whatever its commands create; declare those resources with @pulumi/aws",
    ],
    [
      "a remote command",
      "command:remote:Command",
      "whatever its commands create; declare those resources with @pulumi/aws",
    ],
    [
      "a resource of aws-native",
      "aws-native:kms:Key",
      "a resource of another provider, which this catalog has no prices for; declare it with @pulumi/aws",
    ],
  ];
  for (const [what, type, sentence] of opaque) {
    proves("standing-cost", `${what} is refused`, {
      passes: [{ type: "ses-smtp:infra:Credentials" }],
      fails: [{ type, name: "it", provider: true }],
      because: `${type} "it" costs an unknown amount per month while idle: ${sentence}, or add an exception (docs/cost.md).`,
    });

    it(`${what} passes under an exception that names it`, async () => {
      const exception = {
        ...{ type, name: "it", reason: "its code was read and makes nothing in AWS" },
        ...{ expiry: "2027-06-30", maximumUsdPerMonth: 0 },
      };
      const policies = pack({ exceptions: { "standing-cost": [exception] } });
      expect(await analyze(policies, { type, name: "it", provider: true })).to.deep.equal([]);
      expect(await analyze(policies, { type, name: "other", provider: true })).to.have.length(1);
    });
  }
});
