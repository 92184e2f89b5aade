import { bugIn, type PlantedBug } from "./planted-bug";

const notices = bugIn("reconciler/notices");

/** Mistakes in what people are told. */
export const NOTICE_BUGS: readonly PlantedBug[] = [
  notices(
    "a notice is sent before it is noted",
    "announce",
    "  if (!(await note(run, lease, said))) return;\n  const results = await Promise.allSettled(saying.map(delivery => deliver(run, ports, outcome, delivery)));\n",
    "  const results = await Promise.allSettled(saying.map(delivery => deliver(run, ports, outcome, delivery)));\n  if (!(await note(run, lease, said))) return;\n",
  ),
  notices(
    "a notice is noted only when its run ends",
    "announce",
    "    await lease.record({ said: saidAttribute(said) });\n",
    "    void saidAttribute(said);\n",
  ),
  notices(
    "every run sends its notices again",
    "announce",
    "  const saying = unsaid(due, state.said, now);\n",
    "  const saying = due;\n",
  ),
  notices(
    "a notice that cannot be sent fails the run",
    "announce",
    "await Promise.allSettled(saying.map(",
    "await Promise.all(saying.map(",
  ),
  notices(
    "a notice that could not be sent is not sent later",
    "memory",
    "before === undefined || (before.failed && before.at + DAY_MS <= now)",
    "before === undefined",
  ),
  notices(
    "what comes and goes is told each time",
    "memory",
    "? DAY_MS : KEPT_MS) > now",
    "? 0 : KEPT_MS) > now",
  ),
  notices("the holder is not told", "due", '= ["administrators", "holder"];', '= ["administrators"];'),
  notices("what is parked alerts twice", "due", "? !isAlertedWhenParked(code) :", "? true :"),
  notices(
    "a scheduled rotation is not announced",
    "due",
    "  if (at - now > Math.min(",
    "  if (at - now > 0 * Math.min(",
  ),
  notices(
    "the last end of an old login in use is not announced",
    "due",
    '${old.until < old.latest ? "first" : "last"}',
    "first",
  ),
  notices(
    "the end of an old login that nobody uses is announced",
    "due",
    "  if (!isNear || !isUsed) return undefined;",
    "  if (!isNear || isUsed === undefined) return undefined;",
  ),
  notices(
    "the end of a login is not announced before it has come",
    "due",
    "end > now && end - now <= AHEAD_MS",
    "end > now && end - now <= 0",
  ),
  notices(
    "nobody is told that a login has ended",
    "due",
    'failureOf(attributes).code === "expired"',
    'failureOf(attributes).code === "ended"',
  ),
];
