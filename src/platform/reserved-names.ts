/** Host names under the platform's domain that a customer's own are mistaken for, by what they would pass for. */
export const RESERVED_NAMES = {
  'a mailbox or mail host (RFC 2142)': words(
    'abuse autoconfig autodiscover bounce bounces contact dkim dmarc email exchange feedback ftp hostmaster imap info',
    'inbox listserv lyncdiscover mail mailer mailhost mailinglist marketing mta mtasts mx news newsletter noc noreply',
    'outbound owa pop postfix postmaster relay sales security sip smtp spam spf support unsubscribe usenet uucp webmail',
    'webmaster',
  ),
  'a part of the network': words(
    'any assets broadcasthost cdn dhcp dns download downloads edge files firewall gateway host ids images img ipv4 ipv6',
    'isatap kdc ldap local localdomain localhost media network nic ns ntp proxy radius router rss sftp ssh static tftp',
    'upload uploads vpn web whois wpad www ws',
  ),
  'an administrator': words(
    'adm admin administration administrator cpanel console control dashboard intranet internal management manager',
    'master moderator operator operators owner panel plesk root staff superadmin superuser sysadmin system team webadmin',
    'whm',
  ),
  'a sign-in page': words(
    '2fa account accounts auth authentication authorize id identity idp keycloak login logon logout mfa myaccount oauth',
    'oauth2 oidc openid otp passwd password passwords profile recover recovery register reset saml secure session sessions',
    'signin signout signup sso token tokens user users verification verify',
  ),
  'a payment page': words(
    'bank banking billing buy cart checkout credit invoice invoices order orders pay paying payment payments payout',
    'plans pricing purchase refund refunds shop store stripe subscribe subscription subscriptions tax wallet',
  ),
  'a page of the company': words(
    'about blog careers community company demo developer developers docs documentation enterprise example faq forum free',
    'guide help helpdesk home impressum imprint jobs knowledgebase kb landing legal official partner partners platform',
    'portal press privacy professional promo public roadmap service services site sites status terms training trial trust',
    'webinar wiki',
  ),
  'a tool of operations': words(
    'alertmanager alerts api app apps argo argocd artifactory aws azure backup backups build cache ci cd chart charts',
    'cluster cnpg consul database db debug deploy docker elastic elasticsearch etcd gcp git gitea github gitlab grafana',
    'graphql grpc harbor health healthcheck healthz helm hooks ingress jaeger jenkins k8s kafka kibana kube kubernetes',
    'log logging logs loki metrics minio mongo mongodb monitor monitoring mysql nagios nexus nginx nomad node ops',
    'pgadmin pgbouncer postgres postgresql prom prometheus queue rabbitmq rancher redis registry rpc s3 sentry server',
    'sonarqube storage tempo thanos tracing traefik uptime vault webhook webhooks worker zabbix',
  ),
  'an environment of the platform': words(
    'alpha beta canary dev devel development draft integration lab live next old preprod preview prod production qa',
    'sandbox stage staging test testing tmp uat',
  ),
  'a company that is often impersonated': words(
    'adac amazon americanexpress amex apple dhl docusign dropbox ebay facebook fedex gmail google icloud instagram',
    'klarna linkedin mastercard microsoft netflix office office365 outlook paypal skype sparkasse telekom tiktok twitter',
    'ups usps visa whatsapp youtube',
  ),
} as const;

/** Words that no workshop's name holds and a phishing page's does, wherever they stand. */
export const SIGN_IN_WORDS: readonly string[] = words(
  '2fa auth login logon mfa oauth otp password passwords passwort signin signon sso verification verify webmail',
);

/** The same where they are written in one word with others. */
export const SIGN_IN_PARTS: readonly string[] = words('login oauth passwor paypal webmail');

/** Words at an end that make a page of somebody's company of a name. */
export const OFFICIAL_ENDINGS: readonly string[] = words(
  'account accounts admin administrator bank billing helpdesk invoice invoices payment payments refund security',
  'support wallet',
);

function words(...lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) => line.split(' '));
}
