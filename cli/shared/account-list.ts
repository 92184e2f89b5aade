import type * as Ses from "@aws-sdk/client-sesv2";
import { suppressionKey } from "../../records/keys";
import { clientConfig } from "./aws-clients";
import { CommandError } from "./context";
import { boundAnswers } from "./bounded-answers";
import { withReadableAwsErrors } from "./readable-errors";

/** An address on the account's own suppression list, which SES fills with hard bounces and complaints by itself. */
export interface AccountEntry {
  email: string;
  /** `bounce` or `complaint`. */
  reason: string;
  /** ISO 8601. */
  since: string;
}

/**
 * The account's suppression list in SES, read and changed with the caller's own permissions. SES refuses these calls
 * while the account is in its sandbox
 * (https://docs.aws.amazon.com/ses/latest/dg/request-production-access.html).
 */
export class AccountList {
  private readonly client: Ses.SESv2Client;
  private readonly ses: typeof Ses;

  constructor(region: string) {
    // The SDK takes a fifth of a second to load, and most commands do not need it.
    this.ses = require("@aws-sdk/client-sesv2") as typeof Ses;
    this.client = new this.ses.SESv2Client(clientConfig(region));
    boundAnswers(this.client);
  }

  /** Page by page. @throws CommandError */
  async all(): Promise<AccountEntry[]> {
    return this.readably(async () => {
      const entries: AccountEntry[] = [];
      let NextToken: string | undefined;
      do {
        const page = await this.client.send(
          new this.ses.ListSuppressedDestinationsCommand({
            PageSize: 1_000,
            ...(NextToken && { NextToken }),
          }),
        );
        entries.push(...(page.SuppressedDestinationSummaries ?? []).map(entryOf));
        NextToken = page.NextToken;
      } while (NextToken !== undefined);
      return entries;
    });
  }

  /**
   * Looks for the address as it is written, then in lower case, then through the whole list: SES's calls match exactly,
   * and sending ignores case
   * (https://docs.aws.amazon.com/ses/latest/dg/sending-email-suppression-list-tenant-level-manage.html).
   */
  async find(address: string): Promise<AccountEntry | undefined> {
    return this.readably(async () => {
      for (const EmailAddress of spellings(address)) {
        const found = await this.unlessNotFound(
          this.client.send(new this.ses.GetSuppressedDestinationCommand({ EmailAddress })),
        );
        if (found?.SuppressedDestination !== undefined) return entryOf(found.SuppressedDestination);
      }
      const wanted = suppressionKey(address);
      return (await this.all()).find(({ email }) => suppressionKey(email) === wanted);
    });
  }

  /** @param entry as {@link find} gave it */
  async lift({ email: EmailAddress }: AccountEntry): Promise<void> {
    await this.readably(() =>
      this.unlessNotFound(
        this.client.send(new this.ses.DeleteSuppressedDestinationCommand({ EmailAddress })),
      ),
    );
  }

  close(): void {
    this.client.destroy();
  }

  private async readably<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await withReadableAwsErrors({}, work);
    } catch (error) {
      if (!(error instanceof CommandError && (await this.isInSandbox(error.cause)))) throw error;
      throw new CommandError(
        "The account is in SES's sandbox, where its suppression list can be neither read nor changed. " +
          "Request production access in the SES console.",
        { cause: error.cause },
      );
    }
  }

  /** AWS does not document the error that it answers in the sandbox, so the account itself is asked. */
  private async isInSandbox(cause: unknown): Promise<boolean> {
    if (!(cause instanceof this.ses.BadRequestException)) return false;
    const account = await this.client.send(new this.ses.GetAccountCommand({})).catch(() => undefined);
    return account?.ProductionAccessEnabled === false;
  }

  private async unlessNotFound<Answer>(call: Promise<Answer>): Promise<Answer | undefined> {
    try {
      return await call;
    } catch (error) {
      if (error instanceof this.ses.NotFoundException) return undefined;
      throw error;
    }
  }
}

function spellings(address: string): string[] {
  return [...new Set([address, suppressionKey(address)])];
}

function entryOf({ EmailAddress, Reason, LastUpdateTime }: Ses.SuppressedDestinationSummary): AccountEntry {
  return {
    email: EmailAddress ?? "",
    reason: (Reason ?? "").toLowerCase(),
    since: LastUpdateTime?.toISOString() ?? "",
  };
}
