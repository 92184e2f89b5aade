import type * as SesV1 from "@aws-sdk/client-ses";
import type * as Ses from "@aws-sdk/client-sesv2";
import { clientConfig } from "../../shared/aws-clients";
import { boundAnswers } from "../../shared/bounded-answers";
import type { Account } from "./account";
import type { FoundSet } from "./configuration-set";
import type { FoundIdentity, NotificationTopics } from "./identity";

/** What SES says. Each question is asked once. */
export interface SesObserver {
  account: () => Promise<Account>;
  /** Undefined: SES does not know it. */
  identity: (name: string) => Promise<FoundIdentity>;
  /** Names of all identities of the account in this region. */
  identities(): Promise<string[]>;
  /** The topics of an identity itself, which only the first version of the API knows. */
  topics(name: string): Promise<NotificationTopics | undefined>;
  configurationSet(name: string): Promise<FoundSet>;
  destinations(name: string): Promise<Ses.EventDestination[] | undefined>;
  close(): void;
}

/** More identities than this are those of another kind of account. */
const MAX_IDENTITIES = 10_000;

/** SES allows some calls once a second (https://docs.aws.amazon.com/ses/latest/dg/quotas.html), so they wait for each other. */
const MAX_ATTEMPTS = 8;

export function sesObserver(region: string): SesObserver {
  const { SESv2Client, ...ses } = require("@aws-sdk/client-sesv2") as typeof Ses;
  const { SESClient, GetIdentityNotificationAttributesCommand } =
    require("@aws-sdk/client-ses") as typeof SesV1;
  const config = { ...clientConfig(region), maxAttempts: MAX_ATTEMPTS };
  const client = new SESv2Client(config);
  const first = new SESClient(config);
  for (const each of [client, first]) boundAnswers(each);

  const unlessNotFound = async <Answer>(answer: Promise<Answer>): Promise<Answer | undefined> => {
    try {
      return await answer;
    } catch (error) {
      if (error instanceof ses.NotFoundException) return undefined;
      throw error;
    }
  };
  const identities = async () => {
    const names: string[] = [];
    let NextToken: string | undefined;
    do {
      const page = await client.send(
        new ses.ListEmailIdentitiesCommand({ PageSize: 1_000, ...(NextToken && { NextToken }) }),
      );
      names.push(...(page.EmailIdentities ?? []).flatMap(({ IdentityName }) => IdentityName ?? []));
      NextToken = page.NextToken;
    } while (NextToken !== undefined && names.length < MAX_IDENTITIES);
    return names;
  };
  const observer: SesObserver = {
    account: async () => client.send(new ses.GetAccountCommand({})),
    identity: EmailIdentity =>
      unlessNotFound(client.send(new ses.GetEmailIdentityCommand({ EmailIdentity }))),
    identities,
    topics: async name => {
      const { NotificationAttributes } = await first.send(
        new GetIdentityNotificationAttributesCommand({ Identities: [name] }),
      );
      return NotificationAttributes?.[name];
    },
    configurationSet: ConfigurationSetName =>
      unlessNotFound(client.send(new ses.GetConfigurationSetCommand({ ConfigurationSetName }))),
    destinations: async ConfigurationSetName => {
      const command = new ses.GetConfigurationSetEventDestinationsCommand({ ConfigurationSetName });
      const found = await unlessNotFound(client.send(command));
      return found === undefined ? undefined : (found.EventDestinations ?? []);
    },
    close: () => {
      client.destroy();
      first.destroy();
    },
  };
  return { ...observer, account: memoized(observer.account), identity: memoized(observer.identity) };
}

/** Asks once for each argument, whoever asks. */
function memoized<Arguments extends string[], Answer>(
  ask: (...values: Arguments) => Promise<Answer>,
): (...values: Arguments) => Promise<Answer> {
  const answers = new Map<string, Promise<Answer>>();
  return (...values) => {
    const key = values.join(" ");
    const answer = answers.get(key) ?? ask(...values);
    answers.set(key, answer);
    return answer;
  };
}
