/**
 * The permissions boundary of every SMTP user: no user policy can allow more than this. A plain function of its
 * inputs, so that the settings can check its size before anything is declared.
 */
export function boundaryDocument<Arn>(
  sendingResources: readonly Arn[],
  allowedFromDomains: readonly string[],
) {
  return {
    Version: "2012-10-17" as const,
    Statement: [
      {
        Effect: "Allow" as const,
        Action: ["ses:SendEmail", "ses:SendRawEmail"],
        Resource: [...sendingResources],
        Condition: {
          StringLike: {
            "ses:FromAddress": allowedFromDomains.flatMap(domain => [`*@${domain}`, `*@*.${domain}`]),
          },
        },
      },
    ],
  };
}

/** Of a managed policy, not counting white space: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html. */
export const MAX_BOUNDARY_CHARACTERS = 6_144;

/** Other configuration sets that users may send through; more would leave no room for addresses in a user's own policy. */
export const MAX_ALLOWED_SETS = 3;

/** The boundary's largest possible size: the settings do not know the stack's account and region. */
export function boundaryCharacters(
  configurationSets: readonly string[],
  allowedFromDomains: readonly string[],
): number {
  const scope = "arn:aws-us-gov:ses:ap-northeast-1:123456789012";
  const sets = configurationSets.map(name => `${scope}:configuration-set/${name}`);
  const resources = [`${scope}:identity/*`, ...sets];
  return JSON.stringify(boundaryDocument(resources, allowedFromDomains)).length;
}
