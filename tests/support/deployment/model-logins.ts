import { usernameInUserName } from "../../../handlers/shared/iam-names";
import { maySend } from "../aws-model/ses";
import { ManyLogins } from "./many-logins";

const LOOK_EVERY_MS = 1_000;
const MAX_COURSE_MS = 3_600_000;

/** How some logins went through one change. All times are virtual, and in seconds. */
export interface Course {
  /** From the first request until all have ended. */
  seconds: number;
  /** From the first request to the end of each, within a second. */
  times: number[];
  /** If they were stopped: from the request of each until IAM let none of its users send. */
  deniedAfter: number[];
  /** AWS calls of the functions. */
  calls: number;
  /** Changes that IAM throttled. */
  throttled: number;
}

/** What is asked of a login, and when it has ended. */
interface Change {
  request: (username: string) => void;
  isDone: (username: string) => boolean;
}

/** Logins of the deployed program in the model of AWS, which lets IAM be changed five times a second. */
export class ModelLogins {
  readonly usernames: readonly string[];
  private readonly many: ManyLogins;
  private calls = 0;
  /** Looks at each course that has not ended. */
  private readonly looks = new Set<() => void>();
  private passing: Promise<void> | undefined;
  /** What is noted when a login cannot send anymore. */
  private readonly onDenied = new Map<string, () => void>();

  constructor(count: number) {
    this.usernames = Array.from({ length: count }, (_, index) => `model-${index}`);
    this.many = new ManyLogins(this.usernames, { userQuota: count });
    const { iam } = this.model;
    const { onChange } = iam;
    iam.onChange = (operation, user) => {
      onChange(operation, user);
      this.noteDenied(usernameInUserName(user) ?? "");
    };
    this.model.faultOf = ({ service }) => {
      if (service !== "smtp") this.calls++;
      return undefined;
    };
  }

  /** What went wrong; empty if nothing did. */
  get violations(): readonly string[] {
    return this.many.violations;
  }

  /** How many IAM users there are. */
  get users(): number {
    return this.model.iam.timeline.now.size;
  }

  create(usernames = this.usernames): Promise<Course> {
    const { stage } = this;
    return this.run(usernames, {
      request: username =>
        stage.put(username, { status: "pending", allowed_from_addresses: [addressOf(username)] }),
      isDone: username => stage.record(username)?.status === "active",
    });
  }

  rotate(usernames = this.usernames): Promise<Course> {
    const { stage } = this;
    const rotate_requested_at = new Date(this.model.time.now()).toISOString();
    return this.run(usernames, {
      request: username => stage.change(username, { rotate_requested_at }),
      isDone: username => stage.record(username)?.rotated_for === rotate_requested_at,
    });
  }

  /** @param everyMs from one request to the next */
  disable(usernames = this.usernames, everyMs = 0): Promise<Course> {
    const { stage } = this;
    return this.stop(usernames, everyMs, {
      request: username => stage.change(username, { status: "disabled" }),
      isDone: username => stage.record(username)?.verified_status === "disabled",
    });
  }

  remove(usernames = this.usernames): Promise<Course> {
    const { stage } = this;
    return this.stop(usernames, 0, {
      request: username => stage.remove(username),
      isDone: username => stage.users(username).length === 0,
    });
  }

  /** Lets time pass. */
  async pass(milliseconds: number): Promise<void> {
    await this.stage.pass(milliseconds);
    this.stage.log.length = 0; // nothing reads it, and it grows with each call
  }

  private async stop(
    usernames: readonly string[],
    everyMs: number,
    { request, isDone }: Change,
  ): Promise<Course> {
    const deniedAfter: number[] = [];
    const { time } = this.model;
    const stopped = (username: string) => {
      const began = time.running;
      this.onDenied.set(username, () => deniedAfter.push((time.running - began) / 1_000));
      this.many.stopped(username);
      request(username);
    };
    return { ...(await this.run(usernames, { request: stopped, isDone }, everyMs)), deniedAfter };
  }

  private async run(usernames: readonly string[], { request, isDone }: Change, everyMs = 0): Promise<Course> {
    const { time, iamWrites } = this.model;
    const [began, calls, throttled] = [time.running, this.calls, iamWrites.throttled];
    const course: Course = { seconds: 0, times: [], deniedAfter: [], calls: 0, throttled: 0 };
    const waiting = new Set(usernames);
    const look = () => {
      course.seconds = (time.running - began) / 1_000;
      for (const username of [...waiting].filter(isDone)) {
        waiting.delete(username);
        course.times.push(course.seconds);
      }
      if (waiting.size > 0 && time.running - began > MAX_COURSE_MS)
        throw new Error(`${waiting.size} logins have not ended: ${[...waiting][0]}`);
      if (waiting.size > 0) return;
      this.looks.delete(look);
      course.calls = this.calls - calls;
      course.throttled = iamWrites.throttled - throttled;
    };
    for (const [index, username] of usernames.entries()) {
      if (everyMs === 0) request(username);
      else time.after(index * everyMs, () => request(username));
    }
    this.looks.add(look);
    await (this.passing ??= this.passUntilEnded());
    return course;
  }

  private async passUntilEnded(): Promise<void> {
    while (this.looks.size > 0) {
      await this.pass(LOOK_EVERY_MS);
      for (const look of this.looks) look();
    }
    this.passing = undefined;
  }

  private noteDenied(username: string): void {
    const note = this.onDenied.get(username);
    if (note === undefined) return;
    if (this.stage.users(username).some(user => maySend(user, addressOf(username)))) return;
    this.onDenied.delete(username);
    note();
  }

  private get stage() {
    return this.many.stage;
  }

  private get model() {
    return this.stage.model;
  }
}

const addressOf = (username: string) => `${username}@company.com`;
