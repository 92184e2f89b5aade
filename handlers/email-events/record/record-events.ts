import { inParallel } from "../../shared/in-parallel";
import { attributedWithin } from "../attribution";
import type { EmailEvent } from "../events";
import { expiry, MARK_DAYS, MAX_COUNTED_AGE_MS, type Retention } from "../retention";
import { Suppressions } from "../suppressions";
import type { ItemKey } from "../../../records/keys";
import type { EventTable, Values } from "../table";
import { Announcements } from "./announcements";
import { evidenceItem } from "./evidence";
import { type Feedback, type FeedbackPorts, feedbackOf, finish, recordFeedback } from "./feedback";
import { type Mark, markItem, marksOf } from "./marks";
import { Sources } from "./sources";

export interface RecorderSettings {
  /** Of this stack: mail of other accounts suppresses nothing. */
  accountId: string;
  retention: Retention;
}

/** What became of a batch. */
export interface Recorded {
  /** Bounces and complaints, each for one recipient, that were not known before. */
  feedback: number;
  /** The logins against which some of them count, once for each. */
  against: string[];
  /** Events about mail that is too old to count them exactly. */
  tooOld: number;
}

/** How many recipients' bounces and complaints are recorded at a time. */
const CONCURRENT = 8;

/** Records events. An instance lives as long as the execution environment. */
export class EventRecorder {
  private readonly announcements: Announcements;
  private readonly sources: Sources;
  private readonly ports: FeedbackPorts;

  constructor(
    private readonly table: EventTable,
    private readonly settings: RecorderSettings,
    private readonly now: () => number = Date.now,
  ) {
    this.announcements = new Announcements(table, now);
    this.sources = new Sources(settings.retention);
    const suppressions = new Suppressions(table, now);
    this.ports = { table, suppressions, retention: settings.retention, now };
  }

  /**
   * Records events exactly once, in whatever order, and however often they come. What can be recorded is, also if
   * something else fails.
   *
   * @throws the first error: then record the events again
   */
  async record(reported: readonly EmailEvent[]): Promise<Recorded> {
    const events = reported.map(event => attributedWithin(this.settings.accountId, event));
    const feedback = events.flatMap(event =>
      event.kind === "bounce" || event.kind === "complaint" ? feedbackOf(event, this.settings.accountId) : [],
    );
    const all = events.flatMap(marksOf);
    const marks = all.filter(({ hour }) => this.isCountable(hour));
    const [recorded] = await settled(
      inParallel(feedback, CONCURRENT, each => this.recordOne(each)),
      this.mark(marks),
    );
    return {
      feedback: recorded.filter(({ isNew }) => isNew).length,
      against: recorded.flatMap(({ against }) => against ?? []),
      tooOld: all.length - marks.length,
    };
  }

  private async recordOne(feedback: Feedback): Promise<{ isNew: boolean; against?: string }> {
    const outcome = await recordFeedback(feedback, this.ports);
    if (outcome.kind === "known") return { isNew: false };
    const evidence = this.evidenceOf(feedback);
    await this.mark(outcome.kind === "new" ? [outcome.mark] : [], evidence);
    if (outcome.kind === "new") await finish(feedback, this.ports);
    const { username } = feedback.values;
    return {
      isNew: outcome.kind === "new",
      ...(evidence !== undefined && username !== undefined && { against: username }),
    };
  }

  private evidenceOf({ id, values: { username }, sentAt, isAdverse }: Feedback) {
    if (!isAdverse || username === undefined || id.type === "violation") return undefined;
    return evidenceItem({ ...id, type: id.type, username, sentAt }, this.settings.retention, this.now());
  }

  private async mark(marks: readonly Mark[], evidence?: ItemKey & Values): Promise<void> {
    await this.announcements.announce(marks);
    const items: (ItemKey & Values)[] = marks.map(mark => ({
      ...markItem(mark),
      ...expiry(this.settings.retention, `${mark.hour}:00:00Z`, MARK_DAYS),
    }));
    const sources = this.sources.missing(marks);
    await this.table.putAll([...items, ...sources.items, ...(evidence === undefined ? [] : [evidence])]);
    this.sources.remember(sources.names);
  }

  private isCountable(hour: string): boolean {
    return this.now() - Date.parse(`${hour}:00:00Z`) <= MAX_COUNTED_AGE_MS;
  }
}

/** Waits for both, also if one fails. @throws the first one's error */
async function settled<One, Other>(one: Promise<One>, other: Promise<Other>): Promise<[One, Other]> {
  await Promise.allSettled([one, other]);
  return [await one, await other];
}
