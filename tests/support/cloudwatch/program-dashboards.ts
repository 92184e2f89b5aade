import { credentialsDashboard } from "../../../infra/dashboards/credentials";
import { consoleLinks, type DashboardParts } from "../../../infra/dashboards/parts";
import { sendingDashboard } from "../../../infra/dashboards/sending";
import { systemDashboard } from "../../../infra/dashboards/system";
import type { DashboardBody } from "../../../infra/dashboards/widgets";

const FUNCTIONS = [
  "smtp-credential-manager",
  "smtp-record-dispatcher",
  "smtp-dlq-processor",
  "smtp-feedback-recorder",
  "smtp-email-validator",
  "smtp-api",
];

/** The parts of an example stack. */
export const EXAMPLE_PARTS: DashboardParts = {
  stack: "prod",
  region: "eu-central-1",
  console: consoleLinks("aws", "eu-central-1", "prod"),
  functions: FUNCTIONS.map(name => ({
    name,
    functionName: `${name}-1a2b3c4`,
    logGroupName: `/aws/lambda/ses-smtp-prod-${name}`,
  })),
  deadLetterQueueName: "smtp-dead-letters-1a2b3c4",
  parkedQueueName: "smtp-parked-1a2b3c4",
  quotaAlert: 0.8,
};

/** The program's dashboards, for an example stack. */
export const EXAMPLE_DASHBOARDS: Readonly<Record<string, DashboardBody>> = {
  credentials: credentialsDashboard(EXAMPLE_PARTS),
  sending: sendingDashboard(EXAMPLE_PARTS),
  system: systemDashboard(EXAMPLE_PARTS),
};
