import { expect } from "chai";

import {
  ACCOUNT,
  REGION,
  startFrontDoorFixture,
  type FrontDoorFixture,
} from "../../support/front-door/fixture";
import { createRoleCaller, type RoleCaller } from "../../support/front-door/role-caller";

const arn = (service: string, resource: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;

describe("a role's permissions to pass roles", () => {
  let fixture: FrontDoorFixture;
  let role: RoleCaller;
  before(async () => {
    fixture = await startFrontDoorFixture();
    role = await createRoleCaller(fixture, "worker");
  });
  after(() => fixture?.close());

  it("for a schedule include passing its role to Scheduler", async () => {
    const RoleArn = `arn:aws:iam::${ACCOUNT}:role/scheduled`;
    const create = () =>
      role.request("scheduler", {
        path: "/schedules/wake",
        body: { GroupName: "ours", Target: { Arn: arn("lambda", "function:worker"), RoleArn } },
      });
    const schedule = { Action: "scheduler:CreateSchedule", Resource: arn("scheduler", "schedule/ours/*") };
    const pass = (service: string) => ({
      Action: "iam:PassRole",
      Resource: RoleArn,
      Condition: { StringEquals: { "iam:PassedToService": service } },
    });
    await role.permit(schedule);
    expect((await create()).body).to.include("iam:PassRole on resource: " + RoleArn);
    await role.permit(schedule, pass("lambda.amazonaws.com"));
    expect((await create()).status).to.equal(403);
    await role.permit(schedule, pass("scheduler.amazonaws.com"));
    expect((await create()).body).to.not.include("not authorized");
    await role.permit({ ...schedule, Resource: arn("scheduler", "schedule/default/*") }, pass("*"));
    expect((await create()).body).to.include("scheduler:CreateSchedule");
  });

  it("for a function or a rule include passing its role to the service", async () => {
    const Role = `arn:aws:iam::${ACCOUNT}:role/service/worker`;
    const pass = (service: string) => ({
      Action: "iam:PassRole",
      Resource: Role,
      Condition: { StringEquals: { "iam:PassedToService": service } },
    });
    const requests = [
      [
        "lambda.amazonaws.com",
        "lambda",
        { path: "/2015-03-31/functions", body: { FunctionName: "f", Role } },
      ],
      [
        "lambda.amazonaws.com",
        "lambda",
        { method: "PUT", path: "/2015-03-31/functions/f/configuration", body: { Role } },
      ],
      [
        "events.amazonaws.com",
        "events",
        {
          path: "/",
          target: "AWSEvents.PutTargets",
          body: { Rule: "r", Targets: [{ Id: "1", Arn: arn("sqs", "q"), RoleArn: Role }] },
        },
      ],
    ] as const;
    for (const [principal, service, parts] of requests) {
      const all = { Action: [`${service}:*`] };
      await role.permit(all);
      expect((await role.request(service, parts)).body).to.include("iam:PassRole on resource: " + Role);
      await role.permit(all, pass("ec2.amazonaws.com"));
      expect((await role.request(service, parts)).body).to.include("iam:PassRole on resource: " + Role);
      await role.permit(all, pass(principal));
      expect((await role.request(service, parts)).body).to.not.include("not authorized");
    }
    await role.permit({ Action: "lambda:CreateFunction", Resource: arn("lambda", "function:other") });
    expect((await role.request(...([requests[0][1], requests[0][2]] as const))).body).to.include(
      "lambda:CreateFunction on resource: " + arn("lambda", "function:f"),
    );
  });
});
