import { Alert, Button, Modal, ModalBody, ModalFooter, ModalHeader } from "@patternfly/react-core";
import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ask, type FieldError, type Method, Problem } from "../api/client";
import type { ClusterStatus, Plan } from "../api/types";
import { PlanList } from "../simulate/PlanList";
import type { Outcome } from "./actions";
import { follow } from "./follow";
import { PlanFailure } from "./PlanFailure";
import { Progress } from "./Progress";

interface EditDialogProps {
  title: string;
  verb: string;
  method: Extract<Method, "POST" | "PATCH">;
  path: string;
  /** The revision of what is changed: refused if somebody else changed it meanwhile. */
  revision?: number;
  body: unknown;
  /** What the form itself finds, before the node is asked. */
  wrong?: FieldError[];
  /** Which errors have a place in the form; the others are told above it. */
  hasField: (path: string) => boolean;
  /** Said when it is stored, and the cluster has come to rest. */
  done: string;
  /** What else is followed in the cluster. */
  until?: (now: ClusterStatus, answer: unknown) => Outcome;
  fields: (errors: FieldError[]) => ReactNode;
  onClose: () => void;
}

/** A form whose plan is asked for first; it is carried out only as it was planned. */
export function EditDialog(props: EditDialogProps) {
  const { title, verb, method, path, revision, body, done, onClose } = props;
  const text = JSON.stringify(body);
  const address = (query: string[]) => {
    const all = revision === undefined ? query : [...query, `revision=${revision}`];
    return all.length > 0 ? `${path}?${all.join("&")}` : path;
  };
  const plan = useMutation({
    mutationFn: async (asked: string) => ({ asked, plan: await ask<Plan>(method, address(["whatIf=true"]), JSON.parse(asked)) }),
  });
  const save = useMutation({
    mutationFn: async (planned: Plan) => ({ plan: planned, answer: await ask<unknown>(method, address([]), body) }),
  });
  const planned = plan.data?.asked === text && !plan.isPending ? plan.data.plan : null;
  const failure = save.error ?? plan.error;
  const told = plan.variables === text || save.isError ? failure : null;
  const errors = [...(props.wrong ?? []), ...(told instanceof Problem ? told.errors : [])];
  const elsewhere = told instanceof Problem ? told.errors.filter((each) => !props.hasField(each.path)) : [];
  const checked = () => {
    save.reset();
    plan.mutate(text);
  };
  return (
    <Modal isOpen variant="medium" onClose={onClose} aria-labelledby="edit-title" aria-describedby="edit-body">
      <ModalHeader title={title} labelId="edit-title" />
      <ModalBody id="edit-body" tabIndex={0} role="region" aria-label="Form">
        <div className="hf-stack">
          {told && !save.isError && <PlanFailure error={told} words={words(told, elsewhere)} />}
          {save.isError && (
            <Alert isInline component="h2" variant="danger" title="It was not done">
              {words(save.error, elsewhere)}
            </Alert>
          )}
          {save.isSuccess ? (
            <Progress outcome={follow(save.data.plan, done, props.until)} answer={save.data.answer} />
          ) : (
            props.fields(errors)
          )}
          {planned !== null && !save.isSuccess && (
            <section aria-label="What would happen" className="hf-stack">
              <PlanList plan={planned} />
            </section>
          )}
        </div>
      </ModalBody>
      <ModalFooter>
        {!save.isSuccess && (
          <Button
            variant="primary"
            isDisabled={(props.wrong ?? []).length > 0 || plan.isPending || save.isPending}
            onClick={planned !== null ? () => save.mutate(planned) : checked}
          >
            {planned !== null ? verb : "See what would happen"}
          </Button>
        )}
        <Button variant={save.isSuccess ? "primary" : "link"} onClick={onClose}>
          {save.isSuccess ? "Close" : "Cancel"}
        </Button>
      </ModalFooter>
    </Modal>
  );
}

function words(failure: Error, elsewhere: FieldError[]): string {
  if (!(failure instanceof Problem) || failure.errors.length === 0) {
    return failure.message;
  }

  return elsewhere.length > 0
    ? elsewhere.map((each) => `${each.path}: ${each.message}`).join("; ")
    : "What is wrong stands at each field.";
}
