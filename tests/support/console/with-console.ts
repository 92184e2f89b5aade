import type { ConsoleContext } from "../../../cli/console/context";
import { type LocalAws, startLocalAws } from "./local-aws";
import { type LocalConsole, startLocalConsole } from "./local-console";
import { type LocalSes, startLocalSesApi } from "../cli/local-ses";

/** The log group of the recorder in tests. */
export const RECORDER_GROUP = "/aws/lambda/ses-smtp-test-smtp-feedback-recorder";
export const MANAGER_GROUP = "/aws/lambda/ses-smtp-test-smtp-credential-manager";

/** A console whose API, logs, queues and SES are servers of the test. */
export interface TestConsole extends LocalConsole {
  aws: LocalAws;
  ses: LocalSes;
  /** URLs of the queues. */
  parked: string;
  waiting: string;
}

/**
 * Starts one for each test of a suite, with the environment in which the console would run.
 *
 * @param now what the console takes the time to be
 */
export function withConsole(now: () => Date, over: Partial<ConsoleContext> = {}): () => TestConsole {
  let running: TestConsole;
  let before: Readonly<Record<string, string | undefined>> = {};
  beforeEach(async () => {
    const [aws, ses] = await Promise.all([startLocalAws(), startLocalSesApi(now)]);
    const [parked, waiting] = [`${aws.url}/123456789012/parked`, `${aws.url}/123456789012/dead-letters`];
    const environment = {
      AWS_REGION: "eu-central-1",
      AWS_ACCESS_KEY_ID: "AKIAEXAMPLE",
      AWS_SECRET_ACCESS_KEY: "secret",
      AWS_PROFILE: undefined,
      AWS_ENDPOINT_URL: aws.url,
      AWS_ENDPOINT_URL_SESV2: ses.url,
      SES_SMTP_LOG_GROUPS: `${RECORDER_GROUP},${MANAGER_GROUP}`,
      SES_SMTP_PARKED_QUEUE_URL: parked,
      SES_SMTP_DEAD_LETTER_QUEUE_URL: waiting,
      SES_SMTP_MANAGER_FUNCTION: "manager",
      SES_SMTP_DISPATCHER_FUNCTION: "dispatcher",
      SES_SMTP_RECORDER_FUNCTION: "recorder",
    };
    before = replaceEnvironment(environment);
    const local = await startLocalConsole({}, undefined, { now, ...over });
    running = { ...local, aws, ses, parked, waiting };
  });
  afterEach(async () => {
    await running.close();
    await running.aws.close();
    await running.ses.close();
    replaceEnvironment(before);
  });
  return () => running;
}

/** @returns what they were */
function replaceEnvironment(values: Readonly<Record<string, string | undefined>>) {
  const were = Object.fromEntries(Object.keys(values).map(name => [name, process.env[name]]));
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  return were;
}
