import * as pulumi from "@pulumi/pulumi";

const ACCOUNT = "123456789012";

/** Of a key that was made without one: https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html. */
const DEFAULT_KEY_POLICY = {
  Version: "2012-10-17",
  Statement: [
    { Effect: "Allow", Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: "kms:*", Resource: "*" },
  ],
};

export type Properties = Record<string, unknown>;

/** Plausible answers of AWS in a region: enough for a program to continue. */
export class Answers {
  constructor(private readonly region = "eu-central-1") {}

  /** The result of a data source. */
  invoke(token: string, inputs: Properties): Properties {
    const { region } = this;
    switch (token) {
      case "aws:index/getCallerIdentity:getCallerIdentity":
        return {
          accountId: ACCOUNT,
          arn: `arn:aws:iam::${ACCOUNT}:user/cost`,
          userId: "AIDAEXAMPLE",
          id: ACCOUNT,
        };
      case "aws:index/getRegion:getRegion":
        return { region, name: region, id: region };
      case "aws:index/getPartition:getPartition":
        return { partition: "aws", dnsSuffix: "amazonaws.com", id: "aws" };
      case "aws:cloudcontrol/getResource:getResource":
        return {
          ...inputs,
          id: inputs["identifier"],
          properties: JSON.stringify({ KeyPolicy: DEFAULT_KEY_POLICY }),
        };
      case "aws:dynamodb/getTable:getTable":
        return {
          ...inputs,
          arn: `arn:aws:dynamodb:${region}:${ACCOUNT}:table/existing`,
          hashKey: "PK",
          rangeKey: "SK",
          streamEnabled: true,
          streamArn: `arn:aws:dynamodb:${region}:${ACCOUNT}:table/existing/stream/2026-11-21T00:00:00.000`,
        };
      case "aws:sesv2/getEmailIdentity:getEmailIdentity":
        return {
          ...inputs,
          configurationSetName: `ses-smtp-${pulumi.getStack()}`, // the stack's own, as after the first deployment
          dkimSigningAttributes: [{ signingAttributesOrigin: "AWS_SES", tokens: ["one", "two", "three"] }],
        };
      default:
        return { ...inputs };
    }
  }

  /** Outputs that other resources use as inputs. */
  computed(type: string, name: string, inputs: Properties): Properties {
    const ownName = typeof inputs["name"] === "string" ? inputs["name"] : name;
    const place = type.startsWith("aws:s3/") ? ":" : `${this.region}:${ACCOUNT}`; // a bucket's name is unique
    const arn = `arn:aws:${serviceOf(type)}:${place}:${RESOURCE_KINDS[type] ?? ""}${ownName}`;
    const streamArn = `arn:aws:dynamodb:${this.region}:${ACCOUNT}:table/store/stream/2026-11-21T00:00:00.000`;
    return {
      arn: type === "aws:cloudwatch/eventTarget:EventTarget" ? inputs["arn"] : arn,
      name: ownName,
      url: `https://sqs.${this.region}.amazonaws.com/${ACCOUNT}/${ownName}`,
      ...(type === "aws:lambda/invocation:Invocation" ? { result: JSON.stringify({ streamArn }) } : {}),
      ...(type === "aws:dynamodb/table:Table" ? { streamArn } : {}),
      ...(type === "aws:s3/bucket:Bucket" ? { bucket: ownName } : {}),
      ...(type === "aws:apigatewayv2/api:Api"
        ? { apiEndpoint: `https://${name}.execute-api.${this.region}.amazonaws.com`, executionArn: arn }
        : {}),
      ...(type === "aws:acm/certificate:Certificate"
        ? { domainValidationOptions: [validationOf(String(inputs["domainName"]))] }
        : {}),
      ...(type === "aws:apigatewayv2/domainName:DomainName"
        ? {
            domainNameConfiguration: {
              ...(inputs["domainNameConfiguration"] as object | undefined),
              targetDomainName: `d-${name}.execute-api.${this.region}.amazonaws.com`,
            },
          }
        : {}),
      ...(type === "aws:sesv2/emailIdentity:EmailIdentity"
        ? {
            dkimSigningAttributes: {
              ...(inputs["dkimSigningAttributes"] as object | undefined),
              tokens: ["one", "two", "three"],
            },
          }
        : {}),
    };
  }
}

function validationOf(domainName: string): Properties {
  return {
    ...{ domainName, resourceRecordName: `_one.${domainName}.`, resourceRecordType: "CNAME" },
    resourceRecordValue: "_two.acm-validations.aws.",
  };
}

/** What precedes the name in an ARN; only of types whose ARN the program takes apart. */
const RESOURCE_KINDS: Readonly<Record<string, string>> = {
  "aws:cloudwatch/logGroup:LogGroup": "log-group:",
  "aws:lambda/function:Function": "function:",
};

/** As in ARNs. Pulumi's module `cloudwatch` is three services. */
function serviceOf(type: string): string {
  const [, module = "aws", resource = ""] = /^aws:(\w+)\/(\w+):/.exec(type) ?? [];
  if (module !== "cloudwatch") return module;
  if (resource.startsWith("event")) return "events";
  return resource.startsWith("log") ? "logs" : "cloudwatch";
}
