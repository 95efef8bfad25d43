// A new order: what is wrong, with what, where, and photos of it.
import { useState, type ReactNode, type SubmitEvent } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { newKey, useAction } from "../../api/action.ts";
import { graphql, type Enum } from "../../api/graphql.ts";
import { useSession } from "../../session/session.tsx";
import { Back, Heading, Problem } from "../../ui/bits.tsx";
import { useDraft } from "../../ui/draft.ts";
import { Area, Choice, Field } from "../../ui/fields.tsx";
import { UploadList, useUploads } from "../../ui/uploads.tsx";
import { orderKind } from "../../words/names.ts";
import { t } from "../../words/words.ts";
import { ABOUT_NEW, AssetChoice, chosenOf, inputOf, NOTHING } from "./asset_choice.tsx";
import { ORDER_ROW, orderPath } from "./rows.ts";

const CREATE = graphql(
  `
    mutation OrderCreate($input: OrderCreateInput!) {
      orderCreate(input: $input) {
        order {
          ...OrderRow
        }
        userErrors {
          code
          message
          field
        }
      }
    }
  `,
  [ORDER_ROW],
);

const SHOWN = ["problemSummary", "problemDetail", "siteId", "assetId", ...ABOUT_NEW.map((name) => `newAsset.${name}`)];
const KINDS = ["SERVICE_CALL", "WALK_IN_REPAIR"] as const;

export function NewOrder(): ReactNode {
  const { viewer } = useSession();
  const customers = viewer.memberships.nodes
    .filter(({ rights }) => rights.includes("ORDERS"))
    .map(({ customer }) => customer);
  const [asked] = useSearchParams();
  const known = customers.length === 1 ? customers[0] : customers.find(({ code }) => code === asked.get("company"));
  const [customer, setCustomer] = useState(known?.id ?? "");
  const [kind, setKind] = useState<Enum<"OrderKind">>("SERVICE_CALL");
  const [chosen, choose] = useState(() => chosenOf(asked));
  const [isUrgent, setUrgent] = useState(false);
  const [summary, setSummary] = useDraft("order:summary");
  const [detail, setDetail] = useDraft("order:detail");
  const uploads = useUploads();
  const create = useAction(CREATE, SHOWN);
  const navigate = useNavigate();

  async function submit(event: SubmitEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const asDraft = (event.nativeEvent.submitter as HTMLButtonElement | null)?.value === "draft";
    const created = await create.run({
      kind,
      problemSummary: summary.trim(),
      problemDetail: detail.trim() || null,
      priority: isUrgent ? "URGENT" : "NORMAL",
      customerId: customer || null,
      ...inputOf(chosen),
      uploadIds: uploads.ids,
      asDraft,
      idempotencyKey: newKey(),
    });
    if (!created?.order) return;
    setSummary("");
    setDetail("");
    await navigate(orderPath(created.order));
  }

  return (
    <div className="narrow">
      <Heading title={t("New order")} above={<Back to="/orders">{t("All orders")}</Back>}>
        {t("What needs repair?")}
      </Heading>
      <form className="section" onSubmit={submit}>
        <Field
          label={t("In a few words")}
          name="problemSummary"
          hint={t("Such as: The oven does not get hot.")}
          required
          value={summary}
          faults={create.faults}
          onChange={({ target }) => {
            setSummary(target.value);
          }}
        />
        <Area
          label={t("More about it (optional)")}
          name="problemDetail"
          hint={t("Since when? What have you tried? When can we come?")}
          value={detail}
          faults={create.faults}
          onChange={({ target }) => {
            setDetail(target.value);
          }}
        />
        <fieldset className="kinds">
          <legend>{t("How do we get to it?")}</legend>
          {KINDS.map((each) => (
            <label key={each} className="tick">
              <input
                type="radio"
                name="kind"
                checked={kind === each}
                onChange={() => {
                  setKind(each);
                }}
              />
              {orderKind(each)}
            </label>
          ))}
        </fieldset>
        {customers.length > 1 && (
          <Choice
            label={t("For which company?")}
            name="customerId"
            required
            value={customer}
            onChange={({ target }) => {
              setCustomer(target.value);
              choose(NOTHING);
            }}
          >
            <option value="">{t("Please choose")}</option>
            {customers.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Choice>
        )}
        <AssetChoice customer={customer} chosen={chosen} choose={choose} faults={create.faults} />
        <label className="tick">
          <input
            type="checkbox"
            checked={isUrgent}
            onChange={() => {
              setUrgent(!isUrgent);
            }}
          />
          {t("It is urgent")}
        </label>
        <UploadList uploads={uploads} label={t("Add photos")} />
        <Problem>{create.problem}</Problem>
        <div className="buttons">
          <button className="button go" disabled={create.isUnderWay || !uploads.areSent}>
            {t("Send the order")}
          </button>
          <button className="button" value="draft" disabled={create.isUnderWay || !uploads.areSent}>
            {t("Keep as a draft")}
          </button>
        </div>
      </form>
    </div>
  );
}
