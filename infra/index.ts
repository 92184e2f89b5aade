import * as pulumi from "@pulumi/pulumi";
import { currentAccount } from "./account";
import { createCredentials } from "./credentials";
import { createDispatcher } from "./dispatcher";
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
const dispatcher = createDispatcher(foundation, credentials.manager);
limitPublishers(account, failures, [credentials.manager.roleArn, dispatcher.roleArn]);

export = { ...store.outputs, ...identity.outputs, ...failures.outputs, ...credentials.outputs };
