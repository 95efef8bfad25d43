// How the reader is told of what happens: for each kind, and how often e-mails come.
import type { ReactNode } from "react";
import { useAction } from "../api/action.ts";
import { graphql, type Enum, type ResultOf } from "../api/graphql.ts";
import { useReading } from "../api/reading.ts";
import { Heading, Problem, Section } from "../ui/bits.tsx";
import { Choice } from "../ui/fields.tsx";
import { Loaded } from "../ui/loaded.tsx";
import { notificationKind } from "../words/names.ts";
import { t } from "../words/words.ts";

const PREFERENCES = graphql(`
  query Preferences {
    portal {
      sendsSms
    }
    viewer {
      id
      digestFrequency
      notificationPreferences {
        kind
        inApp
        email
        sms
      }
    }
  }
`);
const UPDATE = graphql(`
  mutation PreferencesUpdate($input: NotificationPreferencesUpdateInput!) {
    notificationPreferencesUpdate(input: $input) {
      digestFrequency
      userErrors {
        code
        message
        field
      }
    }
  }
`);

type Viewer = NonNullable<ResultOf<typeof PREFERENCES>["viewer"]>;
type Channel = "inApp" | "email" | "sms";

export function Preferences(): ReactNode {
  const reading = useReading(PREFERENCES, {});
  return (
    <div className="narrow">
      <Heading title={t("Notifications")}>{t("How we tell you")}</Heading>
      <Loaded reading={reading} lines={10}>
        {({ viewer, portal }) =>
          viewer && (
            <Kinds viewer={viewer} channels={portal.sendsSms ? ["inApp", "email", "sms"] : ["inApp", "email"]} />
          )
        }
      </Loaded>
    </div>
  );
}

function Kinds({ viewer, channels }: { viewer: Viewer; channels: Channel[] }): ReactNode {
  const update = useAction(UPDATE);
  const names = { inApp: t("In the portal"), email: t("E-mail"), sms: t("Text message") };
  return (
    <Section title={t("Notifications")}>
      <Problem>{update.problem}</Problem>
      <Choice
        label={t("E-mails that can wait come")}
        name="digestFrequency"
        value={viewer.digestFrequency}
        onChange={({ target }) => {
          void update.run({ preferences: [], digestFrequency: target.value as Enum<"DigestFrequency"> });
        }}
      >
        <option value="AT_ONCE">{t("at once")}</option>
        <option value="HOURLY">{t("together, every hour")}</option>
        <option value="DAILY">{t("together, once a day")}</option>
      </Choice>
      <table className="lines kinds-table">
        <thead>
          <tr>
            <th scope="col">{t("When")}</th>
            {channels.map((channel) => (
              <th scope="col" key={channel} className="number">
                {names[channel]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {viewer.notificationPreferences.map((preference) => (
            <tr key={preference.kind}>
              <th scope="row">{notificationKind(preference.kind)}</th>
              {channels.map((channel) => (
                <td key={channel} className="number">
                  <input
                    type="checkbox"
                    aria-label={`${notificationKind(preference.kind)}: ${names[channel]}`}
                    checked={preference[channel]}
                    onChange={({ target }) => {
                      const { kind } = preference;
                      void update.run({ preferences: [{ kind, [channel]: target.checked }] });
                    }}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}
