import { DescriptionList } from "@patternfly/react-core";
import { useProcesses } from "../api/queries";
import type { Resource, RunningProcess } from "../api/types";
import { Item } from "../view/Item";
import { formatAfter } from "../view/time";
import { Hash, Since, Words } from "../view/Values";
import { Deaths } from "./Deaths";
import { inWords } from "./dependencies";
import { PollStrip } from "./PollStrip";
import { ResourceInstances } from "./ResourceInstances";

/** All there is to say of a resource: why it is so, its processes, its properties, its policy. */
export function ResourceDetail({ resource }: { resource: Resource }) {
  return resource.instances.length > 0 ? <ResourceInstances resource={resource} /> : <One resource={resource} />;
}

function One({ resource }: { resource: Resource }) {
  const { policy } = resource;
  const running = useProcesses(resource.name).data?.processes ?? [];
  const properties = Object.entries((resource.properties ?? {}) as Record<string, unknown>);
  return (
    <DescriptionList isHorizontal isCompact aria-label={`About ${resource.name}`} columnModifier={{ lg: "2Col" }}>
      <Item term="Why">
        <Words text={resource.reason} />
      </Item>
      <Item term="Health">
        <Words text={[resource.health, resource.statusText].filter((text) => text !== "").join("; ")} />
      </Item>
      <Item term="Group">{resource.group}</Item>
      <Item term="Needs">
        <Words text={inWords(resource.dependsOn)} />
      </Item>
      <Item term="Package">
        {resource.dll} <Hash value={resource.packageHash} />
      </Item>
      <Item term="Monitor">
        {resource.monitor.state}
        {resource.monitor.pid !== null && `, process ${resource.monitor.pid} (${resource.monitor.id})`}
        {about(running, "monitor")}
        {resource.isolatedUntil && ", isolated for now"}
        <Deaths of="monitor" name={resource.name} />
      </Item>
      <Item term="Guard">
        {resource.guard ? `process ${resource.guard.pid}` : "none"}
        {about(running, "guard")}
        <Deaths of="guard" name={resource.group} />
      </Item>
      <Item term="Processes">
        <Words text={resource.processes.map((each) => `${each.pid}${about(running, "resource", each.pid)}`).join("; ")} />
      </Item>
      <Item term="Health polls">
        <PollStrip resource={resource.name} made={resource.polls} />
      </Item>
      <Item term="Restarts here">
        {resource.restarts} of {policy.restartThreshold} in {policy.restartPeriod}
        {resource.retryAt && (
          <>
            , next try at <Since at={resource.retryAt} />
          </>
        )}
      </Item>
      <Item term="When it fails">{policy.restartAction}</Item>
      <Item term="Polled">
        every {policy.looksAlivePollInterval}, thoroughly every {policy.isAlivePollInterval}
      </Item>
      {properties.map(([name, value]) => (
        <Item key={name} term={name}>
          <code>{typeof value === "string" ? value : JSON.stringify(value)}</code>
          {resource.fromNextOnline.includes(name) && " (from the next online)"}
        </Item>
      ))}
    </DescriptionList>
  );
}

/** How long a process runs, and its memory. */
function about(running: RunningProcess[], role: string, pid?: number): string {
  const found = running.find((each) => each.role === role && (pid === undefined || each.pid === pid));
  return found ? `, up ${formatAfter(found.uptimeSeconds * 1000)}, ${(found.memoryBytes / 2 ** 20).toFixed(1)} MiB` : "";
}
