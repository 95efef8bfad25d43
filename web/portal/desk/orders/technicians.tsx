// Who works on an order, or on several.
import type { ReactNode } from "react";
import type { Fault } from "../../api/action.ts";
import { graphql } from "../../api/graphql.ts";
import { useReading } from "../../api/reading.ts";
import { Loaded } from "../../ui/loaded.tsx";
import { Ticks } from "../ui/ticks.tsx";

const TECHNICIANS = graphql(`
  query Technicians {
    staffMembers(where: { isActive: true }, first: 100) {
      nodes {
        id
        name
      }
    }
  }
`);

interface Props {
  label: string;
  /** Those who do it now. */
  of?: { id: string }[];
  faults: Fault[];
}

export function Technicians({ label, of = [], faults }: Props): ReactNode {
  const reading = useReading(TECHNICIANS, {});
  return (
    <Loaded reading={reading} lines={3}>
      {({ staffMembers }) => (
        <Ticks
          label={label}
          name="technicianIds"
          options={(staffMembers?.nodes ?? []).map(({ id, name }) => [id, name])}
          chosen={of.map(({ id }) => id)}
          faults={faults}
        />
      )}
    </Loaded>
  );
}
