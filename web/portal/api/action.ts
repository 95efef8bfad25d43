// A change that a person makes: whether it is under way, what was refused at which field, and what else went wrong.
import { useState } from "react";
import { useClient, type AnyVariables, type DocumentInput } from "urql";
import { t } from "../words/words.ts";
import { warn } from "./warnings.ts";

export interface Fault {
  code: string;
  message: string;
  field: string[] | null;
}

interface Payload {
  userErrors: Fault[];
  warnings?: { message: string }[];
}

export interface Action<Input, Result> {
  run: (input: Input) => Promise<Result | undefined>;
  isUnderWay: boolean;
  faults: Fault[];
  /** Shown above a form: faults of no field of it, or of the request itself. */
  problem: string;
  forgetFaults: () => void;
}

/**
 * The mutation `document`, whose one field takes `input`. `run` gives the payload, or undefined where it was refused.
 * The warnings of a change that was made are shown on the page, whatever becomes of its form.
 * Faults at `fields` are shown there; all others are the `problem`.
 */
export function useAction<Data extends object, Input extends object>(
  document: DocumentInput<Data, { input: Input } & AnyVariables>,
  fields: string[] = [],
): Action<Input, Data[keyof Data]> {
  const client = useClient();
  const [isUnderWay, setUnderWay] = useState(false);
  const [faults, setFaults] = useState<Fault[]>([]);
  const [failure, setFailure] = useState("");

  async function run(input: Input): Promise<Data[keyof Data] | undefined> {
    setUnderWay(true);
    setFaults([]);
    setFailure("");
    const variables = { input } as { input: Input } & AnyVariables;
    const { data, error } = await client.mutation(document, variables).toPromise();
    setUnderWay(false);
    const payload = data ? (Object.values(data)[0] as (Data[keyof Data] & Payload) | null) : undefined;
    if (!payload) {
      setFailure(
        error?.graphQLErrors[0]?.message ?? t("The server cannot be reached at the moment. Please try again."),
      );
      return undefined;
    }
    setFaults(payload.userErrors);
    warn(payload.warnings?.map(({ message }) => message) ?? []);
    return payload.userErrors.length > 0 ? undefined : payload;
  }

  const others = faults.filter((fault) => !fields.includes(nameOf(fault)));
  return {
    run,
    isUnderWay,
    faults,
    problem: failure || others.map(({ message }) => message).join(" "),
    forgetFaults() {
      setFaults([]);
      setFailure("");
    },
  };
}

/** A key for one press of a button, which is sent again when the network repeats the request. */
export const newKey = (): string => crypto.randomUUID();

/** The messages of the faults at one input, such as `newAsset.name`. */
export const faultsAt = (faults: Fault[], name: string): string =>
  faults
    .filter((fault) => nameOf(fault) === name)
    .map(({ message }) => message)
    .join(" ");

const nameOf = (fault: Fault): string => fault.field?.join(".") ?? "";
