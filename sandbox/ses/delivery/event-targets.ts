/** Where local SES's events go: the other services of the account. */
export interface EventTargets {
  /**
   * Publishes to a topic as SES does, for a configuration set.
   * @returns why the topic does not accept it; undefined once it is published
   */
  publish(topicArn: string, message: string, sourceArn: string): Promise<string | undefined>;
  /** Puts an event of SES on EventBridge's default bus. */
  putEvent(event: { detailType: string; detail: object; resources: readonly string[] }): Promise<void>;
}
