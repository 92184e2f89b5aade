import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { followRules, type RulePorts } from "../../../handlers/record-dispatcher/rules/follow-rules";
import { usernamesOf } from "../../../handlers/record-dispatcher/rules/known-rules";
import { type SearchPorts, searchForRules } from "../../../handlers/record-dispatcher/rules/search";
import { MailboxReader } from "../../../handlers/reconciler/receiving-rules/mailbox-reader";
import { DynamoDbModel } from "../aws-model/dynamodb";
import { NO_LOG } from "../logging/no-log";
import { ruleItem } from "./rule-items";

const TABLE = "mail";

/** The strict model of a table, with the code that follows its rules. */
export class RuleTable {
  readonly model = new DynamoDbModel(TABLE);
  /** Usernames that the manager was invoked for. */
  readonly invoked: string[] = [];
  /** Times at which the next part of a search was booked. */
  readonly booked: number[] = [];
  now = 1_800_000_000_000;
  private readonly dynamodb: DynamoDBClient;

  constructor() {
    const send = (command: { constructor: { name: string }; input: unknown }) =>
      Promise.resolve(this.model.call(command.constructor.name.replace(/Command$/, ""), command.input));
    this.dynamodb = { send } as unknown as DynamoDBClient;
  }

  put(pattern: string, more: Record<string, unknown>): void {
    this.model.put(marshall(ruleItem(pattern, more)));
  }

  login(username: string, mailbox: string): void {
    this.model.put(marshall({ PK: "SMTP_USER", SK: `USER#${username}`, status: "pending", mailbox }));
  }

  follow(...patterns: string[]): Promise<void> {
    const { dynamodb } = this;
    const ports: RulePorts = {
      dynamodb,
      table: TABLE,
      usernamesOf: mailboxes => usernamesOf({ dynamodb, table: TABLE }, mailboxes),
      send: ({ usernames }) => Promise.resolve(void this.invoked.push(...usernames)),
      log: NO_LOG,
    };
    return followRules(patterns, "test", ports);
  }

  /** @param pages until the time is over */
  search(pages = Infinity): Promise<void> {
    const ports: SearchPorts = {
      dynamodb: this.dynamodb,
      table: TABLE,
      withRules: true,
      noteLogins: () => Promise.resolve(),
      follow: async patterns => {
        for (let start = 0; start < patterns.length; start += 100)
          await this.follow(...patterns.slice(start, start + 100));
      },
      announce: async () => {
        this.invoked.push(...(await usernamesOf({ dynamodb: this.dynamodb, table: TABLE })));
      },
      book: atMs => Promise.resolve(void this.booked.push(atMs)),
      now: () => this.now,
      sleep: ms => Promise.resolve(void (this.now += ms)),
    };
    return searchForRules(ports, this.now + pages * 100);
  }

  rulesOf(mailbox: string) {
    return new MailboxReader(this.dynamodb, TABLE).read(mailbox);
  }
}
