import { useAct } from "./ActionProvider";
import type { Action } from "./actions";
import { RoleButton } from "./RoleButton";

export interface Offer {
  does: string;
  make: () => Action;
}

/** What can be done with something, a button each; every one shows its plan first. */
export function ActionButtons({ name, offers }: { name: string; offers: Offer[] }) {
  const act = useAct();
  return (
    <div className="hf-actions">
      {offers.map((each) => (
        <RoleButton
          key={each.does}
          asks={each.make()}
          size="sm"
          variant="secondary"
          aria-label={`${each.does} ${name}`}
          onClick={() => act(each.make())}
        >
          {each.does}…
        </RoleButton>
      ))}
    </div>
  );
}
