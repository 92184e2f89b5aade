import * as pulumi from "@pulumi/pulumi";
import { Policy, type PolicyStatement } from "@pulumi/aws/iam";
import { stackPath } from "../handlers/shared/iam-names";
import { ENCRYPTION_CONTEXT_KEYS, ENCRYPTION_PURPOSE } from "../records/encryption";
import type { Foundation } from "./foundation";
import { allow } from "./read-statements";

/** What the policies for people refer to, besides the foundation. */
export interface Administered {
  /** ARN of the API's only stage, without a method: `arn:…:execute-api:…:{api}/$default`. */
  stageArn: pulumi.Output<string>;
  /** ARNs of the log groups of the stack's functions, and of the API's access log. */
  logGroups: pulumi.Output<string>[];
  /** ARNs of the stack's functions. */
  functions: pulumi.Output<string>[];
  /** ARNs of the stack's dashboards. */
  dashboards: readonly pulumi.Output<string>[];
}

/**
 * Managed policies for people, to attach to their roles or permission sets. What a role must not do is denied
 * explicitly, so that no other policy of the role can allow it.
 */
export function createHumanRoles(foundation: Foundation, administered: Administered) {
  const policy = (name: string, description: string, Statement: PolicyStatement[]) =>
    new Policy(`smtp-${name}`, {
      description,
      path: stackPath(foundation.stack),
      policy: { Version: "2012-10-17", Statement },
    });
  const operator = policy(
    "operator",
    "Manages SMTP credentials through the API only, and reads no passwords",
    operatorStatements(foundation, administered),
  );
  const auditor = policy(
    "auditor",
    "Reads SMTP credentials, without passwords, and who changed them",
    auditorStatements(foundation, administered),
  );
  const reader = policy(
    "credential-reader",
    "Reads SMTP credentials and their passwords; changes nothing",
    readerStatements(foundation, administered),
  );
  return {
    outputs: {
      operatorPolicyArn: operator.arn,
      auditorPolicyArn: auditor.arn,
      credentialReaderPolicyArn: reader.arn,
    },
  };
}

const CREDENTIAL = "api/credentials/*";

/**
 * IAM's `*` also matches slashes: `GET …/credentials/*` is everything below it, so anything that needs a permission of
 * its own is a POST.
 */
function routes({ stageArn }: Administered, ...resources: string[]): pulumi.Output<string>[] {
  return resources.map(resource => pulumi.interpolate`${stageArn}/${resource}`);
}

const CHANGES = [
  ...[`PUT/${CREDENTIAL}`, `PATCH/${CREDENTIAL}`, `DELETE/${CREDENTIAL}`],
  ...["rotate", "disable", "enable"].map(action => `POST/${CREDENTIAL}/${action}`),
];

/** Of the suppression list. */
const LIST_CHANGES = [
  "POST/api/metrics/email/suppressions",
  "DELETE/api/metrics/email/suppressions",
  "DELETE/api/metrics/email/suppressions/*",
];

const SECRET = `POST/${CREDENTIAL}/secret`;

function operatorStatements(foundation: Foundation, administered: Administered): PolicyStatement[] {
  const { account, stack } = foundation;
  const { functions } = administered;
  return [
    allow("Manage", "execute-api:Invoke", routes(administered, "GET/api/*", ...CHANGES, ...LIST_CHANGES)),
    deny("NoSecrets", "execute-api:Invoke", routes(administered, SECRET)),
    noPasswords(foundation),
    noTable(foundation, [
      ...["dynamodb:*Item", "dynamodb:Query", "dynamodb:Scan", "dynamodb:PartiQL*"],
      ...["dynamodb:GetRecords", "dynamodb:ExportTableToPointInTime"],
    ]),
    deny("NoUsers", "iam:*", [account.iamArn(`user${stackPath(stack)}*`)]),
    deny(
      "NoFunctions",
      ["lambda:InvokeFunction", "lambda:UpdateFunction*"],
      functions.flatMap(arn => [arn, pulumi.interpolate`${arn}:*`]),
    ),
  ];
}

function auditorStatements(foundation: Foundation, administered: Administered): PolicyStatement[] {
  const { account, stack } = foundation;
  const logs = administered.logGroups.flatMap(arn => [arn, pulumi.interpolate`${arn}:*`]);
  return [
    allow("Read", "execute-api:Invoke", routes(administered, "GET/api/*")),
    allow("ReadLogs", ["logs:StartQuery", "logs:FilterLogEvents", "logs:GetLogEvents"], logs),
    {
      // Neither a query's results, saved queries and metrics nor CloudTrail's event history are resources:
      // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html,
      // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html,
      // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudtrail.html
      Sid: "ReadResults",
      Effect: "Allow",
      Action: [
        "logs:GetQueryResults",
        "logs:DescribeQueryDefinitions",
        "cloudwatch:GetMetricData",
        "cloudtrail:LookupEvents",
      ],
      Resource: "*",
    },
    allow("ReadDashboards", "cloudwatch:GetDashboard", [...administered.dashboards]),
    // For `credential list --unused`. IAM checks it on the user that the key belongs to:
    // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
    allow("ReadLastUse", "iam:GetAccessKeyLastUsed", [account.iamArn(`user${stackPath(stack)}*`)]),
    deny(
      "NoChangesNoSecrets",
      "execute-api:Invoke",
      routes(administered, SECRET, ...CHANGES, ...LIST_CHANGES),
    ),
    noPasswords(foundation),
    noTable(foundation, ["dynamodb:*Item", "dynamodb:Query", "dynamodb:Scan", "dynamodb:PartiQL*"]),
  ];
}

function readerStatements(foundation: Foundation, administered: Administered): PolicyStatement[] {
  const { settings, store } = foundation;
  return [
    allow("ReadCredentials", "execute-api:Invoke", routes(administered, `GET/${CREDENTIAL}`, SECRET)),
    {
      ...allow("DecryptPasswords", "kms:Decrypt", [settings.kmsKeyArn, ...settings.previousKmsKeyArns]),
      Condition: {
        StringEquals: {
          "kms:EncryptionContext:purpose": ENCRYPTION_PURPOSE,
          "kms:EncryptionContext:table": store.tableName,
        },
        "ForAllValues:StringEquals": { "kms:EncryptionContextKeys": [...ENCRYPTION_CONTEXT_KEYS] },
      },
    },
    deny("NoChanges", "execute-api:Invoke", routes(administered, ...CHANGES, ...LIST_CHANGES)),
  ];
}

function noPasswords({ settings }: Foundation): PolicyStatement {
  return deny(
    "NoPasswords",
    ["kms:Decrypt", "kms:ReEncryptFrom", "kms:CreateGrant"],
    [settings.kmsKeyArn, ...settings.previousKmsKeyArns],
  );
}

function noTable({ store }: Foundation, actions: string[]): PolicyStatement {
  return deny("NoTable", actions, [store.tableArn, pulumi.interpolate`${store.tableArn}/*`]);
}

type Resources = pulumi.Input<string>[];

function deny(Sid: string, Action: string | string[], Resource: Resources): PolicyStatement {
  return { Sid, Effect: "Deny", Action, Resource };
}
