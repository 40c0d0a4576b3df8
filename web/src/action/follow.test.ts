import { expect, test } from "vitest";
import type { Plan, Registration } from "../api/types";
import { rolledOut } from "../type/rollout";
import { cluster, group, node, resource } from "../view/samples";
import { done, running } from "./actions";
import { follow, withGroups } from "./follow";
import { clearGroup, clearResource } from "./maintenance";

const plan = (more: Partial<Plan> = {}): Plan => ({ settled: true, steps: [], groups: [], ...more });
const at = (...resources: Parameters<typeof resource>[0][]) =>
  cluster({ revision: 5, groups: [group({ resources: resources.map(resource) })] } as never);

test("what changes nothing else is done when the page has seen it, not before", () => {
  const outcome = follow(plan(), "It is changed");
  expect(outcome(at(), { revision: 6 }).kind).toBe("running");
  expect(outcome(at(), { revision: 5 })).toEqual(done("It is changed"));
});

test("a group of which the plan says that something happens is followed until its resources are as they are wanted", () => {
  const step = { afterMs: 0, node: "n1", kind: "ResourceOnline", group: "web", resource: "nginx", message: "" };
  const outcome = follow(plan({ steps: [step] }), "done");
  const kind = (more: Parameters<typeof resource>[0]) => outcome(at({ wanted: "Online", ...more }), null).kind;
  expect([kind({ state: "Offline" }), kind({ state: "OnlinePending" }), kind({ state: "Online" })]).toEqual(["running", "running", "done"]);
  expect(outcome(at({ wanted: "Online", state: "Failed", reason: "exit 1" }), null)).toMatchObject({ kind: "failed" });
});

test("a group that would go elsewhere is followed until it has left; then what else is waited for", () => {
  const moved = { group: "web", before: "n1", after: "n2", hindrance: "" };
  const outcome = follow(plan({ groups: [moved] }), "done", () => running("more"));
  const owned = (owner: string) => outcome(cluster({ revision: 1, groups: [group({ owner })] } as never), null);
  expect(owned("n1").text).toContain("web is on n1");
  expect(owned("n2")).toEqual(running("more"));
});

test("an action is done when the groups that it sends elsewhere have left", () => {
  const moved = { group: "web", before: "n1", after: "n2", hindrance: "" };
  const outcome = withGroups(plan({ groups: [moved] }), () => done("Resumed"));
  const owned = (owner: string) => outcome(cluster({ groups: [group({ owner })] }), null);
  expect([owned("n1"), owned("n2")]).toEqual([running("Resumed. Still to go: web"), done("Resumed")]);
});

test("failures are cleared when none is counted, and what had failed was tried since", () => {
  const before = resource({ state: "Failed", since: "1" });
  const kind = (more: Parameters<typeof resource>[0]) =>
    clearResource(before).outcome(at({ restarts: 0, isolatedUntil: null, ...more }), null).kind;
  expect(kind({ restarts: 2 })).toBe("running");
  expect(kind({ state: "Failed", since: "1" })).toBe("running");
  expect(kind({ state: "OnlinePending", since: "2" })).toBe("running");
  expect(kind({ state: "Failed", since: "3" })).toBe("failed");
  expect(kind({ state: "Online", since: "3" })).toBe("done");
  expect(kind({ state: "Failed", since: "1", locked: true })).toBe("done");
  const counted = (failovers: never[]) =>
    clearGroup(group()).outcome(cluster({ groups: [group({ failovers, instances: [] })] }), null).kind;
  expect([counted([{} as never]), counted([])]).toEqual(["running", "done"]);
});

test("a package is rolled out when every node that is up holds it and every monitor is another one", () => {
  const registered = { packageHash: "h", types: [{ name: "Acme.Web" }], version: "2" } as Registration;
  const outcome = rolledOut(registered, new Map([["nginx", 7]]));
  const with_ = (packages: string[], pid: number) =>
    outcome(cluster({
      nodes: [node({ packages }), node({ name: "n2", state: "Down", packages: [] })],
      groups: [group({ instances: [], resources: [resource({ monitor: { state: "Running", pid, id: "m" } })] })],
    }));
  expect(with_([], 8)).toMatchObject({ kind: "running", text: expect.stringContaining("still without it: n1") as string });
  expect(with_(["h"], 7)).toMatchObject({ kind: "running", text: expect.stringContaining("still to follow: nginx") as string });
  expect(with_(["h"], 8)).toEqual(done("Acme.Web 2 is registered; 1 of 2 nodes hold the package; 1 of 1 monitors run it; nodes that are down fetch it when they are up"));
});
