import { expect } from "chai";
import type { Registration } from "../../cost/capture";
import { API_ROUTES } from "../../handlers/shared/api-routes";
import { program } from "../support/policy-pack/program";

interface Statement {
  Sid: string;
  Action: string | string[];
  Resource: unknown;
  Condition: Record<string, Record<string, string | string[]>>;
}

/** The Sids of what is about events, and not about credentials. */
const OF_EVENTS = /Events|Suppressions|Marks|Count|Quota/;

describe("the HTTP API", () => {
  let all: readonly Registration[];
  before(async () => {
    all = await program({ settings: { "ses-smtp:auditRetentionDays": "731" } });
  });

  const ofType = (type: string) => all.filter(registration => registration.type === type);
  const inputs = (type: string, name: string) =>
    ofType(type).find(registration => registration.name === name)?.inputs ?? {};
  const statements = () => {
    const { policy } = inputs("aws:iam/rolePolicy:RolePolicy", "smtp-api");
    const document = (typeof policy === "string" ? JSON.parse(policy) : policy) as { Statement: Statement[] };
    return document.Statement.filter(({ Sid }) => !["Log", "Trace"].includes(Sid));
  };

  // Proves D-security-tests.3, D-access-control.1
  it("has its routes, each for signed requests only, and no other", () => {
    const routes = ofType("aws:apigatewayv2/route:Route").map(({ inputs }) => inputs);
    expect(routes.map(({ routeKey }) => routeKey).sort()).to.deep.equal(Object.values(API_ROUTES).sort());
    expect(new Set(routes.map(({ authorizationType }) => authorizationType))).to.deep.equal(
      new Set(["AWS_IAM"]),
    );
  });

  it("has a throttle for each route", () => {
    const { routeSettings } = inputs("aws:apigatewayv2/stage:Stage", "smtp-api") as {
      routeSettings: { routeKey: string; throttlingRateLimit: number; throttlingBurstLimit: number }[];
    };
    expect(routeSettings.map(({ routeKey }) => routeKey)).to.deep.equal(Object.values(API_ROUTES));
    for (const { throttlingRateLimit, throttlingBurstLimit } of routeSettings) {
      expect(throttlingRateLimit).to.be.within(1, 50);
      expect(throttlingBurstLimit).to.be.within(1, 50);
    }
  });

  // Proves D-lambda.4
  it("keeps its access log, and the function's log with the audit entries, as long as the setting says", () => {
    const kept = ofType("aws:cloudwatch/logGroup:LogGroup").filter(
      ({ inputs }) => inputs.retentionInDays === 731,
    );
    expect(kept.map(({ inputs }) => inputs.name)).to.have.members([
      "/aws/lambda/ses-smtp-test-smtp-api",
      "/aws/vendedlogs/ses-smtp-test-smtp-api",
    ]);
  });

  it("has a role that reads and writes named attributes of credentials, reports compromises, and deletes credentials and holds", () => {
    const ofCredentials = statements().filter(({ Sid }) => !OF_EVENTS.test(Sid));
    expect(
      ofCredentials.map(({ Action, Condition }) => [
        Action,
        Condition["ForAllValues:StringEquals"]?.["dynamodb:LeadingKeys"],
      ]),
    ).to.deep.equal([
      ["dynamodb:Query", ["SMTP_USER"]],
      ["dynamodb:GetItem", ["SMTP_USER"]],
      ["dynamodb:UpdateItem", ["SMTP_USER"]],
      ["dynamodb:DeleteItem", ["SMTP_USER"]],
      ["dynamodb:UpdateItem", ["SMTP_HOLD"]],
      ["dynamodb:DeleteItem", ["SMTP_HOLD"]],
      ["dynamodb:UpdateItem", ["SMTP_ENABLED"]],
    ]);
  });

  it("has a role that reads and counts what was recorded about mail, and changes the suppression list", () => {
    const keys = ({ Condition = {} }: Partial<Statement>) =>
      Object.values(Condition).flatMap(condition => condition["dynamodb:LeadingKeys"] ?? []);
    const found = statements().filter(statement =>
      keys(statement).some(key => /^(EMAIL|SUPPRESSION)/.test(key)),
    );
    expect(found.map(statement => [statement.Sid, ...keys(statement)])).to.deep.equal([
      ["ReadEvents", "EMAIL_EVENT#*", "SUPPRESSION"],
      ["FindSuppressions", "SUPPRESSION"],
      ["AddSuppressions", "SUPPRESSION"],
      ["LiftSuppressions", "SUPPRESSION"],
      ["FindMarks", "EMAIL_MARK#*", "EMAIL_UNCOUNTED", "EMAIL_COUNT#*", "EMAIL_TOTAL"],
      ["ReadCounts", "EMAIL_COUNT#*"],
      ["WriteCounts", "EMAIL_COUNT#*", "EMAIL_TOTAL"],
      ["ForgetCounted", "EMAIL_UNCOUNTED"],
    ]);
  });

  it("has a role that never lists a password, and cannot write one or anything else of the manager's", () => {
    const attributes = (sid: string) =>
      statements().find(({ Sid }) => Sid === sid)?.Condition["ForAllValues:StringEquals"]?.[
        "dynamodb:Attributes"
      ];
    expect(attributes("ListCredentials")).not.to.include("encrypted_password");
    expect(attributes("ReadCredentials")).to.include("encrypted_password");
    expect(attributes("AskForChanges")).to.deep.equal([
      ...["PK", "SK", "status", "allowed_from_addresses", "description", "owner_email", "mailbox"],
      ...["valid_until", "rotation_days", "rotation_grace_days", "rotate_requested_at"],
      ...["compromised_at", "entity_type", "changed_by"],
    ]);
    const writes = statements().filter(({ Sid }) => !OF_EVENTS.test(Sid) && !/List|Read/.test(Sid));
    for (const { Sid, Condition } of writes)
      expect(Condition.StringEqualsIfExists, Sid).to.deep.equal({ "dynamodb:ReturnValues": "NONE" });
  });
});
