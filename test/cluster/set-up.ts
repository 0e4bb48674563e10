import type { TestProject } from 'vitest/node';
import { makeRepository, openRepository, type Place } from './git-repository.ts';
import { startSecretStoreStandIn } from './stand-in.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    readonly place: Place;
  }
}

/** Once for all files: the repository that Argo CD reads, with its first commit, and the stand-in. */
export default async function setUp(project: TestProject): Promise<() => void> {
  const place = await makeRepository();
  await openRepository(place).render('the fleet of this repository');
  project.provide('place', place);
  return startSecretStoreStandIn();
}
