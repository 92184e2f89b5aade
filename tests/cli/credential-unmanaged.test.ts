import { expect } from "chai";
import { type LocalApi, startLocalApi } from "../support/cli/local-api";

/** What another system's record has. */
const THEIRS = {
  status: { S: "active" },
  smtp_username: { S: "AKIATHEIRS" },
  iam_user_arn: { S: "arn:aws:iam::123456789012:user/theirs" },
  encrypted_credentials: { S: "YQ==" },
};

const SAID =
  'Nothing of "jane" was changed. This login was made by another system and still works. Stop it with ' +
  "aws iam update-access-key --user-name theirs --access-key-id AKIATHEIRS --status Inactive; " +
  "ses-smtp credential adopt brings it under management.\n";

describe("ses-smtp credential, of a login that another system made,", () => {
  let api: LocalApi;
  before(async () => {
    api = await startLocalApi();
    await api.run("add", "jane", "--from", "jane@company.com");
    api.publish("jane", THEIRS);
  });
  after(() => api.close());

  for (const [action, ...options] of [
    ["disable"],
    ["enable"],
    ["rotate"],
    ["rotate", "--compromised", "--yes"],
    ["remove", "--yes"],
  ])
    it(`fails to ${[action, ...options].join(" ")}, and says which command stops it`, async () => {
      const { code, stdout, stderr } = await api.run(action!, "jane", ...options);
      expect({ code, stdout }).to.deep.equal({ code: 1, stdout: "" });
      expect(stderr).to.equal(SAID);
      expect((await api.run("show", "jane")).stdout).to.match(/status +active/);
    });
});
