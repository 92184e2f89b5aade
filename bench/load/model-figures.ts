import { type Figure, quantile } from "../figure";
import { type Course, ModelLogins } from "../../tests/support/deployment/model-logins";

const LOGINS = Number(process.env.SES_SMTP_LOAD_LOGINS ?? "10000");

/** A file of `ses-smtp credential apply`, as docs/scaling.md advises. */
const TOGETHER = 250;

const DISABLED_AT_ONCE = 200;
const REMOVED_AT_ONCE = [250, 1_000];

/** Logins that are disabled one after another, while others are created. */
const ONE_BY_ONE = { disabled: 40, everyMs: 2_000, created: 200 };

/** IAM and SES know what was done before. */
const SETTLE_MS = 120_000;

/**
 * Ten thousand logins in the model of AWS, which lets IAM be changed five times a second and throttles the rest; and
 * logins that are stopped at once, or while others are created. In virtual time.
 */
export async function modelFigures(): Promise<Figure[]> {
  return [
    ...(await inFiles()),
    ...(await disabledAtOnce()),
    ...(await removedAtOnce()),
    ...(await disabledOneByOne()),
  ];
}

async function inFiles(): Promise<Figure[]> {
  const logins = new ModelLogins(LOGINS);
  const created = await eachFile(logins, names => logins.create(names));
  const rotated = await eachFile(logins, names => logins.rotate(names));
  const failures = logins.violations.filter(violation => / failed: /.test(violation));
  const wrong = logins.violations.filter(violation => !failures.includes(violation));
  if (wrong[0] !== undefined) process.stderr.write(`${wrong[0]}\n`);
  const removed = await eachFile(logins, names => logins.remove(names));
  return [
    ...courseFigures(`${LOGINS} logins created, ${TOGETHER} at a time`, LOGINS, created),
    ...courseFigures(`${LOGINS} logins rotated, ${TOGETHER} at a time`, LOGINS, rotated),
    ...courseFigures(`${LOGINS} logins removed, ${TOGETHER} at a time`, LOGINS, removed),
    { name: "records that failed and were retried", value: failures.length, unit: "count" },
    { name: "logins that did not work", value: wrong.length, unit: "count", max: 0 },
    { name: "IAM users left", value: logins.users, unit: "count", max: 0 },
  ];
}

async function eachFile(
  { usernames }: ModelLogins,
  change: (usernames: readonly string[]) => Promise<Course>,
): Promise<Course> {
  const courses: Course[] = [];
  for (let first = 0; first < usernames.length; first += TOGETHER)
    courses.push(await change(usernames.slice(first, first + TOGETHER)));
  const sum = (of: (course: Course) => number) => courses.reduce((total, course) => total + of(course), 0);
  return {
    seconds: sum(({ seconds }) => seconds),
    times: courses.flatMap(({ times }) => times),
    deniedAfter: courses.flatMap(({ deniedAfter }) => deniedAfter),
    calls: sum(({ calls }) => calls),
    throttled: sum(({ throttled }) => throttled),
  };
}

async function disabledAtOnce(): Promise<Figure[]> {
  const logins = await created(DISABLED_AT_ONCE);
  return courseFigures(
    `${DISABLED_AT_ONCE} logins disabled at once`,
    DISABLED_AT_ONCE,
    await logins.disable(),
  );
}

async function removedAtOnce(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const count of REMOVED_AT_ONCE) {
    const logins = await created(count);
    figures.push(...courseFigures(`${count} logins removed at once`, count, await logins.remove()));
  }
  return figures;
}

async function disabledOneByOne(): Promise<Figure[]> {
  const { disabled, everyMs, created: count } = ONE_BY_ONE;
  const logins = new ModelLogins(disabled + count);
  const names = logins.usernames.slice(0, disabled);
  await logins.create(names);
  await logins.pass(SETTLE_MS);
  const creation = logins.create(logins.usernames.slice(disabled));
  const stopped = await logins.disable(names, everyMs);
  await creation;
  return deniedFigures(`a login disabled every ${everyMs / 1_000} s, while ${count} are created`, stopped);
}

async function created(count: number): Promise<ModelLogins> {
  const logins = new ModelLogins(count);
  await eachFile(logins, names => logins.create(names));
  await logins.pass(SETTLE_MS);
  return logins;
}

function courseFigures(what: string, count: number, course: Course): Figure[] {
  const { seconds, times, calls, throttled, deniedAfter } = course;
  return [
    { name: what, value: seconds, unit: "s" },
    { name: "  95th percentile of a login", value: quantile(times, 0.95), unit: "s" },
    ...(deniedAfter.length > 0 ? deniedFigures(" ", course) : []),
    { name: "  AWS calls a login", value: calls / count, unit: "calls" },
    { name: "  of which IAM throttled", value: throttled / count, unit: "calls" },
  ];
}

function deniedFigures(what: string, { deniedAfter }: Course): Figure[] {
  return [
    { name: `${what} until Deny, 95th percentile`, value: quantile(deniedAfter, 0.95), unit: "s" },
    { name: `${what} until Deny, worst`, value: Math.max(...deniedAfter), unit: "s" },
  ];
}
