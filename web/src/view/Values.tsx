import { Tooltip } from "@patternfly/react-core";
import { formatTime } from "./time";

/** A time as people read it; the exact one is in its title. */
export function Since({ at }: { at: string | null }) {
  return at === null ? (
    <span>never</span>
  ) : (
    <time dateTime={at} title={at}>
      {formatTime(at, new Date())}
    </time>
  );
}

const HASH_SHOWN = 12;

/** What people asked for; said plainly, so that it is not taken for how things are. */
export function Wanted({ state, locked }: { state: string; locked: boolean }) {
  return <>{locked ? `${state}, locked` : state}</>;
}

/** A node, and since when it is as it is. */
export function OwnedSince({ owner, since }: { owner: string | null; since: string | null }) {
  return (
    <>
      <span data-owner>
        <Words text={owner} />
      </span>
      <span className="hf-second">
        since <Since at={since} />
      </span>
    </>
  );
}

/** The beginning of a SHA-256; all of it on hover and focus. */
export function Hash({ value }: { value: string }) {
  return (
    <Tooltip content={`SHA-256 ${value}`}>
      <button type="button" className="hf-hash" aria-label={`SHA-256 ${value}`}>
        {value.slice(0, HASH_SHOWN)}
      </button>
    </Tooltip>
  );
}

/** A resource type by its registered name, with the DLL behind it. Always both, whatever happens to monitors. */
export function TypeName({ name, dll }: { name: string; dll: string }) {
  return (
    <span className="hf-type">
      <span data-type-name>{name}</span> <code data-type-dll>{dll}</code>
    </span>
  );
}

/** Words, or a dash for readers who see and "none" for those who hear. */
export function Words({ text }: { text: string | null | undefined }) {
  return text ? <>{text}</> : <span aria-label="none">–</span>;
}
