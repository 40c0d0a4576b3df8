// Which role an action needs, by what it asks the API. The node decides; the page only says it before.
import type { Method } from "../api/client";

export type Role = "Viewer" | "Operator" | "Administrator";

const RANK: Record<Role, number> = { Viewer: 0, Operator: 1, Administrator: 2 };

/** What an Operator may do; every other change needs an Administrator. */
export const OPERATES: ReadonlySet<string> = new Set([
  "POST cluster/lock",
  "POST cluster/unlock",
  "POST groups/{name}/clear",
  "POST groups/{name}/lock",
  "POST groups/{name}/move",
  "POST groups/{name}/offline",
  "POST groups/{name}/online",
  "POST groups/{name}/unlock",
  "POST nodes/{name}/clear",
  "POST nodes/{name}/lock",
  "POST nodes/{name}/pause",
  "POST nodes/{name}/resume",
  "POST nodes/{name}/unlock",
  "POST resources/{name}/clear",
  "POST resources/{name}/control/{control}",
  "POST resources/{name}/fail",
  "POST resources/{name}/lock",
  "POST resources/{name}/offline",
  "POST resources/{name}/online",
  "POST resources/{name}/unlock",
]);

/** What is read that not everybody may read. */
export const SEEN_BY_ADMINISTRATORS: ReadonlySet<string> = new Set([
  "cluster/backup", "fence/agents", "packages/{hash}", "people", "state", "tokens",
]);

const NAMED = ["groups", "nodes", "resources"];

/** "POST groups/{name}/move" for a path such as groups/web/move. */
function endpoint(method: Method, path: string): string {
  const [noun = "", ...rest] = path.split("?")[0]!.split("/");
  const parts = NAMED.includes(noun) ? rest.map((each, at) => ["{name}", each, "{control}"][at] ?? each) : rest;
  return `${method} ${[noun, ...parts].join("/")}`;
}

export const neededFor = (method: Method, path: string): Role =>
  method === "GET" && !SEEN_BY_ADMINISTRATORS.has(path) ? "Viewer" : OPERATES.has(endpoint(method, path)) ? "Operator" : "Administrator";

/** Why somebody with a role may not do it; null if they may, and as long as the role is not known. */
export function whyNot(role: string | undefined, needed: Role): string | null {
  const rank = RANK[role as Role] as number | undefined;
  return rank === undefined || rank >= RANK[needed] ? null : `This needs the role ${needed}; you are signed in as ${role}.`;
}
