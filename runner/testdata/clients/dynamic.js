// What @microsoft/microsoft-graph-client does with the fake tenant: it asks by paths, and looks at answers as they are.
import assert from "node:assert/strict";
import { test } from "node:test";
import { BatchRequestContent, BatchResponseContent, Client, GraphError, PageIterator } from "@microsoft/microsoft-graph-client";

const root = process.env.ROOT; // https://localhost:PORT
const client = Client.init({
  baseUrl: root + "/", defaultVersion: "beta", customHosts: new Set(["localhost"]), authProvider: (done) => done(null, "a-token"),
});
const categories = "/deviceManagement/deviceCategories";

test("an object is created, read, changed and deleted", async () => {
  const made = await client.api(categories).post({ displayName: "one", "@odata.type": "#microsoft.graph.deviceCategory" });
  assert.ok(made.id);
  assert.equal((await client.api(`${categories}/${made.id}`).get()).displayName, "one");
  assert.equal((await client.api(`${categories}/${made.id}`).update({ displayName: "two" })).displayName, "two");
  const found = await client.api(categories).filter("displayName eq 'two'").select("displayName").count(true).get();
  assert.equal(found["@odata.count"], 1);
  assert.equal(found.value[0].displayName, "two");
  assert.equal(await client.api(`${categories}/$count`).responseType("text").get(), "1");
  assert.equal(await client.api(`${categories}/${made.id}`).delete(), undefined);
  await assert.rejects(client.api(`${categories}/${made.id}`).get(), (e) => e instanceof GraphError && e.statusCode === 404);
});

test("an error has status, code, message and request id", async () => {
  await assert.rejects(client.api(categories).post({ displayName: 7 }), (e) => {
    assert.ok(e instanceof GraphError);
    assert.equal(e.statusCode, 400);
    assert.equal(e.code, "ModelValidationFailure");
    assert.match(e.message, /displayName/);
    assert.ok(e.requestId);
    return true;
  });
});

test("250 objects are made in batches, and come in pages", async () => {
  const scripts = "/deviceManagement/deviceComplianceScripts";
  const parent = await client.api(scripts).post({ displayName: "parent" });
  const states = `${scripts}/${parent.id}/deviceRunStates`;
  for (let from = 0; from < 250; from += 10) {
    const steps = Array.from({ length: 10 }, (_, i) => ({
      id: String(i + 1),
      request: new Request(`${root}${states}`, {
        method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ scriptOutput: String(from + i) }),
      }),
    }));
    const batch = new BatchRequestContent(steps);
    const content = new BatchResponseContent(await client.api("/$batch").post(await batch.getContent()));
    for (const [, answer] of content.getResponses()) assert.equal(answer.status, 201);
  }
  const seen = [];
  const first = await client.api(states).get();
  await new PageIterator(client, first, (state) => seen.push(state.scriptOutput) > 0).iterate();
  assert.deepEqual(seen, Array.from({ length: 250 }, (_, i) => String(i)));
});

test("requests of a batch wait for others, and fail with them", async () => {
  // The batch takes off all up to the host: what is left is relative to the root of the version.
  const step = (id, path, dependsOn) => ({ id, request: new Request(`${root}${path}`, { method: "GET" }), dependsOn });
  const batch = new BatchRequestContent([step("1", categories), step("2", `${categories}/none`, ["1"]), step("3", categories, ["2"])]);
  const content = new BatchResponseContent(await client.api("/$batch").post(await batch.getContent()));
  assert.deepEqual(["1", "2", "3"].map((id) => content.getResponseById(id).status), [200, 404, 424]);
});

test("what the service does not have is refused", async () => {
  for (const path of [`${categories}/delta`, `${categories}?$search=x`]) {
    await assert.rejects(client.api(path).get(), (e) => e instanceof GraphError && e.statusCode === 501);
  }
});
