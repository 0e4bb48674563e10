import type { Platform } from '../../platform/schema.ts';
import { sharedDatabases } from '../../platform/shared-databases.ts';
import type { Program } from '../workload/pod.ts';
import { psqlProgram } from '../workload/psql.ts';
import { freeTierDatabase } from './names.ts';

/** Seconds after which the shared API rolls out although some tenants' databases are behind. */
export const LONGEST_WAIT = 900;
/** Seconds without any progress after which nobody is waited for: an archived tenant has no Job that would migrate it. */
const QUIET = 180;
const PAUSE = 3;

/**
 * Waits until every tenant's database has the template's migrations: each is migrated by a Job of its own Application,
 * while the shared API rolls out with the shared instance's (docs/decisions/free-tier-applications.md).
 *
 * @returns A program that always succeeds, so that one tenant's trouble holds up nobody for longer than
 *   {@link LONGEST_WAIT}; it prints the databases that are behind.
 */
export function tenantsMigrated(platform: Platform): Program {
  const { template, tenancy } = sharedDatabases(platform);
  return psqlProgram(platform, {
    name: 'tenants-migrated',
    database: freeTierDatabase(platform, tenancy),
    resources: platform.jobs.resources,
    script: SCRIPT,
    extra: { TEMPLATE_DATABASE: template, LONGEST_WAIT: String(LONGEST_WAIT), QUIET: String(QUIET) },
  });
}

const SCRIPT = `ask() { psql --no-psqlrc --tuples-only --no-align --dbname "$1" --command "$2" 2> /dev/null; }
migrations() { ask "$1" 'SELECT count(*) FROM public.schemaversions' || echo 0; }
databases() {
  ask "$PGDATABASE" "SELECT datname FROM pg_database WHERE pg_get_userbyid(datdba) = current_user
    AND datname NOT IN ('$PGDATABASE', '$TEMPLATE_DATABASE') ORDER BY 1"
}
wanted=$(migrations "$TEMPLATE_DATABASE")
behind() {
  databases | while read -r name; do
    [ "$(migrations "$name")" -ge "$wanted" ] || echo "$name"
  done
}
before=
progress=$SECONDS
while left=$(behind); [ -n "$left" ]; do
  [ "$left" = "$before" ] || progress=$SECONDS
  before=$left
  if [ $((SECONDS - progress)) -ge "$QUIET" ] || [ "$SECONDS" -ge "$LONGEST_WAIT" ]; then
    echo "the API rolls out although these databases are behind:" $left
    exit 0
  fi
  sleep ${PAUSE}
done
echo 'every tenant database is migrated'
`;
