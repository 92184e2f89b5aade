import { configurationSetName } from "../../handlers/shared/configuration-set-name";
import { SES_PLANS } from "../shared/ses-plans";
import type { Issue } from "../../mailer/validation/issue";
import type { Answer, Choices, FoundAccount, FoundIdentity, FoundKey, FoundTable, Observed } from "./choices";

/** A stack's settings by their full key, as `pulumi config` names them. */
export type StackConfig = Readonly<Record<string, string | readonly string[]>>;

export interface Judgment {
  /** What would make the deployment or every login fail. */
  issues: Issue[];
  /** What works, and what the administrator should know. */
  notes: string[];
  /** Undefined if there are issues. */
  config: StackConfig | undefined;
}

/** Below this, many new logins at once wait for each other: docs/deploy.md. */
const MIN_CONCURRENCY = 100;

/** Decides from what the account has what the stack's configuration has to be. */
export function judge(choices: Choices, observed: Observed): Judgment {
  const key = judgeKey(choices, observed.key);
  const table = observed.table === undefined ? {} : judgeTable(choices.table ?? "", observed.table);
  const identities = judgeIdentities(choices, observed.identities);
  const findings = [key, table, identities, judgeAccount(observed.account), judgeConcurrency(observed)];
  const issues = findings.flatMap(({ issues: all = [] }) => all);
  const notes = findings.flatMap(({ notes: all = [] }) => all);
  const { region, domains, alertEmails } = choices;
  const config: StackConfig = {
    "aws:region": region,
    "ses-smtp:domains": domains,
    "ses-smtp:kmsKeyArn": key.arn ?? "",
    ...(choices.table !== undefined && { "ses-smtp:tableName": choices.table }),
    ...identities.config,
    ...(alertEmails.length > 0 && { "ses-smtp:alertEmails": alertEmails }),
  };
  return { issues, notes, config: issues.length > 0 ? undefined : config };
}

interface Findings {
  issues?: Issue[];
  notes?: string[];
}

function judgeKey({ kmsKey, region }: Choices, answer: Answer<FoundKey>): Findings & { arn?: string } {
  const key = "--kms-key";
  const value = JSON.stringify(kmsKey);
  if ("missing" in answer)
    return {
      issues: [
        {
          key,
          problem: `no key ${value} in ${region}`,
          remedy:
            "create one (USD 1 a month): aws kms create-key --description 'SMTP passwords' " +
            `--region ${region} --query KeyMetadata.Arn`,
        },
      ],
    };
  if ("unknown" in answer) {
    if (isKeyArn(kmsKey, region))
      return { arn: kmsKey, notes: [`The KMS key was not checked. ${answer.unknown}`] };
    return {
      issues: [
        { key, problem: `${value} cannot be looked up: ${answer.unknown}`, remedy: "use the key's ARN" },
      ],
    };
  }
  const { arn, state, usage, spec, manager } = answer.found;
  const issue = (problem: string, remedy: string) => ({
    issues: [{ key, problem: `${value} ${problem}`, remedy }],
  });
  if (manager !== "CUSTOMER")
    return issue("is managed by AWS: no function can be allowed to use it", "create a key of your own");
  if (spec !== "SYMMETRIC_DEFAULT" || usage !== "ENCRYPT_DECRYPT")
    return issue(`is a key for ${usage} (${spec})`, "use a symmetric encryption key");
  if (state !== "Enabled")
    return issue(`is ${state}`, state === "Disabled" ? "enable it, or use another key" : "use another key");
  return { arn };
}

/** An alias or an id needs a look-up; another region's key would be refused by the program. */
function isKeyArn(text: string, region: string): boolean {
  return new RegExp(`^arn:[a-z-]+:kms:${region}:\\d{12}:key/`).test(text);
}

function judgeTable(name: string, answer: Answer<FoundTable>): Findings {
  const key = "--table";
  const value = JSON.stringify(name);
  if ("missing" in answer)
    return {
      issues: [
        {
          key,
          problem: `no table ${value} in this region`,
          remedy: "leave it out, and the stack creates one",
        },
      ],
    };
  if ("unknown" in answer) return { notes: [`The table was not checked. ${answer.unknown}`] };
  const { partitionKey, sortKey, hasStringKeys, hasStream } = answer.found;
  if (partitionKey !== "PK" || sortKey !== "SK" || !hasStringKeys) {
    const keys = [partitionKey, ...(sortKey === undefined ? [] : [sortKey])].join(" and ");
    return {
      issues: [
        {
          key,
          problem: `${value} has the key ${keys}${hasStringKeys ? "" : ", which are not both strings"}`,
          remedy: "use a table with the string keys PK and SK, or leave it out",
        },
      ],
    };
  }
  return {
    notes: [
      hasStream
        ? "The table's stream is used as it is. A stream should have at most two readers."
        : "The deployment enables a stream with keys only on the table.",
    ],
  };
}

function judgeIdentities(
  { domains, stack, configurationSet }: Choices,
  answers: ReadonlyMap<string, Answer<FoundIdentity>>,
): Findings & { config?: StackConfig } {
  const found = domains.flatMap(domain => {
    const answer = answers.get(domain);
    return answer !== undefined && "found" in answer ? [{ domain, ...answer.found }] : [];
  });
  const missing = domains.filter(domain => "missing" in (answers.get(domain) ?? {}));
  const unknown = [...answers.values()].flatMap(answer => ("unknown" in answer ? [answer.unknown] : []));
  if (unknown.length > 0)
    return {
      notes: [
        `The SES identities were not checked. ${unknown[0] ?? ""} ` +
          "If they exist already, set ses-smtp:identity to existing.",
      ],
    };
  if (found.length === 0) return { notes: [`The stack creates an SES identity for ${listOf(missing)}.`] };
  if (missing.length > 0)
    return {
      issues: [
        {
          key: "--domains",
          problem: `SES has an identity for ${listOf(found.map(({ domain }) => domain))}, and none for ${listOf(missing)}`,
          remedy: "create the missing ones in SES first, or use one stack for each kind",
        },
      ],
    };
  const pending = found.filter(({ isVerified }) => !isVerified).map(({ domain }) => domain);
  const notes = [
    `SES has an identity for ${listOf(domains)} already; the stack uses it as it is.`,
    ...(pending.length > 0
      ? [`Not verified yet: ${listOf(pending)}. No mail can be sent from it until then.`]
      : []),
  ];
  const own = configurationSetName(stack);
  const others = found.filter(({ configurationSet: set }) => set !== own);
  if (others.length > 0 && configurationSet === undefined) return { notes, issues: others.map(unchosenSet) };
  return {
    notes,
    config: {
      "ses-smtp:identity": "existing",
      ...(others.length > 0 && { "ses-smtp:existingConfigurationSet": configurationSet ?? "" }),
    },
  };
}

/** SES sends mail that names no configuration set through the identity's default one: docs/deploy.md, Existing identities. */
function unchosenSet({ domain, configurationSet }: FoundIdentity & { domain: string }): Issue {
  return {
    key: "--configuration-set",
    problem:
      configurationSet === undefined
        ? `missing; ${domain} has no default configuration set, so its mail would not be monitored`
        : `missing; ${domain} has the default configuration set "${configurationSet}"`,
    remedy:
      "attach makes the stack's set the default, allow leaves it as it is (docs/deploy.md, Existing identities)",
  };
}

function judgeAccount(answer: Answer<FoundAccount>): Findings {
  if ("missing" in answer) return { notes: ["SES says nothing about the account."] };
  if ("unknown" in answer) return { notes: [`The SES account was not checked. ${answer.unknown}`] };
  const { hasProductionAccess, enforcement, isSendingEnabled, quota, plan } = answer.found;
  const number = (count: number) => count.toLocaleString("en-US");
  return {
    notes: [
      hasProductionAccess
        ? `SES: production access, ${number(quota.perDay)} recipients a day, ${number(quota.perSecond)} a second; ${number(quota.sentToday)} in the last 24 hours.`
        : "SES: the account is in the sandbox and can send to verified addresses only, " +
          `${number(quota.perDay)} a day. Request production access (docs/reputation.md, Leave the sandbox).`,
      ...(enforcement === "" || enforcement === "HEALTHY"
        ? []
        : [
            `SES: the account's status is ${enforcement}. See Account dashboard in the SES console before you go on.`,
          ]),
      ...(isSendingEnabled ? [] : ["SES: sending is paused in this region."]),
      ...(plan === undefined ? [] : [`SES plan: ${planText(plan)}.`]),
    ],
  };
}

function planText(plan: string): string {
  const known = SES_PLANS[plan];
  if (known === undefined) return plan;
  const { name, monthly, perThousand, perGigabyte } = known;
  if (monthly > 0) return `${name}: USD ${monthly} a month, whether or not mail is sent`;
  const attachments =
    perGigabyte === undefined ? ", without a monthly fee" : `, and USD ${perGigabyte} per GB of attachments`;
  return `${name}: USD ${perThousand} per 1,000 recipients${attachments}`;
}

function judgeConcurrency({ concurrency }: Observed): Findings {
  if ("unknown" in concurrency)
    return { notes: [`Lambda's concurrency was not checked. ${concurrency.unknown}`] };
  if ("missing" in concurrency || concurrency.found >= MIN_CONCURRENCY) return {};
  return {
    notes: [
      `Lambda runs ${concurrency.found} functions at a time in this account. If you create many logins at once, ` +
        'request an increase of "Concurrent executions" in Service Quotas.',
    ],
  };
}

function listOf(names: readonly string[]): string {
  return names.join(", ");
}
