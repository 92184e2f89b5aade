import type { SelfTestStep } from "../self-test";
import { CREDENTIAL_STEPS } from "./credential-steps";
import { KEY_STEPS } from "./key-steps";
import { LIFECYCLE_STEPS } from "./lifecycle-steps";
import { MAIL_SETUP_STEPS } from "./mail-setup-steps";
import { MAIL_STEPS } from "./mail-steps";
import { SENDER_STEPS } from "./sender-steps";
import { STACK_STEPS } from "./stack-steps";
import { WATCH_STEPS } from "./watch-steps";

const [newKey, ...laterKeySteps] = KEY_STEPS;

/** All steps, in the order in which they run: first what only reads, so that a broken stack is named before it is used. */
export const STEPS: readonly SelfTestStep[] = [
  ...STACK_STEPS,
  ...MAIL_SETUP_STEPS,
  ...WATCH_STEPS.filter(({ name }) => name !== "metrics"),
  ...CREDENTIAL_STEPS,
  ...MAIL_STEPS,
  ...(newKey === undefined ? [] : [newKey]),
  ...SENDER_STEPS,
  ...laterKeySteps,
  ...LIFECYCLE_STEPS,
  ...WATCH_STEPS.filter(({ name }) => name === "metrics"),
];
