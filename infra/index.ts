import * as pulumi from "@pulumi/pulumi";
import { currentAccount } from "./account";
import { createCredentials } from "./credentials";
import { useExistingStore } from "./existing-store";
import { createFailures, limitPublishers } from "./failures";
import type { Foundation } from "./foundation";
import { createIdentity } from "./identity";
import { readSettings } from "./settings";
import { createStore } from "./store";

const stack = pulumi.getStack();
const settings = readSettings(pulumi.runtime.allConfig(), stack);

const account = currentAccount();
const store =
  settings.tableName === undefined ? createStore(settings) : useExistingStore(settings.tableName, settings);
const identity = createIdentity(settings, account);
const failures = createFailures();
const foundation: Foundation = { stack, settings, account, store, identity, failures };

const credentials = createCredentials(foundation);
limitPublishers(failures, [credentials.managerRoleArn]);

export = { ...store.outputs, ...identity.outputs, ...failures.outputs, ...credentials.outputs };
