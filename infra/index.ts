import * as pulumi from "@pulumi/pulumi";
import { currentAccount } from "./account";
import { createCredentials } from "./credentials";
import { useExistingStore } from "./existing-store";
import { createFailures, limitPublishers } from "./failures";
import { createIdentity } from "./identity";
import { stackOutputs } from "./outputs";
import { readSettings } from "./settings";
import { createStore } from "./store";

const settings = readSettings(pulumi.runtime.allConfig(), pulumi.getStack());
const account = currentAccount();
const store =
  settings.tableName === undefined ? createStore(settings) : useExistingStore(settings.tableName, settings);
const identity = createIdentity(settings);
const failures = createFailures();
const credentials = createCredentials(settings, account, store, identity, failures);
limitPublishers(failures, [credentials.managerRoleArn]);

export = stackOutputs(settings, { account, store, identity, failures, credentials });
