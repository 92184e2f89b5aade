import { unmanagedLogin } from "../../../records/unmanaged";
import { listCandidates } from "../../adopt/list-candidates";
import { listOtherRecords } from "../../adopt/other-system";
import type { AdoptPorts } from "../../adopt/ports";
import type { CommandContext } from "../../shared/context";
import { withReadableAwsErrors } from "../../shared/readable-errors";
import { table } from "../../shared/table";

/** `--list`: another system's records in the table, and SMTP users in IAM with what each would be refused for. */
export async function listAdoptable(context: CommandContext, ports: AdoptPorts): Promise<void> {
  const [records, { candidates, notes }] = await withReadableAwsErrors({ table: ports.table }, () =>
    Promise.all([listOtherRecords(ports.dynamodb, ports.table), listCandidates(ports)]),
  );
  const logins = records.map(({ username, attributes }) => {
    const { user = "", accessKeyId = "" } = unmanagedLogin(attributes) ?? {};
    const status = typeof attributes.status === "string" ? attributes.status : "";
    return { username, iam_user: user, smtp_username: accessKeyId, status };
  });
  const users = candidates.map(({ name, path, keys, refused }) => {
    const record = logins.find(({ iam_user }) => iam_user === name);
    return {
      iam_user: name,
      path,
      ...(record && { username: record.username }),
      access_keys: keys,
      refused,
    };
  });
  const inTable =
    logins.length === 0
      ? "No login of another system is in the table."
      : table(
          ["USERNAME", "IAM USER", "ACCESS KEY", "STATUS"],
          logins.map(({ username, iam_user, smtp_username, status }) => [
            username,
            iam_user,
            smtp_username,
            status,
          ]),
          context.columns,
        );
  const inIam =
    users.length === 0
      ? "No IAM user outside the stack was found that only sends email."
      : table(
          ["IAM USER", "USERNAME", "ACCESS KEY", "WOULD BE REFUSED BECAUSE IT"],
          users.map(({ iam_user, username = "", access_keys, refused }) => [
            iam_user,
            username,
            access_keys.join(", "),
            refused.join("; ") || "–",
          ]),
          context.columns,
        );
  for (const note of notes) context.stderr.write(`${note}\n`);
  context.result({ logins, users, notes }, `${inTable}\n\n${inIam}`);
}
