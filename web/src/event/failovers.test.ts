import { expect, test } from "vitest";
import type { ClusterEvent } from "../api/types";
import { failoversOf } from "./failovers";

const told = (ms: number, node: string, kind: string, message: string, more: Partial<ClusterEvent> = {}) =>
  ({ id: `${ms} ${kind}`, at: new Date(ms).toISOString(), node, kind, message, group: null, resource: null, ...more }) as ClusterEvent;
const about = (resource: string | null = null) => ({ group: "web", resource });

const STARTED = [
  told(0, "n1", "GroupAssigned", "Group web goes to n2: it is new", about()),
  told(100, "n2", "ResourcePending", "a is brought online", about("a")),
  told(200, "n2", "ResourceOnline", "a is Online", about("a")),
];
const LOST = [
  told(5000, "n1", "NodeDown", "Node n2 is down: nothing of it runs any more", {}),
  told(5000, "n1", "NodeDown", "Node n9 is down: nothing of it runs any more", {}),
  told(5010, "n1", "GroupAssigned", "Group web goes from n2 to n3: n2 is down, and nothing of it runs", about()),
  told(5300, "n3", "ResourcePending", "a is brought online", about("a")),
  told(6100, "n3", "ResourceOnline", "a is Online", about("a")),
];

test("a first placement is no failover", () => expect(failoversOf(STARTED)).toEqual([]));

test("a node's loss, the decision, the taking up and each start are bars on one scale", () => {
  const [found, ...others] = failoversOf([...STARTED, ...LOST]);
  expect(others).toEqual([]);
  expect([found!.group, found!.whole]).toEqual(["web", 1100]);
  expect(found!.bars).toEqual([
    { text: "Node n2 is down: nothing of it runs any more", from: 0, to: 0 },
    { text: "decided where it goes", from: 0, to: 10 },
    { text: "n3 takes it up", from: 10, to: 300 },
    { text: "a comes online on n3", from: 300, to: 1100 },
  ]);
});

test("what follows belongs to the next failover, newest first; a start that failed says so", () => {
  const again = [
    told(9000, "n3", "ResourceFailed", "a has failed", about("a")),
    told(9100, "n1", "GroupFailover", "web leaves n3", about()),
    told(9200, "n1", "GroupAssigned", "Group web goes from n3 to n1", about()),
    told(9300, "n1", "ResourcePending", "a is brought online", about("a")),
    told(9400, "n1", "ResourceFailed", "a has failed", about("a")),
  ];
  const found = failoversOf([...STARTED, ...LOST, ...again]);
  expect(found.map((each) => each.bars.at(-1)!.text)).toEqual(["a fails on n1", "a comes online on n3"]);
  expect(found[0]!.bars.slice(0, 2).map((each) => each.text)).toEqual(["a has failed", "web leaves n3"]);
});
