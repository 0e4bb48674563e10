import type { Construct } from 'constructs';
import { addCertificate, addIngress, applicationRoutes } from '../workload/ingress.ts';
import { type Owner, WAVE } from '../workload/owner.ts';
import type { TenantProps } from './props.ts';

/**
 * The tenant's hosts. Each custom domain has a certificate of its own, so that one whose DNS is broken does not
 * hold up the others; the subdomain has one too unless all subdomains share the wildcard.
 */
export function addTenantEdge(scope: Construct, owner: Owner, { tenant, platform }: TenantProps): void {
  const { certificates, certIssuer } = platform.edge;
  const own = certificates === 'perTenant' ? [{ host: tenant.host, name: `${tenant.id}-tls` }] : [];
  const custom = tenant.domains.map((host) => ({ host, name: `${host}-tls` }));
  for (const { host, name } of [...own, ...custom]) {
    addCertificate(scope, { owner, component: 'edge', name, hosts: [host], issuer: certIssuer });
  }
  addIngress(scope, {
    owner,
    platform,
    name: 'mechanicbuddy',
    component: 'edge',
    hosts: [tenant.host, ...tenant.domains],
    routes: applicationRoutes(''),
    // A tenant that moves leaves the shared instance first: whoever asks meanwhile is told 503, and no write is lost.
    ...(tenant.importFrom === undefined ? {} : { wave: WAVE.stores }),
    tls: [
      ...(certificates === 'wildcard' ? [{ hosts: [tenant.host] }] : []),
      ...[...own, ...custom].map(({ host, name }) => ({ secretName: name, hosts: [host] })),
    ],
  });
}
