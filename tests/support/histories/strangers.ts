import type { UserState } from "../aws-model/iam-state";

/** What somebody with permissions of their own can do to our users by hand. */
export const STRANGER_CHANGES = {
  untag: { what: "removes the tags", change: (): Partial<UserState> => ({ tags: [] }) },
  retag: {
    what: "changes the username tag",
    change: ({ tags }: UserState) => ({
      tags: tags.map(tag => (tag.Key === "ses-smtp:username" ? { ...tag, Value: "somebody" } : tag)),
    }),
  },
  "remove the boundary": {
    what: "removes the permissions boundary",
    change: () => ({ boundary: undefined }),
  },
  "replace the boundary": {
    what: "puts another permissions boundary",
    change: () => ({ boundary: "arn:aws:iam::123456789012:policy/another" }),
  },
  "add a password": { what: "adds a console password", change: add({ password: [""] }) },
  "add an MFA device": {
    what: "adds an MFA device",
    change: add({ mfaDevices: ["arn:aws:iam::123456789012:mfa/phone"] }),
  },
  "add an SSH key": { what: "adds an SSH public key", change: add({ sshKeys: ["APKA1"] }) },
  "add a policy": {
    what: "adds an inline policy",
    change: ({ inline }: UserState) => ({ inline: { ...inline, audit: HARMLESS } }),
  },
  quarantine: {
    what: "(AWS) attaches the quarantine policy",
    change: () => ({ attached: ["arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3"] }),
  },
  "add to a group": {
    what: "adds it to a group below our path",
    change: () => ({ groups: ["/ses-smtp/test/members"] }),
  },
} satisfies Record<string, { what: string; change: (user: UserState) => Partial<UserState> }>;
export type StrangerChange = keyof typeof STRANGER_CHANGES;

/** Allows nothing, so that who may send does not depend on it. */
const HARMLESS = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Deny",
      Action: "ses:SendRawEmail",
      Resource: "*",
      Condition: { StringLike: { "ses:FromAddress": ["nobody@company.com"] } },
    },
  ],
});

function add(more: UserState["added"]) {
  return ({ added }: UserState): Partial<UserState> => ({ added: { ...added, ...more } });
}
