import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import { encryptionContext } from "../../records/encryption";
import { deriveSmtpPassword } from "../../handlers/shared/smtp-password";
import { AwsModel, KEY_ARN, OTHER_KEY_ARN, REGION, TABLE } from "../support/aws-model";
import { ExpressionReader, type Item } from "../support/aws-model/expression";
import { RateLimit } from "../support/aws-model/rate";
import { VirtualTime } from "../support/aws-model/virtual-time";
import { mayHaveTakenEffect } from "../../handlers/reconciler/failures/answered";
import { like, maySend } from "../support/aws-model/ses";
import { DENY_POLICY, senderPolicy } from "../../handlers/reconciler/policy";

describe("the model of KMS", () => {
  const context = encryptionContext({ table: TABLE, username: "john", smtpUsername: "AKIA" });
  const encrypt = (model: AwsModel, EncryptionContext: object) =>
    (
      model.kms.call("Encrypt", { KeyId: KEY_ARN, Plaintext: Buffer.from("p"), EncryptionContext }) as {
        CiphertextBlob: Uint8Array;
      }
    ).CiphertextBlob;

  it("decrypts only with the same context", () => {
    const { kms } = new AwsModel();
    const model = { kms } as AwsModel;
    const CiphertextBlob = encrypt(model, context);
    const decrypt = (EncryptionContext: object) =>
      kms.call("Decrypt", { KeyId: KEY_ARN, CiphertextBlob, EncryptionContext });
    expect(decrypt(context)).to.have.property("Plaintext");
    expect(() => decrypt({ ...context, username: "jane" }))
      .to.throw()
      .with.property("name", "InvalidCiphertextException");
  });

  it("decrypts only with the key it was encrypted with, and encrypts only with the current one", () => {
    const { kms } = new AwsModel();
    const CiphertextBlob = encrypt({ kms } as AwsModel, context);
    kms.grant = { ...kms.grant, keyArn: OTHER_KEY_ARN, previousKeyArns: [KEY_ARN] };
    const decrypt = (KeyId: string) =>
      kms.call("Decrypt", { KeyId, CiphertextBlob, EncryptionContext: context });
    expect(decrypt(KEY_ARN)).to.have.property("Plaintext");
    expect(() => decrypt(OTHER_KEY_ARN))
      .to.throw()
      .with.property("name", "IncorrectKeyException");
    expect(() => encrypt({ kms } as AwsModel, context))
      .to.throw()
      .with.property("name", "AccessDeniedException");
  });

  it("denies another purpose or table, and missing or additional members", () => {
    const { username, ...without } = context;
    const others = [
      { ...context, purpose: "x" },
      { ...context, table: "x" },
      without,
      { ...context, more: username },
    ];
    for (const other of others) {
      expect(() => encrypt(new AwsModel(), other))
        .to.throw()
        .with.property("name", "AccessDeniedException");
    }
  });
});

describe("the model of DynamoDB", () => {
  const Key = { PK: { S: "p" }, SK: { S: "s" } };
  const update = (model: AwsModel, request: object) =>
    model.dynamodb.call("UpdateItem", { TableName: TABLE, Key, ...request });

  it("fails a condition with the SDK's own error, and writes nothing then", () => {
    const model = new AwsModel();
    const request = {
      UpdateExpression: "SET a = :a",
      ConditionExpression: "attribute_exists(PK)",
      ExpressionAttributeValues: { ":a": { S: "x" } },
    };
    expect(() => update(model, request)).to.throw(ConditionalCheckFailedException);
    expect(model.dynamodb.all()).to.deep.equal([]);
  });

  it("returns the old item, and puts only keys on the stream", () => {
    const model = new AwsModel();
    const keys: object[] = [];
    model.dynamodb.onWrite = ({ key }) => keys.push(key);
    const request = {
      UpdateExpression: "SET a = :a",
      ExpressionAttributeValues: { ":a": { S: "x" } },
      ReturnValues: "ALL_OLD",
    };
    expect(update(model, request)).to.deep.equal({});
    expect(update(model, request)).to.deep.equal({ Attributes: { ...Key, a: { S: "x" } } });
    expect(keys).to.deep.equal([{ PK: "p", SK: "s" }]);
  });

  const item = { n: { N: "5" }, s: { S: "x" }, set: { SS: ["a", "b"] } };
  const values = { ":n": { N: "5" }, ":x": { S: "x" }, ":y": { S: "y" }, ":set": { SS: ["b", "a"] } };
  const conditions: [expression: string, holds: boolean][] = [
    ["s = :x", true],
    ["s = :y OR s = :x", true],
    ["s = :y AND s = :x OR s = :x", true],
    ["n <= :n", true],
    ["n < :n", false],
    ["s <= :n", false],
    ["missing = :x", false],
    ["set = :set", true],
    ["attribute_exists(#s)", true],
    ["attribute_not_exists(s)", false],
    ["attribute_not_exists(missing) AND n = :n", true],
  ];
  for (const [expression, holds] of conditions) {
    it(`evaluates ${expression} to ${holds ? "true" : "false"}`, () => {
      expect(new ExpressionReader({ names: { "#s": "s" }, values }).holds(expression, item)).to.equal(holds);
    });
  }

  it("updates with if_not_exists and REMOVE", () => {
    const reader = new ExpressionReader({ names: { "#s": "s" }, values });
    const after = reader.update(
      "SET #s = if_not_exists(#s, :y), t = if_not_exists(t, :y) REMOVE n, set",
      item,
    );
    expect(after).to.deep.equal({ s: { S: "x" }, t: { S: "y" } });
  });

  it("rejects reserved words, overlaps, and undefined or unused placeholders", () => {
    const reader = () => new ExpressionReader({ names: {}, values: { ":x": { S: "x" } } });
    for (const expression of ["SET status = :x", "SET a = :x REMOVE a", "SET a = :z", "SET #a = :x"]) {
      expect(() => reader().update(expression, {}), expression)
        .to.throw()
        .with.property("name", "ValidationException");
    }
    expect(() => reader().finish()).to.throw(/unused/);
  });
});

describe("the model of DynamoDB's expressions", () => {
  const holds = (expression: string, item: Item | undefined, values: Item = {}) =>
    new ExpressionReader({ names: {}, values }).holds(expression, item);

  it("negates, groups, compares, and knows the type of an attribute", () => {
    const item = { a: { N: "2" }, b: { S: "x" } };
    const values = { ":one": { N: "1" }, ":n": { S: "N" } };
    expect(holds("a > :one", item, values)).to.equal(true);
    expect(holds("b > :one", item, values), "another type").to.equal(false);
    expect(holds("attribute_type(a, :n)", item, values)).to.equal(true);
    expect(holds("NOT attribute_type(b, :n)", item, values)).to.equal(true);
    expect(holds("NOT attribute_type(c, :n)", undefined, values), "no such attribute").to.equal(true);
    expect(holds("attribute_exists(c) AND (attribute_exists(a) OR attribute_exists(b))", item)).to.equal(
      false,
    );
    expect(holds("(attribute_exists(c) AND attribute_exists(a)) OR attribute_exists(b)", item)).to.equal(
      true,
    );
  });

  it("adds to a number or to nothing, never to a text, and has each clause once", () => {
    const update = (expression: string, item: Item) =>
      new ExpressionReader({ names: {}, values: { ":one": { N: "1" } } }).update(expression, item);
    expect(update("ADD a :one", {})).to.deep.equal({ a: { N: "1" } });
    expect(update("SET b = :one ADD a :one", { a: { N: "1" } })).to.deep.equal({
      a: { N: "2" },
      b: { N: "1" },
    });
    expect(() => update("ADD a :one", { a: { S: "x" } })).to.throw("incorrect data type");
    expect(() => update("ADD a :one ADD b :one", {})).to.throw("only be used once");
  });
});

describe("the model of a request limit", () => {
  it("lets a second's worth through at once and then so many a second", async () => {
    const time = new VirtualTime();
    const limit = new RateLimit(time, 5);
    const allowed = () => {
      try {
        limit.take();
        return 1;
      } catch (error) {
        expect(error).to.have.property("name", "Throttling");
        return 0;
      }
    };
    const burst = () => Array.from({ length: 20 }, allowed).reduce<number>((sum, one) => sum + one, 0);
    expect(burst()).to.equal(5);
    await time.run(400);
    expect(burst()).to.equal(2);
    await time.run(60_000);
    expect(burst()).to.equal(5);
  });
});

describe("a process of the model", () => {
  it("gets no answer to a call that takes effect late", async () => {
    const model = new AwsModel();
    const process = model.process();
    model.faultOf = () => "lands late";
    let effects = 0;
    const call = process.call({ service: "iam", operation: "X", input: {} }, () => effects++);
    const error = call.catch((caught: unknown) => caught);
    await model.time.run(1_000);
    expect(mayHaveTakenEffect(await error)).to.equal(true);
    expect(effects).to.equal(0);
    await model.time.run(60_000);
    expect(effects).to.equal(1);
  });
});

describe("the model of SES", () => {
  it("learns of a new key after some seconds, and of an inactive one as well", async () => {
    const model = new AwsModel({ smtpLagMs: () => 6_000 });
    const key = model.iam.newKey();
    const login = () => model.ses.login(key.id, deriveSmtpPassword(key.secret, REGION)).kind;
    const user = model.iam.put({ name: "u", keys: [key] });
    expect(login()).to.equal("refused");
    await model.time.run(6_000);
    expect(login()).to.equal("accepted");
    model.iam.put({ ...user, keys: [{ ...key, active: false }] });
    expect(login()).to.equal("accepted");
    await model.time.run(6_000);
    expect(login()).to.equal("refused");
    expect(model.ses.login(key.id, key.secret).kind).to.equal("refused");
  });

  it("allows a sender what its policy matches, case-sensitively, unless there is a Deny", () => {
    const model = new AwsModel();
    const allow = senderPolicy(["*@company.com"], ["arn"]);
    const user = model.iam.put({ name: "u", inline: { allow } });
    expect(maySend(user, "a@company.com")).to.equal(true);
    expect(maySend(user, "a@notcompany.com")).to.equal(false);
    expect(maySend({ ...user, inline: { allow, deny: DENY_POLICY } }, "a@company.com")).to.equal(false);
    expect(maySend({ ...user, inline: {} }, "a@company.com")).to.equal(false);
    expect(like("A@company.com", "a@company.com")).to.equal(false);
    expect(like("*company.com", "a@notcompany.com")).to.equal(true);
  });
});
