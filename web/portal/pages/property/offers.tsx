// Offers for a listing: made, raised and taken back by applicants, and answered by the owners or staff.
import type { ReactNode } from "react";
import { useAction, type Fault } from "../../api/action.ts";
import { FAULTS } from "../../api/faults.ts";
import { graphql, type Enum, type ResultOf } from "../../api/graphql.ts";
import { Change, Opens } from "../../ui/changes/change.tsx";
import { Chip, Moment } from "../../ui/bits.tsx";
import { Area, Choice } from "../../ui/fields.tsx";
import { PRICE_FIELDS, priceIn, PriceField } from "../../ui/price.tsx";
import { money } from "../../words/formats.ts";
import { buyerPositions, OFFER_TONES, offerStatuses } from "../../words/property.ts";
import { t } from "../../words/words.ts";

export const OFFER = graphql(`
  fragment Offer on Offer {
    id
    version
    status
    applicantName
    position
    conditions
    createdAt
    raisedAt
    answeredAt
    answerComment
    viewerCanAccept
    viewerCanDecline
    viewerCanRaise
    viewerCanWithdraw
    amount {
      amount
      currency
    }
  }
`);
const MAKE = graphql(
  `
    mutation MakeOffer($input: OfferCreateInput!) {
      offerCreate(input: $input) {
        offer {
          ...Offer
        }
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [OFFER, FAULTS],
);
const RAISE = graphql(
  `
    mutation RaiseOffer($input: OfferRaiseInput!) {
      offerRaise(input: $input) {
        offer {
          ...Offer
        }
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [OFFER, FAULTS],
);
const WITHDRAW = graphql(
  `
    mutation WithdrawOffer($input: OfferWithdrawInput!) {
      offerWithdraw(input: $input) {
        offer {
          ...Offer
        }
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [OFFER, FAULTS],
);
const ACCEPT = graphql(
  `
    mutation AcceptOffer($input: OfferAcceptInput!) {
      offerAccept(input: $input) {
        offer {
          ...Offer
        }
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [OFFER, FAULTS],
);
const DECLINE = graphql(
  `
    mutation DeclineOffer($input: OfferDeclineInput!) {
      offerDecline(input: $input) {
        offer {
          ...Offer
        }
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [OFFER, FAULTS],
);

type Offer = ResultOf<typeof OFFER>;

interface Props {
  offer: Offer;
  close: () => void;
}

export function Offers({ offers }: { offers: Offer[] }): ReactNode {
  return offers.map((offer) => <One key={offer.id} offer={offer} />);
}

function One({ offer }: { offer: Offer }): ReactNode {
  return (
    <article className="card" aria-label={offer.applicantName}>
      <div className="card-head">
        <h3>{money(offer.amount)}</h3>
        <Chip tone={OFFER_TONES[offer.status] ?? "calm"}>{offerStatuses()[offer.status]}</Chip>
      </div>
      <p className="row-more">
        {[offer.applicantName, buyerPositions()[offer.position]].join(" · ")} ·{" "}
        <Moment at={offer.raisedAt ?? offer.createdAt} />
      </p>
      {offer.conditions && <p className="said">{offer.conditions}</p>}
      {offer.answerComment && <q>{offer.answerComment}</q>}
      <div className="buttons">
        {offer.viewerCanAccept && (
          <Opens label={t("Accept")} isMain>
            {(close) => <Accept offer={offer} close={close} />}
          </Opens>
        )}
        {offer.viewerCanDecline && (
          <Opens label={t("Decline")}>{(close) => <Decline offer={offer} close={close} />}</Opens>
        )}
        {offer.viewerCanRaise && (
          <Opens label={t("Change the offer")}>{(close) => <Raise offer={offer} close={close} />}</Opens>
        )}
        {offer.viewerCanWithdraw && (
          <Opens label={t("Withdraw the offer")}>{(close) => <Withdraw offer={offer} close={close} />}</Opens>
        )}
      </div>
    </article>
  );
}

function Accept({ offer, close }: Props): ReactNode {
  const accept = useAction(ACCEPT, ["comment"]);
  return (
    <Change
      title={t("Accept {amount}", { amount: money(offer.amount) })}
      about={t("One offer is accepted at a time.")}
      go={t("Accept")}
      action={accept}
      input={(given) => ({ id: offer.id, version: offer.version, comment: given.optional("comment") })}
      close={close}
    >
      <Area label={t("Comment (optional)")} name="comment" rows={2} faults={accept.faults} />
    </Change>
  );
}

function Decline({ offer, close }: Props): ReactNode {
  const decline = useAction(DECLINE, ["comment"]);
  return (
    <Change
      title={t("Decline {amount}", { amount: money(offer.amount) })}
      go={t("Decline")}
      action={decline}
      input={(given) => ({ id: offer.id, version: offer.version, comment: given.optional("comment") })}
      close={close}
    >
      <Area label={t("Comment (optional)")} name="comment" rows={2} faults={decline.faults} />
    </Change>
  );
}

function Withdraw({ offer, close }: Props): ReactNode {
  const withdraw = useAction(WITHDRAW, ["reason"]);
  return (
    <Change
      title={t("Withdraw the offer")}
      go={t("Withdraw the offer")}
      action={withdraw}
      input={(given) => ({ id: offer.id, version: offer.version, reason: given.optional("reason") })}
      close={close}
    >
      <Area label={t("Reason (optional)")} name="reason" rows={2} faults={withdraw.faults} />
    </Change>
  );
}

function Raise({ offer, close }: Props): ReactNode {
  const raise = useAction(RAISE, [...PRICE_FIELDS("amount"), "conditions"]);
  return (
    <Change
      title={t("Change the offer")}
      go={t("Save")}
      action={raise}
      input={(given) => ({
        id: offer.id,
        version: offer.version,
        amount: priceIn(given, "amount") ?? offer.amount,
        conditions: given.optional("conditions"),
      })}
      close={close}
    >
      <PriceField label={t("Amount")} name="amount" of={offer.amount} required faults={raise.faults} />
      <Area
        label={t("Conditions (optional)")}
        name="conditions"
        rows={3}
        defaultValue={offer.conditions ?? ""}
        faults={raise.faults}
      />
    </Change>
  );
}

interface NewProps {
  listing: { id: string; price: { currency: string } | null };
  close: () => void;
  /** A field for the person, where the reader records it for somebody else. */
  forWhom?: (faults: Fault[]) => ReactNode;
}

export function MakeOffer({ listing, close, forWhom }: NewProps): ReactNode {
  const make = useAction(MAKE, ["contactId", "position", "conditions", ...PRICE_FIELDS("amount")]);
  return (
    <Change
      title={t("Make an offer")}
      go={t("Make the offer")}
      action={make}
      input={(given) => ({
        listingId: listing.id,
        amount: priceIn(given, "amount") ?? { amount: "", currency: "" },
        position: given.one<Enum<"BuyerPosition">>("position"),
        conditions: given.optional("conditions"),
        ...(forWhom && { contactId: given.text("contactId") }),
      })}
      close={close}
    >
      {forWhom?.(make.faults)}
      <PriceField label={t("Amount")} name="amount" currency={listing.price?.currency} required faults={make.faults} />
      <Choice label={t("Position")} name="position" faults={make.faults}>
        {Object.entries(buyerPositions()).map(([value, name]) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
      </Choice>
      <Area label={t("Conditions (optional)")} name="conditions" rows={3} faults={make.faults} />
    </Change>
  );
}
