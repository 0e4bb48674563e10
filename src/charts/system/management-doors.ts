import type { Route } from '../workload/ingress.ts';
import { MANAGEMENT_API } from './names.ts';

/** Who has to reach the management API from outside of the cluster. Everything else on its host answers 404. */
interface Door {
  readonly path: string;
  readonly caller: string;
  /** How the API knows the caller. */
  readonly proof: string;
}

/**
 * All that the edge lets through to the management API. Its other paths trust any customer's token, or none: they list
 * and suspend every tenant, and hand out passwords of databases. Portal and scheduled calls reach it inside the cluster
 * (docs/decisions/management-doors.md).
 */
export const MANAGEMENT_DOORS: readonly Door[] = [
  { path: '/api/billing/webhook', caller: 'Stripe', proof: 'the signature of the body' },
];

/** Routes of the Ingress: each door alone, nothing below it. */
export function managementDoors(): Route[] {
  return MANAGEMENT_DOORS.map(({ path }) => ({ path, service: MANAGEMENT_API, isExact: true }));
}
