// How far nodes and monitors are with a package that was registered.
import { done, type Outcome, running } from "../action/actions";
import type { ClusterStatus, Group, Package, Registration, Resource } from "../api/types";
import { listed } from "../view/words";

/** The monitors of resources that are to follow, by the resources' names. */
export type Monitors = ReadonlyMap<string, number | null>;

const asTheyRun = (groups: Group[]): Resource[] =>
  groups.flatMap((group) => (group.instances.length > 0 ? group.instances.flatMap((each) => each.resources) : group.resources));

/** Those that run an older package of one of these types. */
export function monitorsOf(groups: Group[], found: Package): Monitors {
  const replaced = new Set(
    found.types.filter((each) => each.registeredVersion !== null && !each.samePackage).map((each) => each.name),
  );
  return new Map(
    asTheyRun(groups)
      .filter((each) => replaced.has(each.type) && each.state === "Online")
      .map((each) => [each.name, each.monitor.pid]),
  );
}

/** Done when every node that is up holds the package, and every monitor that ran an older one is another one. */
export const rolledOut = (registered: Registration, before: Monitors) => (now: ClusterStatus): Outcome => {
  const { packageHash, types, version } = registered;
  const up = now.nodes.filter((each) => each.state !== "Down" && each.state !== "Joining");
  const lacking = up.filter((each) => !each.packages.includes(packageHash)).map((each) => each.name);
  const left = asTheyRun(now.groups)
    .filter((each) => before.has(each.name) && each.state === "Online")
    .filter((each) => each.monitor.state !== "Running" || each.monitor.pid === before.get(each.name))
    .map((each) => each.name);
  const told = [
    `${types.map((each) => each.name).join(", ")} ${version} is registered`,
    `${up.length - lacking.length} of ${now.nodes.length} nodes hold the package`,
    ...(before.size > 0 ? [`${before.size - left.length} of ${before.size} monitors run it`] : []),
    ...(lacking.length > 0 ? [`still without it: ${listed(lacking)}`] : []),
    ...(left.length > 0 ? [`still to follow: ${listed(left)}`] : []),
    ...(up.length < now.nodes.length ? ["nodes that are down fetch it when they are up"] : []),
  ].join("; ");
  return lacking.length > 0 || left.length > 0 ? running(told) : done(told);
};
