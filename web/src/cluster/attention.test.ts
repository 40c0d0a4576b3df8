import { expect, test } from "vitest";
import type { Fence } from "../api/types";
import { cluster, group, node, quorum, resource, type } from "../view/samples";
import { attentionOf } from "./attention";

const told = (...changes: Parameters<typeof cluster>) => attentionOf(cluster(...changes)).map((each) => `${each.urgency}: ${each.what}`);

test("a cluster as it is wanted needs no attention", () => {
  expect(attentionOf(cluster({ nodes: [node()], groups: [group()], types: [type()] }))).toEqual([]);
});

test("a node that is down comes before a group that waits, and both have a next step", () => {
  const found = attentionOf(
    cluster({ groups: [group({ state: "Pending", reason: "starting" })], nodes: [node({ state: "Down", reason: "silent" })] }),
  );
  expect(found.map((each) => each.urgency)).toEqual(["danger", "warning"]);
  expect(found[0]!.what).toBe("Node n1 is Down: silent");
  expect(found.every((each) => each.next !== "" && each.to.startsWith("/"))).toBe(true);
});

test("a hindrance is more urgent for a group without an owner", () => {
  expect(told({ groups: [group({ hindrance: "no node", owner: null })] })).toEqual(["danger: Group web: no node"]);
  expect(told({ groups: [group({ hindrance: "wait" })] })).toEqual(["warning: Group web: wait"]);
});

test("a monitor's death is told apart from its resource's failure", () => {
  const monitor = { state: "Restarting", pid: null, id: null };
  expect(told({ groups: [group({ resources: [resource({ monitor })] })] })).toEqual([
    "info: The monitor of nginx is Restarting; nginx itself is Online",
  ]);
  expect(told({ groups: [group({ resources: [resource({ state: "Failed", reason: "exit 1" })] })] })).toEqual([
    "danger: Resource nginx has failed: exit 1",
  ]);
});

test("a type whose package is missing on a node that is up is told with its DLL", () => {
  const availability = [
    { node: "n1", available: false, reason: "package missing" },
    { node: "n2", available: false, reason: "the node is down" },
  ];
  expect(told({ types: [type({ availability })] })).toEqual([
    "warning: Type Acme.Web (Acme.Web.dll) cannot run on n1: package missing",
  ]);
});

test("a database without a spare vote, and what it complains about, is told", () => {
  const at = (more: Parameters<typeof quorum>[0]) => attentionOf(cluster(), quorum(more)).map((each) => `${each.urgency}: ${each.what}`);
  expect(at({})).toEqual([]);
  expect(at({ votes: 3, votesNeeded: 2, votesAnswering: 2, words: "w" })).toEqual(["warning: The database does not survive one more loss: w"]);
  expect(at({ votes: 3, votesNeeded: 2, votesAnswering: 1, hasQuorum: false, words: "w" })).toEqual(["danger: The database has no majority: w"]);
  expect(at({ alarms: ["NOSPACE"], warnings: ["it is large"] })).toEqual([
    "danger: The database raises the alarm NOSPACE", "warning: The database: it is large",
  ]);
});

test("a power-off that failed is told, and what to do about it", () => {
  const fence = (phase: string, letInTrouble = "") =>
    ({ node: "n1", phase, text: "the device did not answer", cutBy: ["san"], letInTrouble }) as unknown as Fence;
  expect(attentionOf(cluster({}), undefined, [fence("Confirmed"), fence("Running")])).toEqual([]);
  expect(attentionOf(cluster({}), undefined, [fence("Confirmed", "no route")])).toMatchObject([
    { urgency: "danger", what: "Node n1 is still cut off, and given nothing: no route", to: "/fence" },
  ]);
  expect(attentionOf(cluster({}), undefined, [fence("Failed")])).toMatchObject([
    { urgency: "danger", what: "Node n1 could not be powered off: the device did not answer", to: "/fence" },
  ]);
});
