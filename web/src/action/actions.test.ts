import { expect, test } from "vitest";
import { cluster, group, node, resource } from "../view/samples";
import { failResource, moveGroup, pauseNode, wantGroup } from "./actions";

const move = { id: "7", group: "web", target: "n2" };

test("a move is done when the coordinator took up that very move and the group is as wanted again", () => {
  const action = moveGroup("web", ["n2"], "n2");
  const at = (more: Parameters<typeof group>[0]) => action.outcome(cluster({ groups: [group(more)] }), move).kind;
  expect(at({ lastMoveId: "6", owner: "n2" })).toBe("running");
  expect(at({ lastMoveId: "7", movingTo: "n2" })).toBe("running");
  expect(at({ lastMoveId: "7", owner: "n2", state: "Pending" })).toBe("running");
  expect(at({ lastMoveId: "7", owner: "n2" })).toBe("done");
  expect(at({ lastMoveId: "7", lastMoveRefusal: "no room" })).toBe("failed");
  expect(action.outcome(cluster(), move).kind).toBe("failed");
});

test("a move asks for the chosen target, and for none where the coordinator chooses", () => {
  const action = moveGroup("a b", ["n2"]);
  expect([action.path, action.body]).toEqual(["groups/a%20b/move", {}]);
  expect(action.choice!.with("n2").body).toEqual({ target: "n2" });
  expect(action.plan).toMatchObject({ path: "groups/a%20b/move?whatIf=true" });
});

test("a group that fails on its way online is told at once", () => {
  const at = (state: string) => wantGroup("web", true).outcome(cluster({ groups: [group({ state })] }), null).kind;
  expect([at("Pending"), at("Failed"), at("Online")]).toEqual(["running", "failed", "done"]);
});

test("a failed resource is done with when it came back since, not before", () => {
  const before = resource({ since: "1" });
  const at = (more: Parameters<typeof resource>[0]) =>
    failResource(before).outcome(cluster({ groups: [group({ resources: [resource(more)] })] }), null).kind;
  expect(at({ since: "1" })).toBe("running");
  expect(at({ since: "2", state: "Failed" })).toBe("running");
  expect(at({ since: "2", state: "OnlinePending" })).toBe("running");
  expect(at({ since: "3" })).toBe("done");
});

test("a drain is done when the node owns nothing", () => {
  const at = (groups: string[]) =>
    pauseNode(node(), true).outcome(cluster({ nodes: [node({ wanted: "Drained", groups })] }), null).kind;
  expect([at(["web"]), at([])]).toEqual(["running", "done"]);
});

test("an instance of a parallel group is moved, and its resource failed, by its own name", () => {
  const at = (more: object) =>
    cluster({ groups: [group({ owner: null, instances: [{ name: "web:0", state: "Online", owner: "n2", movingTo: null, lastMoveId: "7", lastMoveRefusal: "", resources: [resource({ name: "nginx:0", since: "2" })], ...more }] } as never)] });
  const action = moveGroup("web:0", ["n2"], "n2");
  expect(action.path).toBe("groups/web%3A0/move");
  expect(action.outcome(at({}), move).kind).toBe("done");
  expect(action.outcome(at({ lastMoveId: "6" }), move).kind).toBe("running");
  expect(failResource(resource({ name: "nginx:0", since: "1" })).outcome(at({}), null).kind).toBe("done");
});
