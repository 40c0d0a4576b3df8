// What a form changed is followed in the cluster, until it is as it is wanted.
import type { ClusterStatus, Group, Plan } from "../api/types";
import { listed } from "../view/words";
import { done, failed, groupNamed, type Outcome, running } from "./actions";

type Until = (now: ClusterStatus, answer: unknown) => Outcome;

/** Groups that would go elsewhere, and those of which the plan says that something happens in them. */
export const groupsIn = (plan: Plan): string[] => [
  ...new Set([
    ...plan.groups.filter((each) => each.before !== each.after).map((each) => each.group),
    ...plan.steps.flatMap((each) => each.group ?? []),
  ].map((each) => each.split(":")[0]!)),
];

/** Whether the page's cluster already has what was stored. */
export const hasSeen = (now: ClusterStatus, answer: unknown): boolean =>
  now.revision >= ((answer as { revision?: number } | null | undefined)?.revision ?? 0);

/** Stored, and what the plan said would happen has come to rest; then what else is waited for. */
export const follow = (plan: Plan, text: string, until?: Until): Until => (now, answer) => {
  if (!hasSeen(now, answer)) {
    return running("It is stored; the nodes take it up");
  }

  const ended = atRest(plan, now);
  if (ended !== null) {
    return ended;
  }

  return until?.(now, answer) ?? done(text);
};

/** Null if every group that the plan is about is as it is wanted. */
function atRest(plan: Plan, now: ClusterStatus): Outcome | null {
  // On what is locked nothing is done, so nothing of it is waited for.
  const groups = groupsIn(plan).flatMap((name) => groupNamed(now, name) ?? []).filter((each) => !now.locked && !each.locked);
  const resources = groups.flatMap((each) => each.resources).filter((each) => each.state !== each.wanted && !each.locked);
  const broken = resources.find((each) => each.state === "Failed");
  const going = groups.filter((each) => isStillThere(each, plan));
  if (broken) {
    return failed(`It is stored, but ${broken.name} has failed: ${broken.reason}`);
  }

  const waiting = [
    ...resources.map((each) => `${each.name} is ${each.state}: ${each.reason}`),
    ...going.map((each) => `${each.name} is on ${each.owner ?? "no node"}: ${each.hindrance || each.reason}`),
  ];
  return waiting.length > 0 ? running(`It is stored. ${listed(waiting, 3)}`) : null;
}

/** Whether a group would go elsewhere, and has not left. */
const isStillThere = (group: Group, plan: Plan): boolean =>
  group.movingTo !== null ||
  plan.groups.some((each) => each.group === group.name && each.before !== each.after && each.before === group.owner);

/** An action that is done, and the groups that it sends elsewhere have left, too. */
export const withGroups = (plan: Plan | undefined, outcome: Until): Until => (now, answer) => {
  const told = outcome(now, answer);
  if (plan === undefined || told.kind !== "done") {
    return told;
  }

  const left = groupsIn(plan).filter((name) => {
    const group = groupNamed(now, name);
    return group !== undefined && isStillThere(group, plan);
  });
  return left.length > 0 ? running(`${told.text}. Still to go: ${listed(left)}`) : told;
};
