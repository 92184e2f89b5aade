import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { IAMClient, PutUserPolicyCommand } from "@aws-sdk/client-iam";
import { TableEmails } from "../../handlers/email-events/read/table-emails";
import { USER_POLICY_NAME } from "../../handlers/shared/iam-names";
import { clientConfig } from "../shared/account";
import { pollUntil } from "../shared/poll";
import { callApi } from "../testkit/signed-api";
import { expectReply, login, mail, type TourContext, type TourStep, USERNAME } from "./step";

/** Allows for cold starts of two functions on a busy machine. */
const MAX_STOP_MS = 60_000;

/** What stopping takes at most where nothing else runs. */
const USUAL_STOP_SECONDS = 5;

/** A login that can suddenly send what its record does not allow. */
export const VIOLATION_STEPS: readonly TourStep[] = [
  {
    title: "A login whose IAM policy was widened by hand sends as somebody else, and is stopped",
    run: async context => {
      const { client, domain } = context;
      await widenPolicy(context);
      const sameLogin = await login(context);
      const boss = mail(`boss@${domain}`, "Please pay this invoice");
      expectReply(await client.send(sameLogin, boss), 250);
      const accepted = Date.now();
      const refused = await pollUntil("the login's end", MAX_STOP_MS, async () => {
        const { code, text } = await client.send(sameLogin, boss);
        return code === 250 ? { yet: "accepted" } : { done: `${code} ${text}` };
      });
      const seconds = ((Date.now() - accepted) / 1000).toFixed(1);
      return `after ${seconds} s (usually less than ${USUAL_STOP_SECONDS}): ${refused}`;
    },
  },
  {
    title: "The violation is recorded with the login",
    run: ({ sandbox, domain }) =>
      withEmails(sandbox, async emails => {
        const { total, events } = await emails.violations({ days: 1, limit: 10, username: USERNAME });
        const [first] = events;
        if (first === undefined) throw new Error("No violation is recorded.");
        if (first.email !== `boss@${domain}`) throw new Error(`It names ${first.email}.`);
        return `${total} messages from ${first.email}: ${first.kinds.join(", ")}`;
      }),
  },
  {
    title: "Enabled again, the login works, and can send only what its record allows",
    run: async context => {
      const { administrator, client, domain, sandbox } = context;
      const { status, text } = await callApi(sandbox, {
        method: "POST",
        path: `/api/credentials/${USERNAME}/enable`,
      });
      if (status !== 200) throw new Error(`enable returned ${status}: ${text}`);
      await administrator.waitFor(USERNAME, record => record.verified_status === "active");
      const sameLogin = await login(context);
      const own = mail(`john.doe@${domain}`, "Enabled again");
      await client.waitForReply(250, () => client.send(sameLogin, own));
      return expectReply(await client.send(sameLogin, mail(`boss@${domain}`, "Not mine")), 554);
    },
  },
];

/** As somebody with too many permissions might: `aws iam put-user-policy`. */
async function widenPolicy({ sandbox, administrator, domain }: TourContext): Promise<void> {
  const { iam_user_name: UserName } = (await administrator.read(USERNAME)) ?? {};
  const iam = new IAMClient(clientConfig(sandbox.emulator));
  const statement = {
    Effect: "Allow",
    Action: ["ses:SendEmail", "ses:SendRawEmail"],
    Resource: "*",
    Condition: { StringLike: { "ses:FromAddress": [`*@${domain}`] } },
  };
  try {
    await iam.send(
      new PutUserPolicyCommand({
        UserName,
        PolicyName: USER_POLICY_NAME,
        PolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement: [statement] }),
      }),
    );
  } finally {
    iam.destroy();
  }
}

async function withEmails<T>(
  { emulator, tableName }: TourContext["sandbox"],
  read: (emails: TableEmails) => Promise<T>,
): Promise<T> {
  const dynamodb = new DynamoDBClient(clientConfig(emulator));
  try {
    return await read(new TableEmails(dynamodb, tableName));
  } finally {
    dynamodb.destroy();
  }
}
