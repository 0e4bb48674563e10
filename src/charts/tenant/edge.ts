import type { Construct } from 'constructs';
import { addCertificate, addIngress, applicationRoutes } from '../workload/ingress.ts';
import { type Owner, WAVE } from '../workload/owner.ts';
import type { TenantProps } from './props.ts';

/**
 * Adds the Ingress and the certificates of the tenant's hosts. Each custom domain has its own certificate, so that broken DNS
 * of one does not block the others. The subdomain has its own too, unless all subdomains share the wildcard.
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
    // While a tenant moves, its host leaves the shared instance first: requests get 503, and no write is lost.
    ...(tenant.importFrom === undefined ? {} : { wave: WAVE.stores }),
    tls: [
      ...(certificates === 'wildcard' ? [{ hosts: [tenant.host] }] : []),
      ...[...own, ...custom].map(({ host, name }) => ({ secretName: name, hosts: [host] })),
    ],
  });
}
