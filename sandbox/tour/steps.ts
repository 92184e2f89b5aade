import type { Administrator, CredentialRecord } from "../testkit/administrator";
import { FEEDBACK_STEPS } from "./feedback-steps";
import { VIOLATION_STEPS } from "./violation-steps";
import { expectReply, login, mail, type TourContext, type TourStep, USERNAME } from "./step";

/** The requirements' example record, for this domain. */
function recordFor(domain: string) {
  return {
    status: "pending",
    description: "John Doe email access",
    allowed_from_addresses: [`john.doe@${domain}`, `*@marketing.${domain}`],
    entity_type: "smtp_credential",
  };
}

/** Each step relies on the state that the steps before it left. */
export const TOUR: readonly TourStep[] = [
  {
    // Proves D-integration-tests.1, T2-b, T3.3-d, T8.1-a, T8.1-d, T9-c
    title: "An administrator writes a pending record, and it becomes active",
    run: async ({ administrator, domain }) => {
      await administrator.put(USERNAME, recordFor(domain));
      const record = await becomesActive(administrator, USERNAME);
      return `SMTP user name ${record.smtp_username ?? ""}, host ${record.smtp_host ?? ""}`;
    },
  },
  {
    // Proves R1.2, R6.1, D-integration-tests.1, T8.1-c
    title: "The decrypted password logs in over STARTTLS",
    run: async context => expectReply(await context.client.logIn(await login(context)), 235),
  },
  {
    // Proves R2.2, D-integration-tests.2
    title: "Mail from an allowed address is accepted and appears in the mailbox",
    run: async context => sendAndRead(context, `john.doe@${context.domain}`, "Hello from the tour"),
  },
  {
    title: "Mail from an address that matches an allowed pattern is accepted too",
    run: async context => sendAndRead(context, `news@marketing.${context.domain}`, "News from the tour"),
  },
  {
    // Proves R2.2, T8.2-c
    title: "Mail from any other address is rejected with 554",
    run: async context =>
      expectReply(
        await context.client.send(await login(context), mail(`boss@${context.domain}`, "Not mine")),
        554,
      ),
  },
  ...FEEDBACK_STEPS,
  ...VIOLATION_STEPS,
  {
    title: "A wrong password is rejected with 535",
    run: async context => {
      const { user } = await login(context);
      return expectReply(await context.client.logIn({ user, password: "not-the-password" }), 535);
    },
  },
  {
    // Proves T2-b
    title: "After another address is allowed, the same login can send from it",
    run: async context => {
      const { administrator, client, domain } = context;
      const sales = `sales@${domain}`;
      await administrator.update(USERNAME, {
        allowed_from_addresses: [...recordFor(domain).allowed_from_addresses, sales],
      });
      const sameLogin = await login(context);
      await client.waitForReply(250, () => client.send(sameLogin, mail(sales, "An offer")));
      return `accepted from ${sales}`;
    },
  },
  {
    title: "After the record is disabled, the login is rejected with 535",
    run: async context => {
      const { administrator, client } = context;
      const sameLogin = await login(context);
      await administrator.update(USERNAME, { status: "disabled" });
      await administrator.waitFor(USERNAME, record => record.verified_status === "disabled");
      return expectReply(await client.logIn(sameLogin), 535);
    },
  },
  {
    title: "After the record is active again, the same login works",
    run: async context => {
      const { administrator, client } = context;
      const sameLogin = await login(context);
      await administrator.update(USERNAME, { status: "active" });
      await becomesActive(administrator, USERNAME);
      return expectReply(await client.logIn(sameLogin), 235);
    },
  },
  {
    title: "An invalid record fails and gives the reason",
    run: async ({ administrator, domain }) => {
      await administrator.put("jane.roe", { ...recordFor(domain), allowed_from_addresses: [`*${domain}`] });
      const { failure } = await administrator.waitFor("jane.roe", record => record.status === "failed");
      return failure?.message ?? "";
    },
  },
  {
    title: "After it is corrected and set to pending, it becomes active",
    run: async ({ administrator, domain }) => {
      await administrator.update("jane.roe", {
        status: "pending",
        allowed_from_addresses: [`jane.roe@${domain}`],
      });
      const record = await becomesActive(administrator, "jane.roe");
      await administrator.remove("jane.roe");
      await administrator.waitForNoUser(record.iam_user_name ?? "");
      return `SMTP user name ${record.smtp_username ?? ""}`;
    },
  },
  {
    // Proves T3.4-a, T3.4-d
    title: "After the record is deleted, the login is rejected and the IAM user is deleted",
    run: async context => {
      const { administrator, client } = context;
      const user = (await administrator.read(USERNAME))?.iam_user_name ?? "";
      const sameLogin = await login(context);
      if (!(await administrator.userExists(user)))
        throw new Error(`IAM user ${user} does not exist before the record is deleted.`);
      await administrator.remove(USERNAME);
      await client.waitForReply(535, () => client.logIn(sameLogin));
      await administrator.waitForNoUser(user);
      return `IAM user ${user} no longer exists`;
    },
  },
];

function isActive(record: { status: string; verified_status?: string }): boolean {
  return record.status === "active" && record.verified_status === "active";
}

/** @throws Error with the record's failure message as soon as waiting longer is pointless */
async function becomesActive(administrator: Administrator, username: string): Promise<CredentialRecord> {
  const hasFailed = ({ status, failure }: CredentialRecord) =>
    status === "failed" && failure?.code !== "transient";
  const record = await administrator.waitFor(username, each => isActive(each) || hasFailed(each));
  if (hasFailed(record)) throw new Error(record.failure?.message ?? "The record failed without a reason.");
  return record;
}

async function sendAndRead(context: TourContext, from: string, subject: string): Promise<string> {
  const accepted = expectReply(await context.client.send(await login(context), mail(from, subject)), 250);
  const [message] = await context.client.received(subject);
  if (message?.envelope.from !== from) throw new Error(`The message "${subject}" is not in the mailbox.`);
  return `${accepted} (message ${message.id})`;
}
