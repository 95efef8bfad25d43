// The reader's own account: who they are, how they sign in, and where they are signed in.
import type { ReactNode } from "react";
import { Link } from "react-router";
import { graphql } from "../../api/graphql.ts";
import { useReading } from "../../api/reading.ts";
import { Heading } from "../../ui/bits.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { t } from "../../words/words.ts";
import { CONTACT } from "./contact.ts";
import { Devices } from "./devices.tsx";
import { EmailAddress } from "./email_address.tsx";
import { Mobile } from "./mobile.tsx";
import { NotificationAddress } from "./notification_address.tsx";
import { Password } from "./password.tsx";
import { Profile } from "./profile.tsx";

const ACCOUNT = graphql(
  `
    query Account {
      portal {
        languages
        sendsSms
      }
      viewer {
        id
        contact {
          ...Contact
        }
      }
    }
  `,
  [CONTACT],
);

export function Account(): ReactNode {
  const reading = useReading(ACCOUNT, {});
  return (
    <div className="narrow">
      <div className="heading-with">
        <Heading title={t("Your account")}>{t("Your account")}</Heading>
        <Link className="button" to="/preferences">
          {t("How we tell you")}
        </Link>
      </div>
      <Loaded reading={reading} lines={12}>
        {({ portal, viewer }) => {
          const contact = viewer?.contact;
          return (
            <>
              {contact && <Profile contact={contact} languages={portal.languages} />}
              {contact && <Mobile contact={contact} isVerified={portal.sendsSms} />}
              {contact && <EmailAddress contact={contact} />}
              {contact && <NotificationAddress contact={contact} changed={reading.again} />}
              <Password />
              <Devices />
            </>
          );
        }}
      </Loaded>
    </div>
  );
}
