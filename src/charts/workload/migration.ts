import { imageOf } from '../../platform/releases.ts';
import type { Platform } from '../../platform/schema.ts';
import { type DatabaseAccess, migrationEnvironment } from './application.ts';
import type { Environment } from './environment.ts';
import type { Program } from './pod.ts';

/** The container that brings a tenant database to a release's schema. */
export function migrationProgram(
  platform: Platform,
  props: {
    readonly name: string;
    readonly version: string;
    readonly database: DatabaseAccess;
    readonly tenant: string;
    readonly extra?: Environment;
  },
): Program {
  return {
    name: props.name,
    image: imageOf(platform, 'migration', props.version),
    pullPolicy: platform.images.pullPolicy,
    resources: platform.jobs.resources,
    environment: { ...migrationEnvironment(props.database, props.tenant), ...props.extra },
    writable: platform.images.migration.writable,
  };
}
