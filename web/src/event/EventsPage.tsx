import { Alert, Button, Card, CardBody, CardTitle, FormSelect, FormSelectOption, Label, TextInput } from "@patternfly/react-core";
import { useState } from "react";
import { useEvents, useOlderEvents } from "../api/eventQueries";
import type { ClusterEvent } from "../api/types";
import { PageFrame } from "../view/PageFrame";
import { type Column, Rows, type Seek } from "../view/Rows";
import { Since, Words } from "../view/Values";
import { FailoverPicture } from "./FailoverPicture";
import { failoversOf } from "./failovers";
import { type EventFilter, fitting, subjects } from "./filter";

const PICTURES = 2;
const LEVELS = { info: "info", warning: "warning", error: "danger" } as const;

export function EventsPage() {
  const read = useEvents();
  const [filter, setFilter] = useState<EventFilter>({ text: "", level: "", about: "" });
  const [seek, setSeek] = useState<Seek | null>(null);
  const newest = read.data?.events ?? [];
  const older = useOlderEvents(newest[0]?.id ?? "", filter.level, filter.about);
  const events = [...(older.data?.pages ?? []).toReversed().flatMap((each) => each.events), ...newest];
  const failovers = failoversOf(events)
    .filter((each) => filter.about === "" || each.group === filter.about)
    .slice(0, PICTURES);
  const found = fitting(events, filter);
  const byId = new Map(events.map((each) => [each.id, each]));
  return (
    <PageFrame title="Events" about="What happened, newest first, each with what caused it.">
      {read.isError && <Alert isInline variant="warning" title={`They cannot be read now: ${read.error.message}`} />}
      {failovers.length > 0 && (
        <Card>
          <CardTitle component="h2">The last failovers and moves</CardTitle>
          <CardBody>
            <div className="hf-stack">
              {failovers.map((each) => (
                <FailoverPicture key={each.id} failover={each} />
              ))}
            </div>
          </CardBody>
        </Card>
      )}
      <Filters filter={filter} names={subjects(events)} onChange={setFilter} />
      <p role="status">
        {found.length} of the last {events.length} events
      </p>
      <Rows
        label="Events"
        rows={found}
        columns={columns(byId, (cause) => setSeek({ key: cause.id, element: `event-${cause.id}` }))}
        seek={seek}
        keyOf={(each) => each.id}
        empty="No event fits."
      />
      {older.isError && <Alert isInline variant="warning" title={`Older ones cannot be read now: ${older.error.message}`} />}
      {older.data && !older.hasNextPage ? (
        <p>No older ones are kept{filter.level + filter.about === "" ? "" : " that fit"}.</p>
      ) : (
        <div>
          <Button variant="secondary" isDisabled={older.isFetching || newest.length === 0} onClick={() => void older.fetchNextPage()}>
            {older.isFetching ? "Asking for older ones…" : "Older events"}
          </Button>
        </div>
      )}
    </PageFrame>
  );
}

const columns = (byId: Map<string, ClusterEvent>, onShow: (cause: ClusterEvent) => void): Column<ClusterEvent>[] => [
  {
    head: "Time",
    cell: (each) => (
      <span className="hf-time" id={`event-${each.id}`} tabIndex={-1}>
        <Since at={each.at} />
      </span>
    ),
  },
  {
    head: "Level",
    cell: (each) => (
      <Label variant="outline" status={LEVELS[each.level as keyof typeof LEVELS] ?? "info"}>
        {each.level}
      </Label>
    ),
  },
  { head: "Kind", cell: (each) => each.kind },
  { head: "Node", cell: (each) => <Words text={each.node} /> },
  { head: "About", cell: (each) => <Words text={each.resource ?? each.group ?? each.type} /> },
  { head: "What happened", cell: (each) => each.message },
  { head: "Cause", cell: (each) => <Cause cause={each.cause ? byId.get(each.cause) : undefined} onShow={onShow} /> },
];

/** Leads to the event that caused this one. */
function Cause({ cause, onShow }: { cause: ClusterEvent | undefined; onShow: (cause: ClusterEvent) => void }) {
  if (cause === undefined) {
    return <Words text="" />;
  }

  return (
    <Button variant="link" isInline onClick={() => onShow(cause)}>
      {cause.kind}
    </Button>
  );
}

interface FiltersProps {
  filter: EventFilter;
  names: string[];
  onChange: (filter: EventFilter) => void;
}

function Filters({ filter, names, onChange }: FiltersProps) {
  return (
    <div className="hf-filters" role="search">
      <label>
        Words
        <TextInput value={filter.text} aria-label="Words" onChange={(_, text) => onChange({ ...filter, text })} />
      </label>
      <label>
        Level
        <FormSelect value={filter.level} aria-label="Level" onChange={(_, level) => onChange({ ...filter, level })}>
          <FormSelectOption value="" label="every level" />
          {Object.keys(LEVELS).map((level) => (
            <FormSelectOption key={level} value={level} label={level} />
          ))}
        </FormSelect>
      </label>
      <label>
        About
        <FormSelect value={filter.about} aria-label="About" onChange={(_, about) => onChange({ ...filter, about })}>
          <FormSelectOption value="" label="everything" />
          {names.map((name) => (
            <FormSelectOption key={name} value={name} label={name} />
          ))}
        </FormSelect>
      </label>
    </div>
  );
}
