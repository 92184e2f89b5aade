import { readFileSync } from "node:fs";
import * as path from "node:path";
import { RunError } from "@pulumi/pulumi";
import { z } from "zod";
import { isDomainName } from "../handlers/shared/domain-name";
import { NAMESPACE, stackNameFault } from "./names";
import { acrossFaults } from "./settings-across";

/** Everything an operator can set; Pulumi.yaml describes each key. */
export type Settings = ReturnType<typeof readSettings>;

/** CloudWatch Logs takes only these: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html. */
const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

const domain = z
  .string()
  .transform(text => text.toLowerCase().replace(/\.$/, ""))
  .refine(isDomainName, { error: 'write a domain name such as "example.com"' });

/** Each once: a second identity of a domain could not be made. */
function unique(domains: string[]): boolean {
  return new Set(domains).size === domains.length;
}

const mailbox = z.email({ error: 'write an address such as "reports@example.com"' });

const schema = z.strictObject({
  domains: json(
    z
      .array(domain)
      .min(1, { error: 'write at least one domain: ["example.com"]' })
      .refine(unique, { error: "name each domain once" }),
  ),
  kmsKeyArn: z
    .string({ error: "write the ARN of an existing symmetric KMS key, in the region of the stack" })
    .regex(/^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/, {
      error: 'write the ARN of a key ("arn:aws:kms:eu-central-1:123456789012:key/…"); an alias is not one',
    }),
  tableName: z
    .string()
    .regex(/^[A-Za-z0-9_.-]{3,255}$/, {
      error: "write the name of an existing table, or leave it out to have one made",
    })
    .optional(),
  deletionProtection: boolean().default(true),
  identity: z.enum(["create", "existing"], { error: 'write "create" or "existing"' }).default("create"),
  mailFromSubdomain: z
    .string()
    .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, { error: 'write one label such as "mail"' })
    .optional(),
  allowedFromDomains: json(
    z.array(domain).min(1, { error: "write at least one domain, or leave it out" }),
  ).optional(),
  dmarcPolicy: z
    .enum(["none", "quarantine", "reject"], { error: 'write "none", "quarantine" or "reject"' })
    .default("quarantine"),
  dmarcReportAddress: mailbox.optional(),
  tlsReportAddress: mailbox.optional(),
  logRetentionDays: z
    .string()
    .refine(text => RETENTION_DAYS.map(String).includes(text), {
      error: `write one of ${RETENTION_DAYS.join(", ")}`,
    })
    .transform(Number)
    .default(30),
  logLevel: z
    .enum(["DEBUG", "INFO", "WARN", "ERROR"], { error: 'write "DEBUG", "INFO", "WARN" or "ERROR"' })
    .default("INFO"),
  rolePermissionsBoundaryArn: z
    .string()
    .regex(/^arn:aws[a-z-]*:iam::(\d{12}|aws):policy\/.+$/, { error: "write the ARN of a managed policy" })
    .optional(),
  smtpEndpointOverride: z
    .string()
    .regex(/^[A-Za-z0-9.-]+:\d{1,5}$/, {
      error: 'write host:port, such as "vpce-0123.email-smtp.eu-west-1.vpce.amazonaws.com:587"',
    })
    .transform(text => ({
      host: text.slice(0, text.lastIndexOf(":")),
      port: Number(text.slice(text.lastIndexOf(":") + 1)),
    }))
    .refine(({ port }) => port >= 1 && port <= 65535, { error: "write a port from 1 to 65535" })
    .optional(),
  smtpCaFile: z.string().transform(readCertificates).optional(),
});

/**
 * Reads the stack's configuration before any resource is declared.
 *
 * @param config as Pulumi holds it: full keys (`ses-smtp:domains`), each value a string, lists as JSON
 * @param stack its name, which other names are made from
 * @throws RunError with every fault at once, each naming its key, its value and the remedy
 */
export function readSettings(config: Readonly<Record<string, string>>, stack: string) {
  const own = Object.entries(config)
    .filter(([key, value]) => key.startsWith(`${NAMESPACE}:`) && value !== "")
    .map(([key, value]) => [key.slice(NAMESPACE.length + 1), value] as const);
  const input = Object.fromEntries(own);
  const result = schema.safeParse(input);
  const faults = [
    ...[stackNameFault(stack)].filter(fault => fault !== undefined),
    ...(result.success
      ? acrossFaults(result.data, { stack, region: config["aws:region"] })
      : result.error.issues.map(issue => describe(issue, input))),
  ];
  if (!result.success || faults.length > 0) throw new RunError(faultList(faults));
  return { ...result.data, allowedFromDomains: result.data.allowedFromDomains ?? result.data.domains };
}

function describe(issue: z.core.$ZodIssue, input: Record<string, string>): string {
  if (issue.code === "unrecognized_keys") {
    return issue.keys
      .map(
        key =>
          `${NAMESPACE}:${key}: there is no such setting: remove it; the settings are ${Object.keys(schema.shape).join(", ")}`,
      )
      .join("\n  ");
  }
  const [key, ...rest] = issue.path;
  const name = `${NAMESPACE}:${String(key)}${rest.map(part => `[${String(part)}]`).join("")}`;
  const value = input[String(key)];
  return `${name}: ${value === undefined ? "missing" : `is ${JSON.stringify(value)}`}: ${issue.message}`;
}

function faultList(faults: readonly string[]): string {
  const what = faults.length === 1 ? "A setting is" : `${faults.length} settings are`;
  return `${what} not right (pulumi config set …):\n  ${faults.join("\n  ")}`;
}

function json<T extends z.ZodType>(inner: T) {
  return z
    .string({ error: 'write a list: ["example.com"]' })
    .transform((text, context) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        context.addIssue({ code: "custom", message: 'write a list as JSON: ["example.com"]' });
        return z.NEVER;
      }
    })
    .pipe(inner);
}

function boolean() {
  return z.enum(["true", "false"], { error: "write true or false" }).transform(text => text === "true");
}

/** Certificates only: a key that stands beside them belongs neither in a state nor in an environment. */
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/** Lambda's environment holds 4 KB in all: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html. */
const MOST_PEM_CHARACTERS = 2_500;

/** Relative to the project's folder, which is the parent of the program's. */
function readCertificates(file: string, context: z.RefinementCtx): string {
  try {
    const pem = readFileSync(path.resolve("..", file), "utf8");
    const certificates = pem.match(CERTIFICATE)?.join("\n") ?? "";
    if (certificates.length > MOST_PEM_CHARACTERS) {
      context.addIssue({
        code: "custom",
        message: `its certificates have ${certificates.length} characters; a function's environment takes ${MOST_PEM_CHARACTERS} of them: keep the one authority`,
      });
      return z.NEVER;
    }
    if (certificates !== "") return certificates;
  } catch {
    // said below: unreadable and not a certificate have the same remedy
  }
  context.addIssue({ code: "custom", message: "write the path of a readable PEM file with certificates" });
  return z.NEVER;
}
