import { GetStagesCommand } from "@aws-sdk/client-apigatewayv2";
import { DescribeTableCommand } from "@aws-sdk/client-dynamodb";
import {
  GetAccessKeyLastUsedCommand,
  GetGroupCommand,
  GetRoleCommand,
  GetUserCommand,
} from "@aws-sdk/client-iam";
import { DescribeKeyCommand } from "@aws-sdk/client-kms";

import type { EmulatorClients } from "../emulator-client";
import type { FrontDoorRequest } from "../request";

/** What IAM's decision depends on of a user. */
export interface UserFacts {
  readonly arn: string;
  readonly boundary?: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** The actions after which a user's facts are read again. */
const USER_CHANGES = new Set([
  "CreateUser",
  "DeleteUser",
  "UpdateUser",
  "TagUser",
  "UntagUser",
  "PutUserPermissionsBoundary",
  "DeleteUserPermissionsBoundary",
]);

/** What IAM's decision depends on of a role. */
export interface RoleFacts {
  readonly arn: string;
  readonly boundary?: string;
}

/** What IAM's decision depends on of a table. */
export interface TableFacts {
  /** The name of its partition key. */
  readonly partitionKey: string | undefined;
  /** Of its customer-managed KMS key, if it has one. */
  readonly keyArn: string | undefined;
}

const ROLE_CHANGES = new Set([
  "CreateRole",
  "DeleteRole",
  "PutRolePermissionsBoundary",
  "DeleteRolePermissionsBoundary",
]);

const GROUP_CHANGES = new Set(["CreateGroup", "DeleteGroup", "UpdateGroup"]);
const TABLE_CHANGES = new Set(["CreateTable", "DeleteTable", "UpdateTable"]);
const KEY_CHANGES = new Set(["CreateAlias", "UpdateAlias", "DeleteAlias"]);

/** Facts about resources in the emulator, read once and again after a change that passes the front door. */
export class Resources {
  private readonly users = new Map<string, Promise<UserFacts | undefined>>();
  private readonly roles = new Map<string, Promise<RoleFacts | undefined>>();
  private readonly keyOwners = new Map<string, Promise<string | undefined>>();
  private readonly groupPaths = new Map<string, Promise<string | undefined>>();
  private readonly tables = new Map<string, Promise<TableFacts | undefined>>();
  private readonly stageNames = new Map<string, Promise<string[] | undefined>>();
  private readonly keyArns = new Map<string, Promise<string | undefined>>();

  constructor(private readonly clients: EmulatorClients) {}

  /** @returns undefined for a user that does not exist */
  async user(name: string): Promise<UserFacts | undefined> {
    return cached(this.users, name, async () => {
      const { User } = await this.clients.iam.send(new GetUserCommand({ UserName: name }));
      const boundary = User?.PermissionsBoundary?.PermissionsBoundaryArn;
      return {
        arn: User?.Arn ?? "",
        tags: Object.fromEntries((User?.Tags ?? []).map(({ Key = "", Value = "" }) => [Key, Value])),
        ...(boundary === undefined ? {} : { boundary }),
      };
    });
  }

  /** @returns undefined for a role that does not exist */
  async role(name: string): Promise<RoleFacts | undefined> {
    return cached(this.roles, name, async () => {
      const { Role } = await this.clients.iam.send(new GetRoleCommand({ RoleName: name }));
      const boundary = Role?.PermissionsBoundary?.PermissionsBoundaryArn;
      return { arn: Role?.Arn ?? "", ...(boundary === undefined ? {} : { boundary }) };
    });
  }

  /** @returns undefined for a table that does not exist */
  async table(name: string): Promise<TableFacts | undefined> {
    return cached(this.tables, name, async () => {
      const { Table } = await this.clients.dynamodb.send(new DescribeTableCommand({ TableName: name }));
      const key = Table?.SSEDescription?.KMSMasterKeyArn;
      return {
        partitionKey: Table?.KeySchema?.find(({ KeyType }) => KeyType === "HASH")?.AttributeName,
        keyArn: key === undefined || key.includes(":alias/aws/") ? undefined : await this.keyArn(key),
      };
    });
  }

  /** The ARN of a KMS key, given its ARN, ID or alias. */
  async keyArn(key: string): Promise<string | undefined> {
    return cached(this.keyArns, key, async () => {
      const { KeyMetadata } = await this.clients.kms.send(new DescribeKeyCommand({ KeyId: key }));
      return KeyMetadata?.Arn;
    });
  }

  /** The name of the user who has an access key; undefined if nobody has it. */
  async ownerOfKey(AccessKeyId: string): Promise<string | undefined> {
    return cached(this.keyOwners, AccessKeyId, async () => {
      const { UserName } = await this.clients.iam.send(new GetAccessKeyLastUsedCommand({ AccessKeyId }));
      return UserName;
    });
  }

  /** The path of a group; undefined if it does not exist. */
  async groupPath(name: string): Promise<string | undefined> {
    return cached(this.groupPaths, name, async () => {
      const { Group } = await this.clients.iam.send(new GetGroupCommand({ GroupName: name }));
      return Group?.Path;
    });
  }

  /** The names of an HTTP API's stages; none if it does not exist. */
  async stages(apiId: string): Promise<readonly string[]> {
    const found = await cached(this.stageNames, apiId, async () => {
      const { Items = [] } = await this.clients.apis.send(new GetStagesCommand({ ApiId: apiId }));
      return Items.map(({ StageName = "" }) => StageName);
    });
    return found ?? [];
  }

  /** Called after a request took effect. */
  forget({ service, action, form }: FrontDoorRequest): void {
    if (service === "iam" && USER_CHANGES.has(action)) this.users.delete(form.get("UserName") ?? "");
    if (service === "iam" && action === "UpdateUser") {
      this.users.delete(form.get("NewUserName") ?? "");
      this.keyOwners.clear();
    }
    if (service === "iam" && ROLE_CHANGES.has(action)) this.roles.delete(form.get("RoleName") ?? "");
    if (service === "iam" && GROUP_CHANGES.has(action)) this.groupPaths.clear();
    if (service === "dynamodb" && TABLE_CHANGES.has(action)) this.tables.clear();
    if (service === "apigateway") this.stageNames.clear();
    if (service === "kms" && KEY_CHANGES.has(action)) this.keyArns.clear();
  }
}

const NOT_FOUND = new Set([
  "NoSuchEntityException",
  "NotFoundException",
  "QueueDoesNotExist",
  "ResourceNotFoundException",
]);

/** What does not exist is not remembered: it may be created. */
export async function cached<T>(
  known: Map<string, Promise<T | undefined>>,
  name: string,
  read: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const reading = known.get(name) ?? read();
  known.set(name, reading);
  try {
    return await reading;
  } catch (thrown) {
    if (known.get(name) === reading) known.delete(name);
    if (thrown instanceof Error && NOT_FOUND.has(thrown.name)) return undefined;
    throw thrown;
  }
}
