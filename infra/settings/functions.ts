import { z } from "zod";
import { boolean } from "./types";

/** The values CloudWatch Logs accepts: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html. */
const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

const retentionDays = z
  .string()
  .refine(text => RETENTION_DAYS.map(String).includes(text), {
    error: `use one of ${RETENTION_DAYS.join(", ")}`,
  })
  .transform(Number);

/** Settings that apply to every Lambda function, to the API's own log, and to the audit trail. */
export const functionSettings = {
  logRetentionDays: retentionDays.default(30),
  auditTrail: boolean().default(false),
  auditRetentionDays: retentionDays.default(400),
  logLevel: z
    .enum(["DEBUG", "INFO", "WARN", "ERROR"], { error: 'use "DEBUG", "INFO", "WARN" or "ERROR"' })
    .default("INFO"),
  tracing: z.enum(["active", "off"], { error: 'use "active" or "off"' }).default("active"),
  rolePermissionsBoundaryArn: z
    .string()
    .regex(/^arn:aws[a-z-]*:iam::(\d{12}|aws):policy\/.+$/, { error: "use the ARN of a managed policy" })
    .optional(),
};
