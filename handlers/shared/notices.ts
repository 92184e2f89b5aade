import { SendEmailCommand, type SESv2Client } from "@aws-sdk/client-sesv2";
import { PublishCommand, type SNSClient } from "@aws-sdk/client-sns";
import { type Environment, required } from "./environment";
import type { Alert } from "./parked-alert";

/** An email to a login's holder. */
export interface Mail {
  subject: string;
  text: string;
}

/** The variables that name where notices go. */
export interface NoticeEnvironment {
  /** The topic for alerts that need a person's attention. */
  ALERT_TOPIC_ARN: string;
  /** The sender of notices to logins' holders; empty if they get none. */
  NOTICES_FROM: string;
  /** The configuration set that they are sent with; empty if they get none. */
  NOTICES_CONFIGURATION_SET: string;
}

/** Tells people about logins: administrators through SNS, holders through the SES API. */
export class Notices {
  private readonly topicArn: string;
  private readonly from: string;
  private readonly configurationSet: string;

  /** @throws Error that names a missing variable */
  constructor(
    private readonly sns: Pick<SNSClient, "send">,
    private readonly ses: Pick<SESv2Client, "send">,
    environment: Environment<NoticeEnvironment>,
  ) {
    this.topicArn = required(environment, "ALERT_TOPIC_ARN");
    this.from = environment.NOTICES_FROM ?? "";
    this.configurationSet = this.from === "" ? "" : required(environment, "NOTICES_CONFIGURATION_SET");
  }

  /** Whether the settings name a sender. */
  get canMail(): boolean {
    return this.from !== "";
  }

  /** @throws SNS's error */
  async alert(alert: Alert): Promise<void> {
    await this.sns.send(new PublishCommand({ TopicArn: this.topicArn, ...alert }));
  }

  /**
   * Auto-Submitted keeps vacation responders from answering (RFC 3834, section 5).
   *
   * @throws SES's error: it refuses unverified recipients while the account is in its sandbox. Mail to an address on the
   *   account's suppression list is accepted, and then dropped:
   *   https://docs.aws.amazon.com/ses/latest/dg/sending-email-suppression-list.html
   */
  async mail(to: string, { subject, text }: Mail): Promise<void> {
    const utf8 = (Data: string) => ({ Data, Charset: "UTF-8" });
    await this.ses.send(
      new SendEmailCommand({
        FromEmailAddress: this.from,
        Destination: { ToAddresses: [to] },
        ConfigurationSetName: this.configurationSet,
        Content: {
          Simple: {
            Subject: utf8(subject),
            Body: { Text: utf8(text) },
            Headers: [{ Name: "Auto-Submitted", Value: "auto-generated" }],
          },
        },
      }),
    );
  }
}
