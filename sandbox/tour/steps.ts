import type { Administrator, CredentialRecord, Login } from "../testkit/administrator";
import type { Mail, MailClient } from "../testkit/mail-client";

export interface Actors {
  administrator: Administrator;
  client: MailClient;
  /** That records may name addresses of. */
  domain: string;
}

export interface TourStep {
  title: string;
  /** @returns what was seen, for a person. @throws Error where it did not hold */
  run(actors: Actors): Promise<string>;
}

const USERNAME = "john.doe";

/** The record of the requirements, which has it of company.com. */
function recordFor(domain: string) {
  return {
    status: "pending",
    description: "John Doe email access",
    allowed_from_addresses: [`john.doe@${domain}`, `*@marketing.${domain}`],
    entity_type: "smtp_credential",
  };
}

/** From the first step on, each relies on what the ones before it left. */
export const TOUR: readonly TourStep[] = [
  {
    title: "An administrator puts a pending record; it becomes active",
    run: async ({ administrator, domain }) => {
      await administrator.put(USERNAME, recordFor(domain));
      const record = await becomesActive(administrator, USERNAME);
      return `SMTP user name ${record.smtp_username ?? ""}, host ${record.smtp_host ?? ""}`;
    },
  },
  {
    title: "The decrypted password logs in with STARTTLS",
    run: async actors => reply(await actors.client.logIn(await login(actors)), 235),
  },
  {
    title: "Mail from an allowed address is accepted, and can be read",
    run: async actors => sendAndRead(actors, `john.doe@${actors.domain}`, "Hello from the tour"),
  },
  {
    title: "So is mail from an address that an allowed pattern covers",
    run: async actors => sendAndRead(actors, `news@marketing.${actors.domain}`, "News from the tour"),
  },
  {
    title: "Mail from another address is refused with 554",
    run: async actors =>
      reply(await actors.client.send(await login(actors), mail(`boss@${actors.domain}`, "Not mine")), 554),
  },
  {
    title: "A wrong password is refused with 535",
    run: async actors => {
      const { user } = await login(actors);
      return reply(await actors.client.logIn({ user, password: "not-the-password" }), 535);
    },
  },
  {
    title: "One more address is allowed: the same login sends from it",
    run: async actors => {
      const { administrator, client, domain } = actors;
      const sales = `sales@${domain}`;
      await administrator.set(USERNAME, {
        allowed_from_addresses: [...recordFor(domain).allowed_from_addresses, sales],
      });
      const same = await login(actors);
      await client.expect(250, () => client.send(same, mail(sales, "An offer")));
      return `accepted from ${sales}`;
    },
  },
  {
    title: "Disabled: the login is refused with 535",
    run: async actors => {
      const { administrator, client } = actors;
      const same = await login(actors);
      await administrator.set(USERNAME, { status: "disabled" });
      await administrator.waitFor(USERNAME, record => record.verified_status === "disabled");
      return reply(await client.logIn(same), 535);
    },
  },
  {
    title: "Active again: the same login works",
    run: async actors => {
      const { administrator, client } = actors;
      const same = await login(actors);
      await administrator.set(USERNAME, { status: "active" });
      await becomesActive(administrator, USERNAME);
      return reply(await client.logIn(same), 235);
    },
  },
  {
    title: "A record that cannot be followed fails, and says why",
    run: async ({ administrator, domain }) => {
      await administrator.put("jane.roe", { ...recordFor(domain), allowed_from_addresses: [`*${domain}`] });
      const { failure } = await administrator.waitFor("jane.roe", record => record.status === "failed");
      return failure?.message ?? "";
    },
  },
  {
    title: "Mended and set to pending, it becomes active",
    run: async ({ administrator, domain }) => {
      await administrator.set("jane.roe", {
        status: "pending",
        allowed_from_addresses: [`jane.roe@${domain}`],
      });
      const record = await becomesActive(administrator, "jane.roe");
      await administrator.remove("jane.roe");
      return `SMTP user name ${record.smtp_username ?? ""}`;
    },
  },
  {
    title: "The record is removed: the login is refused, the IAM user is gone",
    run: async actors => {
      const { administrator, client } = actors;
      const user = (await administrator.read(USERNAME))?.iam_user_name ?? "";
      const same = await login(actors);
      if (!(await administrator.userExists(user)))
        throw new Error(`There is no IAM user ${user} to begin with.`);
      await administrator.remove(USERNAME);
      await client.expect(535, () => client.logIn(same));
      await administrator.waitForNoUser(user);
      return `no IAM user ${user}`;
    },
  },
];

function isActive(record: { status: string; verified_status?: string }): boolean {
  return record.status === "active" && record.verified_status === "active";
}

/** @throws Error with what the record says, as soon as it says that waiting is of no use */
async function becomesActive(administrator: Administrator, username: string): Promise<CredentialRecord> {
  const refused = ({ status, failure }: CredentialRecord) =>
    status === "failed" && failure?.code !== "transient";
  const record = await administrator.waitFor(username, each => isActive(each) || refused(each));
  if (refused(record)) throw new Error(record.failure?.message ?? "The record failed without a reason.");
  return record;
}

function login({ administrator }: Actors): Promise<Login> {
  return administrator.login(USERNAME);
}

function mail(from: string, subject: string): Mail {
  return { from, to: "someone@example.org", subject, text: `${subject}\n` };
}

async function sendAndRead(actors: Actors, from: string, subject: string): Promise<string> {
  const accepted = reply(await actors.client.send(await login(actors), mail(from, subject)), 250);
  const [message] = await actors.client.received(subject);
  if (message?.envelope.from !== from) throw new Error(`The message "${subject}" cannot be read back.`);
  return `${accepted} (message ${message.id})`;
}

function reply({ code, text }: { code: number; text: string }, wanted: number): string {
  const said = text.startsWith(String(code)) ? text : `${code} ${text}`;
  if (code !== wanted) throw new Error(`Expected ${wanted}, the server replied: ${said}`);
  return said;
}
