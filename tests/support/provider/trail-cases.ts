import type { TypeCase } from "./type-case";
import { secret } from "./wire";

const rules = (days: number) => [{ id: "expire", enabled: true, expiration: { days } }];

const delivery = (bucket: string, action: string) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "cloudtrail.amazonaws.com" },
        Action: action,
        Resource: `arn:aws:s3:::${bucket}/*`,
      },
    ],
  });

export const TRAIL_CASE: TypeCase = {
  type: "aws:cloudtrail/trail:Trail",
  inputs: ({ bucketName }) => ({ name: "grpc-created-trail", s3BucketName: secret(bucketName) }),
  secret: "s3BucketName",
  computed: ["arn", "homeRegion"],
  change: { isMultiRegionTrail: true, enableLogFileValidation: true, enableLogging: false },
  replacing: { name: "grpc-other-trail" },
};

export const BUCKET_CASES: readonly TypeCase[] = [
  {
    type: "aws:s3/bucket:Bucket",
    inputs: () => ({ bucket: "grpc-created-bucket", tags: secret({ team: "mail" }) }),
    secret: "tags",
    computed: ["arn", "bucketDomainName"],
    change: { lifecycleRules: rules(30), forceDestroy: true },
    replacing: { bucket: "grpc-other-bucket" },
  },
  {
    type: "aws:s3/bucketPolicy:BucketPolicy",
    inputs: ({ bucketName }) => ({
      bucket: bucketName,
      policy: secret(delivery(bucketName, "s3:PutObject")),
    }),
    secret: "policy",
    computed: [],
    change: { policy: secret(delivery("grpc", "s3:GetBucketAcl")) },
    replacing: { bucket: "grpc-other-bucket" },
  },
];
