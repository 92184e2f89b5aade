import { isDomainName } from "../../handlers/shared/domain-name";
import { readAddress } from "../../handlers/shared/email-address";
import { isStackName, MAX_STACK_NAME_CHARACTERS } from "../../handlers/shared/configuration-set-name";
import { REGIONS_WITHOUT_SMTP, SES_REGIONS } from "../../records/ses-regions";
import { UsageError } from "../shared/context";
import type { Question, Questions } from "./ask";
import type { Choices } from "./choices";

/** As the command got them; what is missing is asked, or an error where nobody can be asked. */
export interface InitOptions {
  stack?: string;
  region?: string;
  domains?: string[];
  kmsKey?: string;
  table?: string;
  alertEmails?: string[];
  configurationSet?: "attach" | "allow";
}

interface Choice extends Question {
  option: string;
  given: string | undefined;
  /** What to do about a bad value, or a missing one. */
  remedy: string;
  isOptional?: true;
}

/**
 * @param questions undefined: there is nobody to ask
 * @throws UsageError that names the option, its value and the remedy
 */
export async function choose(
  { stack, region, domains, kmsKey, table, alertEmails, configurationSet }: InitOptions,
  questions: Questions | undefined,
): Promise<Choices> {
  const get = (choice: Choice) => answerTo(choice, questions);
  return {
    stack: await get({
      option: "--stack",
      given: stack,
      text: "Name of the stack",
      default: "prod",
      remedy: `use at most ${MAX_STACK_NAME_CHARACTERS} letters, digits, - and _`,
      problem: text => (isStackName(text) ? undefined : "cannot be used"),
    }),
    region: await get({
      option: "--region",
      given: region,
      text: "AWS region",
      default: process.env.AWS_REGION || process.env.AWS_DEFAULT_REGION || "eu-central-1",
      remedy: "use a region where SES has an SMTP endpoint, such as eu-central-1",
      problem: regionProblem,
    }),
    domains: listOf(
      await get({
        option: "--domains",
        given: domains?.join(" "),
        text: "Domains that logins may send from (separated by spaces)",
        remedy: "use domain names such as company.com",
        problem: text =>
          emptyOr(
            text,
            listOf(text).find(name => !isDomainName(normalDomain(name))),
          ),
      }),
    ).map(normalDomain),
    kmsKey: await get({
      option: "--kms-key",
      given: kmsKey,
      text: "KMS key for the passwords (ARN, ID or alias)",
      remedy: "use a key's ARN, its ID, or an alias such as alias/ses-smtp",
      problem: text => emptyOr(text, /^[\w:/-]{1,2048}$/.test(text) ? undefined : text),
    }),
    table:
      (await get({
        option: "--table",
        given: table,
        text: "Existing DynamoDB table (empty: create one)",
        remedy: "use the name of a table",
        isOptional: true,
        problem: text => (text === "" || /^[\w.-]{3,255}$/.test(text) ? undefined : "not a table's name"),
      })) || undefined,
    alertEmails: listOf(
      await get({
        option: "--alert-emails",
        given: alertEmails?.join(" "),
        text: "Addresses that get alerts (separated by spaces; empty: none)",
        remedy: "use addresses such as admin@company.com",
        isOptional: true,
        problem: text => badItem(listOf(text).find(address => readAddress(address) === undefined)),
      }),
    ),
    configurationSet,
  };
}

async function answerTo(
  { option, given, remedy, isOptional, ...question }: Choice,
  questions: Questions | undefined,
): Promise<string> {
  if (given === undefined && questions !== undefined)
    return questions.ask({
      ...question,
      problem: answer => {
        const problem = question.problem?.(answer);
        return problem && `${JSON.stringify(answer)} ${problem}: ${remedy}.`;
      },
    });
  if (given === undefined) {
    if (isOptional) return "";
    throw new UsageError(option, "missing", remedy);
  }
  const problem = question.problem?.(given);
  if (problem !== undefined) throw new UsageError(option, `${JSON.stringify(given)} ${problem}`, remedy);
  return given;
}

function regionProblem(region: string): string | undefined {
  if (!SES_REGIONS.includes(region)) return "is not a region with SES";
  return Object.hasOwn(REGIONS_WITHOUT_SMTP, region) ? "has no SMTP endpoint of SES" : undefined;
}

function emptyOr(text: string, bad: string | undefined): string | undefined {
  return listOf(text).length === 0 ? "is empty" : badItem(bad);
}

function badItem(bad: string | undefined): string | undefined {
  return bad === undefined ? undefined : `cannot be used (${JSON.stringify(bad)})`;
}

function listOf(text: string): string[] {
  return text.split(/[\s,]+/).filter(Boolean);
}

function normalDomain(name: string): string {
  return name.toLowerCase().replace(/\.$/, "");
}
