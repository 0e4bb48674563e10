import { imageOf, programOf } from '../../platform/releases.ts';
import type { Platform } from '../../platform/schema.ts';
import { type DatabaseAccess, databaseEnvironment } from './application.ts';
import { type Environment, extraEnvironment } from './environment.ts';
import type { Program } from './pod.ts';

/** Returns the container that migrates a tenant database to a release's schema. */
export function migrationProgram(
  platform: Platform,
  props: {
    readonly name: string;
    readonly version: string;
    readonly database: DatabaseAccess;
    readonly extra?: Environment;
  },
): Program {
  const { args, extraEnv, writable } = programOf(platform, 'migration', props.version);
  return {
    name: props.name,
    image: imageOf(platform, 'migration', props.version),
    pullPolicy: platform.images.pullPolicy,
    resources: platform.jobs.resources,
    environment: {
      ...databaseEnvironment(props.database),
      TZ: platform.timeZone,
      ...props.extra,
      ...extraEnvironment(extraEnv),
    },
    writable,
    ...(args === null ? {} : { args }),
  };
}
