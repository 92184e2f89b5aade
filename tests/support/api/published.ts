/** What the manager adds to a record once the login works. */
export const PUBLISHED = {
  status: { S: "active" },
  smtp_username: { S: "AKIAEXAMPLE" },
  encrypted_password: { S: "Y2lwaGVydGV4dA==" },
  iam_user_arn: { S: "arn:aws:iam::123456789012:user/ses-smtp/test/jane/ses-smtp-user-jane-1700000000" },
  created_at: { S: "2026-11-26T12:00:00.000Z" },
  verified_status: { S: "active" },
};
