import type { TenantEvent } from '../events/event.ts';
import type { Outcome, RequestFacts } from '../http/handlers.ts';
import { isId } from '../records/id.ts';

/** What is told of each event, for logs and for a person who watches. Holds no secret and no body. */
export interface LoggedEvent {
  readonly event: string;
  readonly kind: string;
  readonly actor: string;
  readonly requestId: string;
  readonly outcome: Outcome['kind'];
  readonly tenant?: string;
  readonly commit?: string;
  readonly because?: string;
  readonly milliseconds: number;
  /** Files of the whole commit. */
  readonly paths: readonly string[];
}

/** What is told of one event. `milliseconds` from its coming to its answer. */
export function factsOf(
  event: TenantEvent,
  { requestId }: RequestFacts,
  outcome: Outcome,
  rest: {
    readonly because: string | undefined;
    readonly paths: readonly string[];
    readonly milliseconds: number;
  },
): LoggedEvent {
  const { because, paths, milliseconds } = rest;
  const tenant = 'tenant' in outcome ? outcome.tenant?.record.id : askedFor(event);
  const commit = 'commit' in outcome ? outcome.commit : undefined;
  return {
    event: event.id,
    kind: event.kind,
    actor: event.actor,
    requestId,
    outcome: outcome.kind,
    ...(tenant === undefined ? {} : { tenant }),
    ...(commit === undefined ? {} : { commit }),
    ...(because === undefined ? {} : { because }),
    milliseconds: Math.round(milliseconds),
    paths,
  };
}

/** Whose a refused event would have been; what Stripe or a path tells is any text until it is an id. */
function askedFor(event: TenantEvent): string | undefined {
  const tenant = 'tenant' in event ? event.tenant : undefined;
  return tenant !== undefined && isId(tenant) ? tenant : undefined;
}
