import { ApiClient } from "../api/client";
import { Credentials } from "../api/credentials";
import { Emails } from "../api/emails";
import type { ApiOptions } from "../api/endpoint";
import { type StackOutputs, stackOutputs } from "../api/stack-outputs";
import { Cache } from "./cache";

/** How the console finds what it shows: the options of the commands. */
export interface ConsoleOptions extends ApiOptions {
  table?: string;
  kmsKey?: string;
  readOnly?: boolean;
}

/** Where the sandbox's own servers are. */
export interface SandboxUrls {
  /** The AWS endpoint. */
  frontDoor: string;
  /** The mailbox of local SES: its list of messages as JSON. */
  messages: string;
}

/** What the pages work with: the clients of the commands, with the caller's own rights. */
export interface ConsoleContext {
  api: ApiClient;
  credentials: Credentials;
  emails: Emails;
  /** As given; for functions that commands share. */
  options: ConsoleOptions;
  /** The stack's outputs, read once. @throws CommandError where there is no stack */
  outputs(): Promise<Partial<StackOutputs>>;
  /** The options of the commands on configurations: as given, or else from the stack's outputs. */
  storeOptions(): Promise<{ table?: string; kmsKey?: string }>;
  /** Forms are shown disabled; the guard refuses their requests anyway. */
  readOnly: boolean;
  /** undefined: the stack is on AWS. */
  sandbox: SandboxUrls | undefined;
  /** Answers that are a few seconds old at most. */
  cache: Cache;
  now: () => Date;
}

/** @throws UsageError or CommandError where the API cannot be found */
export async function openConsoleContext(
  options: ConsoleOptions,
  sandbox = sandboxFromEnvironment(process.env),
): Promise<ConsoleContext> {
  const api = await ApiClient.open(options);
  let outputs: Promise<Partial<StackOutputs>> | undefined;
  const readOutputs = () => {
    outputs ??= stackOutputs(options.stack, "apiUrl");
    outputs.catch(() => undefined); // whoever asked is told
    return outputs;
  };
  return {
    api,
    credentials: new Credentials(api),
    emails: new Emails(api),
    options,
    outputs: readOutputs,
    async storeOptions() {
      const { table, kmsKey } = options;
      if (table && kmsKey) return { table, kmsKey };
      const { tableName, kmsKeyArn } = await readOutputs();
      return { table: table || String(tableName), kmsKey: kmsKey || String(kmsKeyArn) };
    },
    readOnly: options.readOnly ?? false,
    sandbox,
    cache: new Cache(),
    now: () => new Date(),
  };
}

/** Where the variables that `npm start` prints are set. */
function sandboxFromEnvironment({
  SES_SMTP_MAILBOX_URL: messages,
  AWS_ENDPOINT_URL: frontDoor,
}: NodeJS.ProcessEnv): SandboxUrls | undefined {
  return messages && frontDoor ? { messages, frontDoor } : undefined;
}
