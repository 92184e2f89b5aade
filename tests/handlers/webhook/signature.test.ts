import { expect } from "chai";
import type { SnsMessage } from "../../../handlers/webhook/sns/message";
import { stringToSign } from "../../../handlers/webhook/sns/signature";

/** Examples from https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html. */
describe("the text that SNS signs", () => {
  const others = { SignatureVersion: "1", Signature: "x", SigningCertURL: "x" };

  it("of a notification has these fields in this order", () => {
    const message: SnsMessage = {
      ...others,
      Type: "Notification",
      MessageId: "4d4dc071-ddbf-465d-bba8-08f81c89da64",
      TopicArn: "arn:aws:sns:us-east-2:123456789012:s4-MySNSTopic-1G1WEFCOXTC0P",
      Subject: "My subject",
      Message: "My Test Message",
      Timestamp: "2019-01-31T04:37:04.321Z",
    };
    const before = "Message\nMy Test Message\nMessageId\n4d4dc071-ddbf-465d-bba8-08f81c89da64\n";
    const after =
      "Timestamp\n2019-01-31T04:37:04.321Z\n" +
      "TopicArn\narn:aws:sns:us-east-2:123456789012:s4-MySNSTopic-1G1WEFCOXTC0P\nType\nNotification\n";
    expect(stringToSign(message)).to.equal(`${before}Subject\nMy subject\n${after}`);
    delete message.Subject;
    expect(stringToSign(message)).to.equal(before + after);
  });

  it("of a confirmation has the token and the link, and no subject", () => {
    const message: SnsMessage = {
      ...others,
      Type: "SubscriptionConfirmation",
      MessageId: "3d891288-136d-417f-bc05-901c108273ee",
      TopicArn: "arn:aws:sns:us-east-2:123456789012:s4-MySNSTopic-1G1WEFCOXTC0P",
      Subject: "not signed",
      Message: "You have chosen to subscribe",
      Timestamp: "2019-01-31T19:25:13.719Z",
      Token: "233641",
      SubscribeURL: "https://sns.us-east-2.amazonaws.com/?Action=ConfirmSubscription",
    };
    expect(stringToSign(message)).to.equal(
      "Message\nYou have chosen to subscribe\nMessageId\n3d891288-136d-417f-bc05-901c108273ee\n" +
        "SubscribeURL\nhttps://sns.us-east-2.amazonaws.com/?Action=ConfirmSubscription\n" +
        "Timestamp\n2019-01-31T19:25:13.719Z\nToken\n233641\n" +
        "TopicArn\narn:aws:sns:us-east-2:123456789012:s4-MySNSTopic-1G1WEFCOXTC0P\nType\nSubscriptionConfirmation\n",
    );
  });
});
