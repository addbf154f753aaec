// What the models of @microsoft/msgraph-beta-sdk do with the fake tenant: they write and read every type by its documented members.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  AllowedHostsValidator, BaseBearerTokenAuthenticationProvider, HttpMethod, RequestInformation,
} from "@microsoft/kiota-abstractions";
import { GraphBetaRequestAdapter } from "@microsoft/msgraph-beta-sdk";
import * as models from "@microsoft/msgraph-beta-sdk/models/index.js";
import { createODataErrorFromDiscriminatorValue } from "@microsoft/msgraph-beta-sdk/models/oDataErrors/index.js";
import { PageIterator } from "@microsoft/msgraph-sdk-core";

const root = process.env.ROOT + "/beta"; // https://localhost:PORT
const adapter = new GraphBetaRequestAdapter(new BaseBearerTokenAuthenticationProvider({
  getAuthorizationToken: async () => "a-token", getAllowedHostsValidator: () => new AllowedHostsValidator(),
}));
const errors = { XXX: createODataErrorFromDiscriminatorValue };

function request(method, path, model, serialize) {
  const made = new RequestInformation(method);
  made.URL = root + path;
  made.headers.add("Accept", "application/json");
  if (model) made.setContentFromParsable(adapter, "application/json", model, serialize);
  return made;
}

test("a type is told from its siblings, and keeps its values", async () => {
  const apps = "/deviceAppManagement/mobileApps";
  const sent = {
    odataType: "#microsoft.graph.iosLobApp", displayName: "an app", bundleId: "com.example.app",
    applicableDeviceType: { odataType: "#microsoft.graph.iosDeviceType", iPad: true, iPhoneAndIPod: false },
    expirationDateTime: new Date("2030-01-02T03:04:05.678Z"),
  };
  const made = await adapter.send(request(HttpMethod.POST, apps, sent, models.serializeIosLobApp),
    models.createMobileAppFromDiscriminatorValue, errors);
  const got = await adapter.send(request(HttpMethod.GET, `${apps}/${made.id}`), models.createMobileAppFromDiscriminatorValue, errors);
  assert.equal(got.odataType, "#microsoft.graph.iosLobApp");
  assert.equal(got.bundleId, "com.example.app");
  assert.equal(got.applicableDeviceType.iPad, true);
  assert.deepEqual(got.expirationDateTime, sent.expirationDateTime);
  assert.ok(got.createdDateTime instanceof Date);
  await adapter.sendNoResponseContent(request(HttpMethod.DELETE, `${apps}/${made.id}`), errors);
});

test("enums, dates and pages are read by their types", async () => {
  const scripts = "/deviceManagement/deviceComplianceScripts";
  const parent = await adapter.send(request(HttpMethod.POST, scripts, { displayName: "parent" }, models.serializeDeviceComplianceScript),
    models.createDeviceComplianceScriptFromDiscriminatorValue, errors);
  const states = `${scripts}/${parent.id}/deviceRunStates`;
  for (let i = 0; i < 120; i++) {
    const state = { detectionState: models.RunStateObject.ScriptError, lastSyncDateTime: new Date(Date.UTC(2030, 0, 1, 0, i)) };
    await adapter.send(request(HttpMethod.POST, states, state, models.serializeDeviceComplianceScriptDeviceState),
      models.createDeviceComplianceScriptDeviceStateFromDiscriminatorValue, errors);
  }
  const list = models.createDeviceComplianceScriptDeviceStateCollectionResponseFromDiscriminatorValue;
  const seen = [];
  const first = await adapter.send(request(HttpMethod.GET, states), list, errors);
  await new PageIterator(adapter, first, (state) => seen.push(state) > 0, list, errors).iterate();
  assert.equal(seen.length, 120);
  assert.ok(seen.every((state) => state.detectionState === models.RunStateObject.ScriptError));
  assert.deepEqual(seen[119].lastSyncDateTime, new Date(Date.UTC(2030, 0, 1, 0, 119)));
});

test("an error is the typed error", async () => {
  const missing = request(HttpMethod.GET, "/deviceManagement/deviceCategories/none");
  await assert.rejects(adapter.send(missing, models.createDeviceCategoryFromDiscriminatorValue, errors), (e) => {
    assert.equal(e.responseStatusCode, 404);
    assert.equal(e.errorEscaped.code, "ResourceNotFound");
    assert.ok(e.errorEscaped.innerError.requestId);
    return true;
  });
});
