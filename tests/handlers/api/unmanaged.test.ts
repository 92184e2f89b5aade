import { expect } from "chai";
import { marshall } from "@aws-sdk/util-dynamodb";
import { startApi } from "../../support/api/call";
import { PUBLISHED } from "../../support/api/published";

const STOP = (user: string) =>
  `aws iam update-access-key --user-name ${user} --access-key-id AKIATHEIRS --status Inactive`;

const MARK = {
  user: "mailer",
  path: "/",
  to: "ses-smtp-user-jane-1700000000",
  user_id: "AIDAEXAMPLE",
  access_key_id: "AKIATHEIRS",
  at: "2026-01-01T00:00:00Z",
  by: "ses-smtp",
};

/** Records whose logins the manager does not manage, and what is said of each. */
const RECORDS: [what: string, attributes: object, said: string][] = [
  [
    "that another system made",
    {
      smtp_username: "AKIATHEIRS",
      iam_user_arn: "arn:aws:iam::123456789012:user/theirs",
      encrypted_credentials: "YQ==",
    },
    `This login was made by another system and still works. Stop it with ${STOP("theirs")}; ses-smtp credential adopt brings it under management.`,
  ],
  [
    "that is being adopted",
    { adopting: MARK },
    `This login is being adopted, and may still work. Stop it with ${STOP("mailer")}; then run the same ses-smtp credential adopt again.`,
  ],
  [
    "that is being released",
    { adopting: { ...MARK, to: "mailer", releasing: true }, encrypted_password: "YQ==" },
    `This login is being released, and may still work. Stop it with ${STOP("mailer")}; then run the same ses-smtp credential release again.`,
  ],
];

const ACTIONS = [
  ["deleteCredential", undefined],
  ["disableCredential", undefined],
  ["enableCredential", undefined],
  ["rotateCredential", undefined],
  ["rotateCredential", { compromised: true }],
] as const;

describe("the API, of a login", () => {
  let api: ReturnType<typeof startApi>;
  beforeEach(() => {
    api = startApi();
  });

  for (const [what, attributes, said] of RECORDS)
    for (const [action, body] of ACTIONS)
      it(`${what}, refuses ${action}${body ? " --compromised" : ""} with the command that stops it, and changes nothing`, async () => {
        const record = {
          PK: "SMTP_USER",
          SK: "USER#jane",
          status: "active",
          allowed_from_addresses: ["jane@company.com"],
          ...attributes,
        };
        api.dynamodb.put(marshall(record));
        const before = api.dynamodb.all();
        const answer = await api.call(action, "jane", { ...(body && { body }) });
        expect(answer.body).to.deep.include({
          type: "urn:problem-type:ses-smtp:not-adopted",
          status: 409,
          detail: `Nothing of "jane" was changed. ${said}`,
        });
        expect(api.dynamodb.all()).to.deep.equal(before);
      });

  it("that was adopted, changes it like any other", async () => {
    const record = { PK: "SMTP_USER", SK: "USER#jane", allowed_from_addresses: ["jane@company.com"] };
    for (const [action] of ACTIONS.slice(1)) {
      api.dynamodb.put({ ...marshall(record), ...PUBLISHED });
      expect((await api.call(action, "jane")).statusCode, action).to.equal(200);
    }
    expect((await api.call("deleteCredential", "jane")).statusCode).to.equal(204);
  });

  it("never shows the other system's ciphertext", async () => {
    const theirs = { encrypted_credentials: "c2VjcmV0", smtp_username: "AKIATHEIRS" };
    api.dynamodb.put(marshall({ PK: "SMTP_USER", SK: "USER#jane", status: "active", ...theirs }));
    for (const action of ["getCredential", "disableCredential", "getSecret"] as const)
      expect((await api.call(action, "jane")).text).not.to.include("c2VjcmV0");
  });
});
